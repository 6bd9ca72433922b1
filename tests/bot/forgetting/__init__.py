"""Tests of bot/forgetting."""
