"""The work on one question, from its arrival to its answer.

What it may import: STOREYS in tests/test_architecture.py.
"""
