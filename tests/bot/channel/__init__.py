"""Tests of bot/channel."""
