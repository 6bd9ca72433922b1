"""Deletes what is kept of a person.

What it may import: STOREYS in tests/test_architecture.py.
"""
