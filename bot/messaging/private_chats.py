"""From a conversation with others to a person's own chat with the bot."""

import logging
from dataclasses import dataclass
from typing import Final

from bot.activities.activity import Activity
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.message import TYPING
from bot.messaging.reply import say
from cards import Reader, TextKey, escaped

log = logging.getLogger(__name__)

# What an activity in the person's own chat keeps of the one among others.
_KEPT: Final = (
    "type",
    "channelId",
    "serviceUrl",
    "channelData",
    "from",
    "recipient",
    "locale",
    "localTimezone",
)


@dataclass(frozen=True, slots=True)
class MoveNotices:
    """What is said where the activity came from; each sentence has the person's {name}.

    Args:
        moved: it continues in the person's own chat.
        not_installed: the bot is not installed for that person, or was blocked by them.
        failed: it may work later.
    """

    moved: TextKey
    not_installed: TextKey
    failed: TextKey


class PrivateChats:
    """Opens people's own chats, and tells them in the conversation with others that it did."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def move(
        self, activity: Activity, reader: Reader, notices: MoveNotices
    ) -> Activity | None:
        """Return an activity as it would have come from its sender's own chat, without a text.

        None: the chat cannot be used. Either is told where the activity came from.
        """
        try:
            moved = await self.open(activity)
        except ChannelError as exc:
            log.warning("no private chat", exc_info=exc)
            is_stranger = isinstance(exc, ChannelRefusedError) and exc.is_not_a_member
            notice = notices.not_installed if is_stranger else notices.failed
            await self.notify(activity, reader, notice)
            return None
        await self.notify(activity, reader, notices.moved)
        return moved

    async def open(self, activity: Activity) -> Activity:
        """Return an activity as it would have come from its sender's own chat, without a text.

        Raises:
            ChannelError: the chat cannot be used.
        """
        moved = _moved(activity, await self._channel.private_chat(activity))
        await self._check_reachable(moved)
        return moved

    async def notify(self, activity: Activity, reader: Reader, notice: TextKey) -> None:
        """Say something to the sender where the activity came from."""
        sentence = reader.say(notice, name=escaped(activity.sender.name))

        async def speak(chat: Chat) -> None:
            await say(chat, sentence)

        await self._channel.resume(activity.reference, speak)

    async def _check_reachable(self, moved: Activity) -> None:
        """See whether the chat accepts anything: the person may have blocked the bot.

        Raises:
            ChannelError: it does not.
        """

        async def knock(chat: Chat) -> None:
            await chat.send(TYPING)

        await self._channel.resume(moved.reference, knock)


def _moved(activity: Activity, chat_id: str) -> Activity:
    kept = {name: activity.body[name] for name in _KEPT if name in activity.body}
    there = {"id": chat_id, "conversationType": "personal", "isGroup": False}
    entities = [entity for entity in activity.entities if entity.get("type") == "clientInfo"]
    return Activity.from_json(kept | {"conversation": there, "entities": entities})
