"""Whole results as files: built, offered, handed over."""
