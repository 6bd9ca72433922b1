"""Conversations with a person, as Bot Framework dialogs: routing, commands, prompts.

May import every other package of the bot but turns.
"""
