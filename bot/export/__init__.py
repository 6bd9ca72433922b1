"""Answers as files: whole results for Excel and as CSV, and the ways in which people get them."""
