"""How the bot speaks in a conversation: messages, cards, streams, progress.

May use the channel and cards; knows no questions and no answers.
"""
