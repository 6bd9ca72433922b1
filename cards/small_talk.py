"""Recognises greetings and thanks, which are no questions to Genie, in every language.

Only the whole message counts: "hello world orders" is a question.
"""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Final

from cards.commands import folded, synonyms
from cards.reader import languages
from cards.texts import small_talk_texts

# Unicode's categories of punctuation, of symbols such as emoji, and of spaces.
_MARKS: Final = ("P", "S", "Z")
# Further parts of emoji: they join others, or select the coloured form.
_PARTS_OF_EMOJI: Final = "\u200d\ufe0f"


class SmallTalk(Enum):
    """A message that the bot answers without Genie; the values are its words in English."""

    GREETING = small_talk_texts.WORDS_GREETING
    THANKS = small_talk_texts.WORDS_THANKS


def small_talk_of(text: str) -> SmallTalk | None:
    """Return the small talk of a message, without punctuation and emoji at its end."""
    end = len(text)
    while end and _is_mark(text[end - 1]):
        end -= 1
    return words().get(folded(text[:end]))


@cache
def words() -> Mapping[str, SmallTalk]:
    """Return the meaning of every word of every language."""
    return {
        word: talk
        for talk in SmallTalk
        for language in languages()
        for word in synonyms(talk.value, language)
    }


def _is_mark(char: str) -> bool:
    return char in _PARTS_OF_EMOJI or unicodedata.category(char).startswith(_MARKS)
