"""What the bot knows of the person who asks, for those who set something up."""

from collections.abc import Sequence
from typing import Final

from cards.messages import CardMessage, Element, brief, card_message, heading, note, text_block
from cards.reader import Reader, TextKey
from cards.texts import talk_texts

# Room for any id of a chat; a name may be anything.
MAX_VALUE_CHARS: Final = 300


def whoami_message(facts: Sequence[tuple[TextKey, str]], reader: Reader) -> CardMessage:
    """List facts: a label and a value each; what has none is left out.

    Values stand below their names: beside them, a FactSet cuts long ids, which are to be copied.
    """
    title = reader.say(talk_texts.WHO_TITLE)
    known = [(label, brief(value, MAX_VALUE_CHARS)) for label, value in facts]
    body = [
        heading(title, size="Medium"),
        *(part for label, value in known if value for part in _fact(reader.say(label), value)),
        note(reader.say(talk_texts.WHO_SEES), spacing="Medium"),
    ]
    return card_message(body, summary=title)


def _fact(label: str, value: str) -> list[Element]:
    return [note(label), text_block(value, spacing="None")]
