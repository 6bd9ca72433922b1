"""The words of commands; see cards.commands. A catalogue adds the words of its own language.

Each is a list of words that mean the same, separated by vertical bars.
"""

from typing import Final

WORDS_HELP: Final = "help"  # synonyms separated by a vertical bar
WORDS_NEW: Final = "new | start over | new conversation"  # synonyms separated by a vertical bar
WORDS_SPACE: Final = "space | spaces"  # synonyms separated by a vertical bar
WORDS_HISTORY: Final = "history"  # synonyms separated by a vertical bar
WORDS_STOP: Final = "stop"  # synonyms separated by a vertical bar
WORDS_LANGUAGE: Final = "language"  # synonyms separated by a vertical bar
WORDS_WHOAMI: Final = "whoami | who am i"  # synonyms separated by a vertical bar
WORDS_PRIVATE: Final = "private"  # synonyms separated by a vertical bar
WORDS_CANCEL: Final = "cancel"  # synonyms separated by a vertical bar
WORDS_YES: Final = "yes | y"  # an answer: synonyms separated by a vertical bar
WORDS_NO: Final = "no | n"  # an answer: synonyms separated by a vertical bar
