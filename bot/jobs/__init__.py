"""Durable work: jobs in the journal, their leases, and what a turn adds to them.

What it may import: STOREYS in tests/test_architecture.py.
"""
