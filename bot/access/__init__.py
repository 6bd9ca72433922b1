"""Who may ask which space, and where: facts, rules, and the decision.

What it may import: STOREYS in tests/test_architecture.py.
"""
