"""The sentence by which a person learns that they may not ask, and whom to contact."""

from cards.formatting import count
from cards.markdown import escaped
from cards.reader import Counted, Reader, TextKey
from cards.texts import access_texts


def refusal_text(key: TextKey, reader: Reader, *, contact: str) -> str:
    """Refuse with this sentence; contact "": the person's administrator."""
    return reader.say(key, contact=_contact(contact, reader))


def limit_text(key: Counted, limit: int, reader: Reader, *, contact: str) -> str:
    """Say how much a person may ask."""
    shown = count(limit, reader)
    return reader.say_many(key, limit, count=shown, contact=_contact(contact, reader))


def _contact(contact: str, reader: Reader) -> str:
    return escaped(contact) if contact else reader.say(access_texts.YOUR_ADMINISTRATOR)
