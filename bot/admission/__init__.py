"""Who may post a question to Genie, and when.

Knows Genie and asyncio; knows no channel and no cards but those of waiting.
"""
