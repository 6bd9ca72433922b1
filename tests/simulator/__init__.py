"""Tests of the simulated workspace, also with the official SDK."""
