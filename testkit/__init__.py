"""Runs a bot among real processes, lets people ask it, and checks their answers.

Tests and benchmarks share it, so that neither has to import the other.
"""
