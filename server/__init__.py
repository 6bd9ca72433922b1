"""Serving HTTP with deadlines and limits, so that one client cannot block the others."""
