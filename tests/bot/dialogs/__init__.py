"""Dialogs, without a channel."""
