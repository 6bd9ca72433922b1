"""The words of commands; see cards.commands. A catalogue adds the words of its own language.

Each is a list of words that mean the same, separated by vertical bars.
"""

from typing import Final

from cards.reader import TextKey

WORDS_HELP: Final = TextKey("help")  # synonyms separated by |
WORDS_NEW: Final = TextKey("new | start over | new conversation")  # synonyms separated by |
WORDS_SPACE: Final = TextKey("space | spaces")  # synonyms separated by |
WORDS_HISTORY: Final = TextKey("history")  # synonyms separated by |
WORDS_STOP: Final = TextKey("stop")  # synonyms separated by |
WORDS_LANGUAGE: Final = TextKey("language")  # synonyms separated by |
WORDS_WHOAMI: Final = TextKey("whoami | who am i")  # synonyms separated by |
WORDS_PRIVATE: Final = TextKey("private")  # synonyms separated by |
WORDS_CANCEL: Final = TextKey("cancel")  # synonyms separated by |
WORDS_YES: Final = TextKey("yes | y")  # an answer: synonyms separated by |
WORDS_NO: Final = TextKey("no | n")  # an answer: synonyms separated by |
