"""These tests run a bot, or parts of it, on loopback."""

from tests.harness.fixtures import *  # noqa: F403 - each fixture and hook, for these tests alone
