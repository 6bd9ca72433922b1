"""Fixtures of tests that run a bot, or parts of it, on loopback."""

from tests.harness.fixtures import *  # noqa: F403 - all fixtures and hooks, for these tests only
