"""Converts the SDK's activities and ours, and sends through the SDK's turn context."""

import copy
from typing import Any, Final, Self

from botbuilder.core import TurnContext
from botbuilder.schema import Activity as SdkActivity
from botbuilder.schema import ActivityTypes
from botbuilder.schema import Attachment as SdkAttachment
from msrest.exceptions import DeserializationError

from bot.activities.activity import Activity, Json
from bot.activities.parsing import BadActivityError
from bot.channel.delivery import saying
from bot.channel.message import Attachment, Message
from bot.channel.rates import Urgency
from bot.channel.serializing import as_json

# Free-form JSON: it is used as it is, since the SDK would copy it value by value.
_FREE: Final = {"channelData": "channel_data", "value": "value"}


class _Outgoing(SdkActivity):
    """An activity of ours, made for one send: nothing else refers to its content.

    The SDK makes a deep copy, with the card, before it sets the address.
    """

    def __deepcopy__(self, _: object) -> Self:
        return copy.copy(self)


class SdkChat:
    """A conversation of the SDK's turn context; see bot.channel.chat.Chat."""

    def __init__(self, context: TurnContext) -> None:
        self._context = context
        self.activity: Final = activity_of(context.activity)
        self.memory: Final[dict[str, Any]] = {}

    async def send(
        self, message: Message, urgency: Urgency = Urgency.NOTICE, *, is_repeatable: bool = True
    ) -> str:
        """Send a message; return its id, or ""."""
        with saying(urgency, is_repeatable=is_repeatable):
            response = await self._context.send_activity(_outgoing(message))
        return (response and response.id) or ""

    async def update(self, activity_id: str, message: Message, urgency: Urgency) -> None:
        """Replace a message that was sent before."""
        activity = _outgoing(message)
        activity.id = activity_id
        with saying(urgency):
            await self._context.update_activity(activity)

    async def delete(self, activity_id: str, urgency: Urgency) -> None:
        """Delete a message that was sent before."""
        with saying(urgency):
            await self._context.delete_activity(activity_id)


def sdk_activity(body: Json) -> SdkActivity:
    """Make the SDK's activity from its JSON.

    Raises:
        BadActivityError: a field does not have the type that the protocol requires.
    """
    typed = {name: value for name, value in body.items() if name not in _FREE}
    try:
        activity = SdkActivity.deserialize(typed)
    except DeserializationError as exc:
        raise BadActivityError("a field does not have the type the protocol demands") from exc
    for name, attribute in _FREE.items():
        setattr(activity, attribute, body.get(name))
    return activity


def activity_of(activity: SdkActivity) -> Activity:
    """Read an activity of the SDK, whose entities have only their type as an attribute."""
    body = as_json(activity)
    if activity.entities:
        body["entities"] = [e.additional_properties | {"type": e.type} for e in activity.entities]
    return Activity.from_json(body)


def _outgoing(message: Message) -> SdkActivity:
    return _Outgoing(
        type=ActivityTypes.typing if message.is_typing else ActivityTypes.message,
        text=message.text or None,
        summary=message.summary or None,
        attachments=[_attachment(each) for each in message.attachments] or None,
        entities=list(message.entities) or None,
        channel_data=message.channel_data,
    )


def _attachment(attachment: Attachment) -> SdkAttachment:
    return SdkAttachment(
        content_type=attachment.content_type,
        content=attachment.content,
        name=attachment.name or None,
        content_url=attachment.content_url or None,
    )
