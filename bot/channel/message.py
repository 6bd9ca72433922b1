"""The bot's messages; they are converted to the channel's format when they are sent."""

from dataclasses import dataclass, field
from typing import Final

from bot.activities.activity import Json

_ADAPTIVE_CARD: Final = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment of a message: a card, or a file as Teams shows it. content is its JSON."""

    content_type: str
    content: Json = field(repr=False)
    name: str = ""
    content_url: str = ""

    @classmethod
    def card(cls, card: Json) -> "Attachment":
        """Attach an Adaptive Card."""
        return cls(_ADAPTIVE_CARD, card)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the bot.

    Args:
        summary: its text in notifications.
        entities: JSON beside the text: mentions, labels, parts of streams.
        channel_data: JSON for one channel only; None: there is none.
        is_typing: a typing indicator instead of a message; with a text, it is a line of a stream.
    """

    text: str = ""
    summary: str = ""
    attachments: tuple[Attachment, ...] = ()
    entities: tuple[Json, ...] = ()
    channel_data: Json | None = None
    is_typing: bool = False


TYPING: Final = Message(is_typing=True)
