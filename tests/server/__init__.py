"""Tests of the HTTP server, with real connections on loopback."""
