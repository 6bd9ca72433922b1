"""A bot on loopback and its environment, for tests of single packages and of conversations."""
