"""Conversations with a person, as Bot Framework dialogs: routing, commands, prompts.

May use every room but turns.
"""
