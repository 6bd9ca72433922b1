"""The welcome, the help and the choice of a language."""

from typing import Final

# The language.
LANGUAGE_NAME: Final = "English"  # each catalogue gives the name of its own language
LANGUAGE_TITLE: Final = "In which language shall I write to you?"
LANGUAGE_HINT: Final = "You can ask in any language that Genie knows, whatever you choose here."
LANGUAGE_AUTOMATIC: Final = "The one I type in"
LANGUAGE_CHOSEN: Final = "I will write to you in English."
LANGUAGE_BY_TYPING: Final = "I will go by the language that you type in."

# Welcome and help.
WELCOME_TITLE: Final = "Ask your data"
WELCOME: Final = (
    "Hello! I pass your questions to Databricks Genie and bring back its answer: "
    "in words, as a table, with the SQL behind it."
)
TRY_ONE: Final = "Try one of these, or type your own:"
HELP_TITLE: Final = "What I can do"
HELP_LINES: Final = (
    "**Ask** in plain words, in any language: “Sales by region last quarter?”",
    "**Follow up**: “and by month?” continues the same conversation. It is yours alone.",
    "**new** starts another conversation, **stop** stops what I am working on.",
    "**space** chooses which data I ask.",
    "**history** lists your recent questions: open them again, go on from them, delete them.",
    "**/private** and a question, in a group: I answer in our private chat.",
    "**language** changes the language in which I write to you.",
    "**whoami** shows what I know of you, **help** shows this.",
)
IN_GROUPS: Final = "Here, mention me so that I see your message."
