"""The bot on a person's own machine. Only the standard library: this runs before `.venv` exists."""
