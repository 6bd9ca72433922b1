"""Conversations with a person, as Bot Framework dialogs."""
