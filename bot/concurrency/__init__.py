"""Helpers for asyncio that do not depend on the bot.

Imports nothing else of this project but Genie's clock.
"""
