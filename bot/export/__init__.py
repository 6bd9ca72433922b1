"""Whole results as files, for Excel and as CSV, and their delivery.

Its permitted imports: STOREYS in tests/test_architecture.py.
"""
