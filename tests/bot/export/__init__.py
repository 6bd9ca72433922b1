"""Tests of files, and of the ways to them."""
