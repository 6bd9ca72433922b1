"""Tests of what brings the bot to its places."""
