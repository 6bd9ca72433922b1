"""A bot on loopback and what surrounds it, for the tests of its rooms and of conversations."""
