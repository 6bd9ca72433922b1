"""The welcome, the help and the choice of a language; the lines of the help: command_texts."""

from typing import Final

from cards.reader import TextKey

# The language.
LANGUAGE_NAME: Final = TextKey("English")  # each catalogue gives the name of its own language
LANGUAGE_TITLE: Final = TextKey("In which language shall I write to you?")
LANGUAGE_HINT: Final = TextKey(
    "You can ask in any language that Genie knows, whatever you choose here."
)
LANGUAGE_AUTOMATIC: Final = TextKey("The one I type in")
LANGUAGE_CHOSEN: Final = TextKey("I will write to you in English.")
LANGUAGE_BY_TYPING: Final = TextKey("I will go by the language that you type in.")

# Welcome and help.
WELCOME_TITLE: Final = TextKey("Ask your data")
WELCOME: Final = TextKey(
    "Hello! I pass your questions to Databricks Genie and bring back its answer: "
    "in words, as a table, with the SQL behind it."
)
TRY_ONE: Final = TextKey("Try one of these, or type your own:")
HELP_TITLE: Final = TextKey("What I can do")
IN_GROUPS: Final = TextKey("Here, mention me so that I see your message.")
