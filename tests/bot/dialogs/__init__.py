"""Tests of bot/dialogs."""
