"""The bot's messages, and the protocol's JSON of them."""

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

    def json(self) -> Json:
        """Return it as the protocol's JSON."""
        body: Json = {"contentType": self.content_type, "content": self.content}
        if self.name:
            body["name"] = self.name
        if self.content_url:
            body["contentUrl"] = self.content_url
        return body


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

    def json(self) -> Json:
        """Return it as the protocol's JSON, without an address."""
        body: Json = {"type": "typing" if self.is_typing else "message"}
        if self.text:
            body["text"] = self.text
        if self.summary:
            body["summary"] = self.summary
        if self.attachments:
            body["attachments"] = [each.json() for each in self.attachments]
        if self.entities:
            body["entities"] = self.entities
        if self.channel_data is not None:
            body["channelData"] = self.channel_data
        return body


TYPING: Final = Message(is_typing=True)
