"""A conversation without SDK and HTTP, which stores the bot's messages."""

from dataclasses import dataclass, field
from typing import Any

from bot.activities.activity import Activity
from bot.channel.errors import ChannelError
from bot.channel.message import Message
from bot.channel.rates import Urgency


def activity(**changes: Any) -> Activity:
    """Make an activity of Ann's in her own chat."""
    body: dict[str, Any] = {
        "type": "message",
        "id": "activity-1",
        "channelId": "msteams",
        "serviceUrl": "https://smba.example/",
        "conversation": {"id": "a:ann", "conversationType": "personal"},
        "from": {"id": "29:ann", "name": "Ann"},
        "recipient": {"id": "28:bot", "name": "Genie"},
        "locale": "en-US",
        "text": "Sales?",
    }
    given = {name: value for name, value in (body | changes).items() if value is not None}
    return Activity.from_json(given)


@dataclass
class FakeChat:
    """Stores messages under its own ids; refusals are raised first in, first out."""

    activity: Activity = field(default_factory=activity)
    memory: dict[str, Any] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    calls: list[tuple[str, Urgency]] = field(default_factory=list)
    refusals: list[ChannelError | None] = field(default_factory=list)

    async def send(
        self, message: Message, urgency: Urgency = Urgency.NOTICE, *, is_repeatable: bool = True
    ) -> str:
        """Store a message, unless it is refused."""
        self._note("send" if is_repeatable else "send once", urgency)
        message_id = f"message-{len(self.calls)}"
        self.messages[message_id] = message
        return message_id

    async def update(self, activity_id: str, message: Message, urgency: Urgency) -> None:
        """Replace a message."""
        self._note("update", urgency)
        self.messages[activity_id] = message

    async def delete(self, activity_id: str, urgency: Urgency) -> None:
        """Delete a message."""
        self._note("delete", urgency)
        del self.messages[activity_id]

    def _note(self, what: str, urgency: Urgency) -> None:
        self.calls.append((what, urgency))
        if self.refusals and (refusal := self.refusals.pop(0)) is not None:
            raise refusal
