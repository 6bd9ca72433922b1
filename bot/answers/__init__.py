"""What happens to an answer after it was given: presenting, paging, charts, ratings.

What it may import: STOREYS in tests/test_architecture.py.
"""
