"""Tests that drive a real client in a real browser."""
