"""What is remembered between turns, and under which key.

May use storage and activities.
"""
