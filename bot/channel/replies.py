"""The bot's messages in a conversation, as replies to an activity."""

from typing import Any, Final

from bot.activities.activity import Activity, Json
from bot.channel.conversations import Conversations, Place
from bot.channel.message import Message
from bot.channel.rates import Urgency

# Each reply has these fields of the activity: whoever received it sends now, and vice versa.
_ADDRESS: Final = {
    "channelId": "channelId",
    "serviceUrl": "serviceUrl",
    "conversation": "conversation",
    "locale": "locale",
    "recipient": "from",
    "from": "recipient",
}
# Activities of these are not replied to, but followed by the bot's. The SDK has the same rule.
_WITHOUT_REPLIES: Final = frozenset({"directline", "webchat"})
_MEMBERS_CHANGED: Final = "conversationUpdate"


class Replies:
    """A conversation in which the bot replies to an activity; see bot.channel.chat.Chat.

    Args:
        held: takes new messages instead of the channel; None: they are sent.
    """

    def __init__(
        self, conversations: Conversations, activity: Activity, held: list[Json] | None = None
    ) -> None:
        self._conversations = conversations
        self._held = held
        self.activity: Final = activity
        self.memory: Final[dict[str, Any]] = {}
        body = activity.body
        self._address = {to: body[of] for to, of in _ADDRESS.items() if of in body}
        reply_to_id = _reply_to_id(activity)
        if reply_to_id:
            self._address["replyToId"] = reply_to_id
        service_url = body.get("serviceUrl") or ""
        self._place = Place(service_url, activity.conversation.id, reply_to_id)

    async def send(
        self, message: Message, urgency: Urgency = Urgency.NOTICE, *, is_repeatable: bool = True
    ) -> str:
        """Send a message; return its id, or ""."""
        body = {**self._address, "inputHint": "acceptingInput", **message.json()}
        if self._held is not None:
            self._held.append(body)
            return ""
        answer = await self._conversations.send(
            self._place, body, urgency, is_repeatable=is_repeatable
        )
        return id_in(answer)

    async def update(self, activity_id: str, message: Message, urgency: Urgency) -> None:
        """Replace a message that was sent before."""
        body = {**self._address, "id": activity_id, **message.json()}
        await self._conversations.update(self._place, activity_id, body, urgency)

    async def delete(self, activity_id: str, urgency: Urgency) -> None:
        """Delete a message that was sent before."""
        await self._conversations.delete(self._place, activity_id, urgency)


def id_in(answer: Any) -> str:
    """Return the id in the channel's JSON, or "" if there is none."""
    given = answer.get("id") if isinstance(answer, dict) else None
    return "" if given is None else str(given)


def _reply_to_id(activity: Activity) -> str:
    is_followed = activity.channel_id in _WITHOUT_REPLIES
    return "" if is_followed or activity.body.get("type") == _MEMBERS_CHANGED else activity.id
