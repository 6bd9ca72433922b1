"""Tests of bot/admission."""
