"""Tests of bot/activities."""
