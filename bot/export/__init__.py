"""Whole results as files, for Excel and as CSV, and how people get them.

May use messaging, admission, state and storage.
"""
