"""What comes in: HTTP routes, deduplication, and what is done with each kind of activity.

May use every other room of the bot.
"""
