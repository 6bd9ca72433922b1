"""Tests of the packages of bot/."""
