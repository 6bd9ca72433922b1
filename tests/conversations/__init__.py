"""Conversations with the whole bot, as people see them."""
