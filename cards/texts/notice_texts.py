"""Single sentences about a question, a button or the bot."""

from typing import Final

from cards.reader import TextKey

EMPTY_QUESTION: Final = TextKey(
    "Type a question about your data, for example “What can I ask about?”, or `help`."
)
NOT_TEXT: Final = TextKey(
    "Please type your question. The bot cannot read pictures, files or voice messages."
)
TOO_LONG: Final = TextKey(
    "Your question has {length} characters; the limit is {limit}. Please shorten it and ask again."
)
OLD_ANSWER: Final = TextKey("That answer is no longer available. Please ask the question again.")
RATE_FIRST: Final = TextKey("Press 👍 or 👎 first, then comment.")
FAILED: Final = TextKey("That did not work. {advice}")
OLD_BUTTON: Final = TextKey("That button no longer works. Please type your question instead.")
NOT_RUNNING: Final = TextKey("That question is no longer in progress.")
NOT_YOURS: Final = TextKey("Only the person who asked can stop that question.")
NOT_STORED: Final = TextKey("I can’t accept messages right now. Please try again in a minute.")
RESTARTING: Final = TextKey("The bot is restarting. Please ask again in a minute.")
TOO_MANY: Final = TextKey(
    "You already have {count} questions waiting here. Please ask again when some are answered."
)
GOES_ON: Final = TextKey(
    "Genie is still working on “{question}”. The answer will come as a new message in this "
    "conversation."
)
