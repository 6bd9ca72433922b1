"""Fixtures of tests that run a bot, or parts of it, on loopback."""

from tests.conversations.access import graph, start_for  # noqa: F401 - fixtures
from tests.harness.fixtures import *  # noqa: F403 - all fixtures and hooks, for these tests only
