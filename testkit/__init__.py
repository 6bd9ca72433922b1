"""Runs a bot among real processes, lets people ask it, and judges what they were told.

Tests and benchmarks share it, so that neither has to import the other.
"""
