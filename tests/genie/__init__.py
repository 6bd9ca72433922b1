"""Tests of the Genie client."""
