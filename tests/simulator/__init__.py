"""Tests of the simulated workspace, the official SDK's among them."""
