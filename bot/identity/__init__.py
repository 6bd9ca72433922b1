"""People's own identity in Databricks: their sign-in, and their tokens, which are never stored.

Its permitted imports: STOREYS in tests/test_architecture.py.
"""
