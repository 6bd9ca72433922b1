"""The welcome, the help and the choice of a language; the lines of the help: command_texts."""

from typing import Final

from cards.reader import TextKey

# The language.
LANGUAGE_NAME: Final = TextKey("English")  # each catalogue gives the name of its own language
LANGUAGE_TITLE: Final = TextKey("Which language should the bot use?")
LANGUAGE_HINT: Final = TextKey(
    "Whichever you choose, you can ask in any language that Genie knows."
)
LANGUAGE_AUTOMATIC: Final = TextKey("Match my language")
LANGUAGE_CHOSEN: Final = TextKey("The bot now uses English.")
LANGUAGE_BY_TYPING: Final = TextKey("The bot now uses the language that you type in.")

# Welcome and help.
WELCOME_TITLE: Final = TextKey("Ask your data")
WELCOME: Final = TextKey(
    "Hello! Ask a question about your data, and Databricks Genie answers it: in words, as a chart "
    "and a table, with the SQL behind it."
)
TRY_ONE: Final = TextKey("Try one of these, or type your own:")
TRY_ONE_ELSE: Final = TextKey(
    "These sample questions are in another language. Try one, or ask in yours:"
)
# Sample questions where the settings have none: they are about any data.
SAMPLES: Final = (
    TextKey("What can I ask about?"),
    TextKey("What tables do you know?"),
    TextKey("Which questions do people ask most often?"),
)
HELP_TITLE: Final = TextKey("What you can do")
IN_GROUPS: Final = TextKey("In this chat, mention the bot so that it sees your message.")
