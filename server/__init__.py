"""Serving over HTTP, so that no client can stop the others from being served."""
