"""Charts as pictures, for channels that draw none: painter.py asks, a process of its own draws."""
