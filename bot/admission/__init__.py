"""The order and the time in which questions are posted to Genie.

Depends on Genie and asyncio; knows no channel, and only the cards about waiting.
"""
