"""Charts as PNGs: painter.py requests them, and a separate process draws them.

Imports nothing of the project but the charts of cards/.
"""
