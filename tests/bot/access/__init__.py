"""Tests of bot.access."""
