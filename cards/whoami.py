"""What the bot knows of who speaks to it, for whoever has to set something up."""

from collections.abc import Sequence

from cards import talk_texts
from cards.markdown import escaped
from cards.messages import CardMessage, card_message, heading, note
from cards.reader import Reader


def whoami_message(facts: Sequence[tuple[str, str]], reader: Reader) -> CardMessage:
    """List facts: one of cards.talk_texts each, and a value; what has none is left out."""
    title = reader.say(talk_texts.WHO_TITLE)
    known = [
        {"title": reader.say(label), "value": escaped(value)} for label, value in facts if value
    ]
    body = [
        heading(title, size="Medium"),
        {"type": "FactSet", "facts": known},
        note(reader.say(talk_texts.WHO_SEES)),
    ]
    return card_message(body, summary=title)
