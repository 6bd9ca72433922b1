"""How the bot speaks in a conversation: messages, cards, streams, progress.

What it may import: STOREYS in tests/test_architecture.py.
"""
