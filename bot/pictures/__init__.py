"""Charts as PNGs: painter.py asks for them, a process of its own draws them.

Uses nothing of the bot but charts of cards/.
"""
