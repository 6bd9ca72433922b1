"""Which messages are commands to the bot and not questions to Genie, in every language.

Only the whole message counts, or a slash at its start: "new customers by month" is a question.
"""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Final, NamedTuple

from cards.reader import Reader, TextKey, languages
from cards.texts import command_texts

_SLASH: Final = "/"
_SEPARATOR: Final = "|"
_FULL_STOPS: Final = "。．.！!"
_ENDINGS: Final = _FULL_STOPS + "？?"
_COLONS: Final = "：:"
# Including the slash; all commands are shorter.
_LONGEST_WORD: Final = 9


class Syntax(NamedTuple):
    """How a command is typed.

    Args:
        words: the English ones; the catalogues have those of the other languages.
        is_joinable: its argument may follow a Chinese word without a space.
    """

    words: TextKey
    is_joinable: bool = False


class Command(Enum):
    """A command to the bot; bot.dialogs.commands has a handler for each."""

    HELP = Syntax(command_texts.WORDS_HELP)
    NEW = Syntax(command_texts.WORDS_NEW)
    SPACE = Syntax(command_texts.WORDS_SPACE, is_joinable=True)
    HISTORY = Syntax(command_texts.WORDS_HISTORY)
    STOP = Syntax(command_texts.WORDS_STOP)
    LANGUAGE = Syntax(command_texts.WORDS_LANGUAGE)
    WHOAMI = Syntax(command_texts.WORDS_WHOAMI)
    SIGN_IN = Syntax(command_texts.WORDS_SIGN_IN)
    SIGN_OUT = Syntax(command_texts.WORDS_SIGN_OUT)
    PRIVATE = Syntax(command_texts.WORDS_PRIVATE, is_joinable=True)
    FORGET = Syntax(command_texts.WORDS_FORGET)
    INSIGHTS = Syntax(command_texts.WORDS_INSIGHTS)
    CANCEL = Syntax(command_texts.WORDS_CANCEL)


class Confirmation(Enum):
    """The reply to a request for confirmation."""

    YES = Syntax(command_texts.WORDS_YES)
    NO = Syntax(command_texts.WORDS_NO)


Meaning = Command | Confirmation
_MEANINGS: Final[tuple[Meaning, ...]] = (*Command, *Confirmation)


def folded(text: str) -> str:
    """Normalise case, width and spaces of a text."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(meaning: Meaning, language: str) -> list[str]:
    """Return the words of one language for it, the usual one first."""
    return synonyms(meaning.value.words, language)


def synonyms(words: TextKey, language: str) -> list[str]:
    """Return the folded words of one language that a text of cards.texts separates by bars."""
    return [folded(each) for each in Reader(language).say(words).split(_SEPARATOR)]


@cache
def words() -> Mapping[str, Meaning]:
    """Return the meaning of every word of every language, the longest word first."""
    known = {
        word: meaning
        for meaning in _MEANINGS
        for language in languages()
        for word in words_of(meaning, language)
    }
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))


def command_of(text: str) -> tuple[Command, str] | None:
    """Return the command of a message, and its argument as typed; None if it is no command."""
    match _parsed(text):
        case Command() as command, argument:
            return command, argument
    return None


def confirmation_of(text: str) -> bool | None:
    """Whether a message says yes or no; None if neither."""
    match _parsed(text.strip().rstrip(_ENDINGS)):
        case Confirmation() as confirmation, "":
            return confirmation is Confirmation.YES
    return None


def is_unknown_command(text: str) -> bool:
    """Whether a message looks like an unknown command: a slash and a single word.

    Chinese has no spaces: there, a text that is long or ends like a sentence is a question.
    """
    typed = text.strip()
    is_command = folded(typed[:1]) == _SLASH and len(typed) > 1 and len(typed.split()) == 1
    is_sentence = len(typed) > _LONGEST_WORD or typed.endswith(tuple(_ENDINGS))
    return is_command and (typed[1:].isascii() or not is_sentence) and _parsed(text) is None


def _parsed(text: str) -> tuple[Meaning, str] | None:
    """Return the meaning of a message, and the rest after its word; None without such a word.

    Only after a slash there may be more than the word.
    """
    typed = text.strip()
    if folded(typed[:1]) != _SLASH:
        meaning = words().get(folded(typed)) or _ended(typed)
        return (meaning, "") if meaning else None
    command = typed[1:].strip()
    for word, meaning in words().items():
        begins, rest = _divided(command, len(word.split()))
        if begins == word.split():
            return meaning, rest
    if meaning := words().get(folded(command.rstrip(_ENDINGS))):
        return meaning, ""
    return _joined(command)


def _ended(typed: str) -> Meaning | None:
    """Return the meaning of a Chinese word before a full stop, where it is no other word."""
    word = folded(typed.rstrip(_FULL_STOPS))
    return None if word.isascii() else words().get(word)


def _joined(command: str) -> tuple[Meaning, str] | None:
    """Read a word with a colon after it, or a Chinese one with its argument, without a space."""
    for word, meaning in words().items():
        rest = command[len(word) :]
        if folded(command[: len(word)]) == word and rest:
            is_joined = meaning.value.is_joinable and not word.isascii()
            if rest[0] in _COLONS or is_joined:
                return meaning, rest.lstrip(_COLONS).strip()
    return None


def _divided(command: str, number: int) -> tuple[list[str], str]:
    """Return the first words of a command, and the rest as typed."""
    parts = command.split(maxsplit=number)
    return [folded(part) for part in parts[:number]], "".join(parts[number:])
