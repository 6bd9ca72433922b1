"""What the bot knows of who speaks to it, for whoever has to set something up."""

from collections.abc import Sequence
from typing import Final

from cards import talk_texts
from cards.messages import CardMessage, brief, card_message, heading, note
from cards.reader import Reader

# Room for any id of a chat; a name may be anything.
MAX_VALUE_CHARS: Final = 300


def whoami_message(facts: Sequence[tuple[str, str]], reader: Reader) -> CardMessage:
    """List facts: one of cards.talk_texts each, and a value; what has none is left out."""
    title = reader.say(talk_texts.WHO_TITLE)
    known = [
        {"title": reader.say(label), "value": brief(value, MAX_VALUE_CHARS)}
        for label, value in facts
        if value.strip()
    ]
    body = [
        heading(title, size="Medium"),
        *([{"type": "FactSet", "facts": known}] if known else []),
        note(reader.say(talk_texts.WHO_SEES)),
    ]
    return card_message(body, summary=title)
