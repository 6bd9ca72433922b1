"""The audit trail: who asked and did what, when and where, and how it ended.

What it may import: STOREYS in tests/test_architecture.py.
"""
