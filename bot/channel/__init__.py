"""How the bot speaks: who may be spoken to, and the one message that answers a question."""
