"""Helpers for asyncio that know nothing of bots.

Imports nothing else of this project but Genie's clock.
"""
