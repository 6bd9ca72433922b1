"""What comes in: HTTP routes, deduplication, and what is done with each kind of activity.

May import every other package of the bot.
"""
