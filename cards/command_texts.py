"""The words of commands; see cards.commands. A catalogue adds the words of its own language.

Each is a list of words that mean the same, separated by vertical bars.
"""

from typing import Final

WORDS_HELP: Final = "help"  # a command; several words are separated by |
WORDS_NEW: Final = "new | start over | new conversation"  # a command; separated by |
WORDS_SPACE: Final = "space | spaces"  # a command; separated by |
WORDS_HISTORY: Final = "history"  # a command; several words are separated by |
WORDS_STOP: Final = "stop"  # a command; several words are separated by |
WORDS_LANGUAGE: Final = "language"  # a command; several words are separated by |
WORDS_WHOAMI: Final = "whoami | who am i"  # a command; separated by |
WORDS_PRIVATE: Final = "private"  # a command before a question; separated by |
WORDS_CANCEL: Final = "cancel"  # a command; several words are separated by |
WORDS_YES: Final = "yes | y"  # an answer; separated by |
WORDS_NO: Final = "no | n"  # an answer; separated by |
