"""The demo on one machine. Standard library only, since this runs before `.venv` exists."""
