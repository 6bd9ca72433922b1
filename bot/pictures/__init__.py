"""Charts as pictures: spec.py says what they show, painter.py has them drawn by another process."""
