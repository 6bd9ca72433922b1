"""Single sentences about a question, a button or the bot."""

from typing import Final

from cards.reader import TextKey

EMPTY_QUESTION: Final = TextKey(
    "Type a question about your data, for example “What can I ask about?”, or `help`."
)
NOT_TEXT: Final = TextKey(
    "I can read typed questions only, not pictures, files or voice notes. "
    "Please type what you want to know."
)
TOO_LONG: Final = TextKey(
    "That is {length} characters long, and a question may have {limit}. "
    "Please shorten it and ask again."
)
OLD_ANSWER: Final = TextKey("I no longer have that answer. Please ask the question again.")
RATE_FIRST: Final = TextKey("Press 👍 or 👎 first, then comment.")
FAILED: Final = TextKey("That did not work. {advice}")
OLD_BUTTON: Final = TextKey("That button no longer works. Please type your question instead.")
NOT_RUNNING: Final = TextKey("That question is not being worked on any more.")
NOT_YOURS: Final = TextKey("Only the person who asked can stop that question.")
NOT_STORED: Final = TextKey(
    "I cannot take your message just now, because I cannot note it down. "
    "If no answer comes within a minute, please send it again."
)
RESTARTING: Final = TextKey(
    "I am being restarted and cannot take your question now. Please ask again in a minute."
)
TOO_MANY: Final = TextKey(
    "You have {count} questions waiting here already. Please ask again when some are answered."
)
GOES_ON: Final = TextKey(
    "Genie is still working on “{question}”. The answer will come as a new message in this "
    "conversation."
)
