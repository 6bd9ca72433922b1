"""Tests of serving: real connections on loopback."""
