"""Reading single settings from the environment.

Only config.py and server/ import it; bot/ may import settings.loopback.
"""
