"""An incoming activity: the fields that the bot reads."""

from dataclasses import dataclass, field
from typing import Any, Final, Self

from cards.markdown import one_line

Json = dict[str, Any]

_GROUP_TYPES: Final = frozenset({"groupChat", "channel"})
_EXPECT_REPLIES: Final = "expectReplies"
_HTML: Final = "text/html"
# The parts of a conversation reference, and the fields of an activity that they are taken from.
_REFERENCE: Final = {
    "activityId": "id",
    "user": "from",
    "bot": "recipient",
    "conversation": "conversation",
    "channelId": "channelId",
    "locale": "locale",
    "serviceUrl": "serviceUrl",
}


@dataclass(frozen=True, slots=True)
class Account:
    """A person or a bot in a channel. aad_object_id is the id in the company's directory, or ""."""

    id: str
    name: str = ""
    aad_object_id: str = ""

    @classmethod
    def from_json(cls, body: Json) -> Self:
        """Read an account of the Bot Framework's protocol; its name keeps what is visible."""
        directory_id = body.get("aadObjectId")
        return cls(
            body["id"],
            one_line(body.get("name") or ""),
            directory_id if isinstance(directory_id, str) else "",
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation of the channel. kind is Teams' conversationType; "" elsewhere."""

    id: str
    kind: str = ""
    is_group: bool = False

    @classmethod
    def from_json(cls, body: Json) -> Self:
        """Read a conversation; channels mark a group in one of two ways."""
        kind = body.get("conversationType") or ""
        return cls(body["id"], kind, bool(body.get("isGroup")) or kind in _GROUP_TYPES)

    @property
    def is_channel(self) -> bool:
        """Whether it is a thread of a team's channel."""
        return self.kind == "channel"

    @property
    def is_personal(self) -> bool:
        """Whether the channel says that a person is alone with the bot there."""
        return self.kind == "personal"


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity that the channel sent.

    Args:
        body: the whole activity, as JSON of the Bot Framework's protocol.
        value: the data of a pressed button or an invoke: free JSON.
        text_format: the protocol's textFormat in lower case: "plain", "markdown", "xml", or "".
    """

    body: Json = field(repr=False)
    id: str
    channel_id: str
    conversation: Conversation
    sender: Account
    bot: Account
    text: str = field(default="", repr=False)
    locale: str = ""
    local_timezone: str = ""
    reply_to_id: str = ""
    value: Any = field(default=None, repr=False)
    entities: tuple[Json, ...] = field(default=(), repr=False)
    text_format: str = ""

    @classmethod
    def from_json(cls, body: Json) -> Self:
        """Read an activity whose shape was checked; see bot.activities.parsing."""
        return cls(
            body,
            body.get("id") or "",
            body["channelId"],
            Conversation.from_json(body["conversation"]),
            sender=Account.from_json(body["from"]),
            bot=Account.from_json(body["recipient"]),
            text=body.get("text") or "",
            locale=body.get("locale") or "",
            local_timezone=body.get("localTimezone") or "",
            reply_to_id=body.get("replyToId") or "",
            value=body.get("value"),
            entities=tuple(body.get("entities") or ()),
            text_format=(body.get("textFormat") or "").lower(),
        )

    @classmethod
    def at(cls, reference: Json) -> Self:
        """Make an activity that has only its address; see reference."""
        body = {source: reference[n] for n, source in _REFERENCE.items() if n in reference}
        return cls.from_json({"type": "event", **body})

    @property
    def reference(self) -> Json:
        """Where to send messages, as storable JSON: the protocol's conversation reference."""
        parts = {name: self.body.get(source) for name, source in _REFERENCE.items()}
        return {name: part for name, part in parts.items() if part is not None}

    @property
    def tenant_id(self) -> str:
        """The tenant that Teams names; "" if it names none. An address names it in another way."""
        match self.body:
            case {"channelData": {"tenant": {"id": str(tenant_id)}}}:
                return tenant_id
            case {"conversation": {"tenantId": str(tenant_id)}}:
                return tenant_id
        return ""

    @property
    def wants_replies(self) -> bool:
        """Whether the channel wants the bot's messages in the response to the activity."""
        return bool(self.body.get("deliveryMode") == _EXPECT_REPLIES)

    @property
    def has_file(self) -> bool:
        """Whether a file is attached; Teams also attaches every formatted text as HTML."""
        return any(each.get("contentType") != _HTML for each in self._attachments)

    @property
    def html(self) -> str | None:
        """The message as HTML, which Teams attaches to its text; None if it is not attached."""
        contents = [e.get("content") for e in self._attachments if e.get("contentType") == _HTML]
        return "\n".join(each for each in contents if isinstance(each, str)) if contents else None

    @property
    def _attachments(self) -> list[Json]:
        return self.body.get("attachments") or []
