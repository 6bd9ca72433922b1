"""Tests of bot/questions."""
