"""Whole results as files, for Excel and as CSV, and how people get them.

What it may import: STOREYS in tests/test_architecture.py.
"""
