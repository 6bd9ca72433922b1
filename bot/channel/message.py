"""What the bot sends, as it makes it; the channel's form of it is made where it is sent."""

from dataclasses import dataclass, field
from typing import Final

from bot.activities.activity import Json

_ADAPTIVE_CARD: Final = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What hangs on a message: a card, or what Teams shows of a file. content is its JSON."""

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
        summary: what notifications show of it.
        entities: JSON that stands beside the text: mentions, labels, parts of streams.
        channel_data: JSON for one channel alone; None: there is none.
        is_typing: it is no message, but a sign that one is being written; a text with it is a line
            of a stream.
    """

    text: str = ""
    summary: str = ""
    attachments: tuple[Attachment, ...] = ()
    entities: tuple[Json, ...] = ()
    channel_data: Json | None = None
    is_typing: bool = False


TYPING: Final = Message(is_typing=True)
