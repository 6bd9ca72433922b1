"""Tests of files and their delivery."""
