"""Words that are orders to the bot rather than questions to Genie, in every language.

Only the whole message counts, or a slash before it: "new customers by month" is a question.
"""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Final

from cards.reader import Reader, languages
from cards.texts import command_texts

_SLASH: Final = "/"
_SEPARATOR: Final = "|"
_FULL_STOPS: Final = "。．.！!"
_ENDINGS: Final = _FULL_STOPS + "？?"
_COLONS: Final = "：:"
# The slash included; the longest of ours is shorter.
_LONGEST_WORD: Final = 9


class Command(Enum):
    """What a word means; the value is the English words for it."""

    HELP = command_texts.WORDS_HELP
    NEW = command_texts.WORDS_NEW
    SPACE = command_texts.WORDS_SPACE
    HISTORY = command_texts.WORDS_HISTORY
    STOP = command_texts.WORDS_STOP
    LANGUAGE = command_texts.WORDS_LANGUAGE
    WHOAMI = command_texts.WORDS_WHOAMI
    PRIVATE = command_texts.WORDS_PRIVATE
    CANCEL = command_texts.WORDS_CANCEL
    YES = command_texts.WORDS_YES
    NO = command_texts.WORDS_NO


_ANSWERS: Final = {Command.YES: True, Command.NO: False}
_TAKE_MORE: Final = frozenset({Command.PRIVATE, Command.SPACE})


def folded(text: str) -> str:
    """Reduce a text to what tells words apart: not case, not width, not the number of spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(word: Command, language: str) -> list[str]:
    """Return the words of one language for it, the usual one first."""
    said = Reader(language).say(word.value)
    return [folded(each) for each in said.split(_SEPARATOR)]


@cache
def words() -> Mapping[str, Command]:
    """Return every word of every language, the longest first."""
    known = {
        each: word for word in Command for lang in languages() for each in words_of(word, lang)
    }
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))


def command_of(text: str) -> tuple[Command, str] | None:
    """Return what a message orders, and what was typed behind the word; None: it is no order.

    Only behind a slash there can be more than the word.
    """
    typed = text.strip()
    if folded(typed[:1]) != _SLASH:
        word = words().get(folded(typed)) or _ended(typed)
        return (word, "") if word else None
    order = typed[1:].strip()
    for known, word in words().items():
        begins, rest = _divided(order, len(known.split()))
        if begins == known.split():
            return word, rest
    if word := words().get(folded(order.rstrip(_ENDINGS))):
        return word, ""
    return _joined(order)


def answer_of(text: str) -> bool | None:
    """Whether a message says yes or no; None: it says something else."""
    word, rest = command_of(text.strip().rstrip(_ENDINGS)) or (None, "")
    return _ANSWERS.get(word) if word and not rest else None


def is_unknown_command(text: str) -> bool:
    """Whether a message looks like an order that there is not: a slash and a single word.

    Chinese has no spaces: there, what is long or ends like a sentence is a question.
    """
    typed = text.strip()
    is_order = folded(typed[:1]) == _SLASH and len(typed) > 1 and len(typed.split()) == 1
    is_sentence = len(typed) > _LONGEST_WORD or typed.endswith(tuple(_ENDINGS))
    return is_order and (typed[1:].isascii() or not is_sentence) and command_of(text) is None


def _ended(typed: str) -> Command | None:
    """Return what a Chinese word with a full stop behind it means: there it is no other word."""
    word = folded(typed.rstrip(_FULL_STOPS))
    return None if word.isascii() else words().get(word)


def _joined(order: str) -> tuple[Command, str] | None:
    """Read a word with a colon behind it, or a Chinese one with what it is about, unspaced."""
    for known, word in words().items():
        rest = order[len(known) :]
        if folded(order[: len(known)]) == known and rest:
            is_chinese = word in _TAKE_MORE and not known.isascii()
            if rest[0] in _COLONS or is_chinese:
                return word, rest.lstrip(_COLONS).strip()
    return None


def _divided(order: str, number: int) -> tuple[list[str], str]:
    """Return the first words of an order, and what stands behind them as it was typed."""
    parts = order.split(maxsplit=number)
    return [folded(part) for part in parts[:number]], "".join(parts[number:])
