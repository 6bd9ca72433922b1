"""Incoming activities: their structure, their text and their sender.

Only reads activities: uses no state and sends nothing.
"""
