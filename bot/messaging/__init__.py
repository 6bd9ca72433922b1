"""Sending in a conversation: messages, cards, streams, progress.

Its permitted imports: STOREYS in tests/test_architecture.py.
"""
