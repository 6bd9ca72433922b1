"""Which messages are a greeting or thanks rather than questions to Genie, in every language.

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

# Unicode's categories of punctuation, of symbols such as emoji, and of blanks.
_MARKS: Final = ("P", "S", "Z")
# What else an emoji can consist of: it joins others, or asks for a coloured form.
_PARTS_OF_EMOJI: Final = "\u200d\ufe0f"


class SmallTalk(Enum):
    """What a person says that needs an answer, but not Genie's; its words in English."""

    GREETING = small_talk_texts.WORDS_GREETING
    THANKS = small_talk_texts.WORDS_THANKS


def small_talk_of(text: str) -> SmallTalk | None:
    """Return the small talk that a message is, punctuation and emoji behind it aside."""
    end = len(text)
    while end and _is_mark(text[end - 1]):
        end -= 1
    return words().get(folded(text[:end]))


@cache
def words() -> Mapping[str, SmallTalk]:
    """Return what every word of every language means."""
    return {
        word: talk
        for talk in SmallTalk
        for language in languages()
        for word in synonyms(talk.value, language)
    }


def _is_mark(char: str) -> bool:
    return char in _PARTS_OF_EMOJI or unicodedata.category(char).startswith(_MARKS)
