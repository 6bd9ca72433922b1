"""Genie's Markdown."""
