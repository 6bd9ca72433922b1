"""State that is kept between turns, and its keys.

May use storage and activities.
"""
