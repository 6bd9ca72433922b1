"""Tests of bot/concurrency."""
