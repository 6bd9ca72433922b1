"""What the bot knows of the person who asks, for administrators."""

from collections.abc import Sequence
from typing import Final

from cards.messages import CardMessage, Element, brief, card_message, heading, note, text_block
from cards.reader import Reader, TextKey
from cards.texts import command_texts

# Enough for any id of a chat; names may be longer.
MAX_VALUE_CHARS: Final = 300


def whoami_message(facts: Sequence[tuple[TextKey, str]], reader: Reader) -> CardMessage:
    """List facts: a label and a value each, without empty values.

    Values are below their labels: a FactSet cuts long ids beside them, which are to be copied.
    """
    title = reader.say(command_texts.WHO_TITLE)
    known = [(label, brief(value, MAX_VALUE_CHARS)) for label, value in facts]
    body = [
        heading(title, size="Medium"),
        *(part for label, value in known if value for part in _fact(reader.say(label), value)),
        note(reader.say(command_texts.WHO_SEES), spacing="Medium"),
    ]
    return card_message(body, summary=title)


def _fact(label: str, value: str) -> list[Element]:
    return [note(label), text_block(value, spacing="None")]
