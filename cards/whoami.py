"""What the bot knows of the person who asks, for administrators."""

from collections.abc import Sequence
from typing import Final

from cards.messages import CardMessage, Element, brief, card_message, heading, note, text_block
from cards.reader import Reader, TextKey
from cards.texts import command_texts

# Enough for any id of a chat; names may be longer.
MAX_VALUE_CHARS: Final = 300


def whoami_message(
    facts: Sequence[tuple[TextKey, str]],
    reader: Reader,
    *,
    own: Sequence[str] = (),
    others: Sequence[str] = (),
) -> CardMessage:
    """List facts: a label and a value each, without empty values.

    own are the names of the spaces that are asked with the person's identity, others those that are
    asked with the bot's.

    Values are below their labels: a FactSet cuts long ids beside them, which are to be copied.
    """
    title = reader.say(command_texts.WHO_TITLE)
    known = [(label, brief(value, MAX_VALUE_CHARS)) for label, value in facts]
    body = [
        heading(title, size="Medium"),
        *(part for label, value in known if value for part in _fact(reader.say(label), value)),
        note(_seen(reader, own, others), spacing="Medium"),
    ]
    return card_message(body, summary=title)


def _seen(reader: Reader, own: Sequence[str], others: Sequence[str]) -> str:
    """Say whose identity Genie sees where."""
    if not own:
        return reader.say(command_texts.WHO_SEES)
    if not others:
        return reader.say(command_texts.WHO_SEES_YOU)
    return reader.say(
        command_texts.WHO_SEES_BOTH, own=_listed(own, reader), others=_listed(others, reader)
    )


def _listed(names: Sequence[str], reader: Reader) -> str:
    separator = reader.say(command_texts.SPACE_SEPARATOR)
    return separator.join(brief(name, MAX_VALUE_CHARS) for name in names)


def _fact(label: str, value: str) -> list[Element]:
    return [note(label), text_block(value, spacing="None")]
