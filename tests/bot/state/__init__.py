"""Tests of bot/state."""
