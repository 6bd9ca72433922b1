"""Answers in the 1:1 chat to questions that were asked among others."""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ConversationAccount

from bot.background import Background
from bot.channel.adapter import BotAdapter
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.reply import say
from bot.questions import is_in_group
from cards import Reader, escaped, talk_texts

log = logging.getLogger(__name__)

# Teams does not let a bot write first to somebody who has not installed it.
_NOT_A_MEMBER: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
CHANNELS, GROUPS = "channels", "groups"
_CHANNEL_TYPE: Final = "channel"
_PERSONAL_TYPE: Final = "personal"

TakeTurn = Callable[[TurnContext], Awaitable[None]]


class PrivateAnswers:
    """Lets a question be asked in the asker's own chat, as if it had been typed there.

    Args:
        take_turn: handles a message.
        places: where questions are never answered in place: "", CHANNELS, or GROUPS, which are
            channels and group chats.
    """

    def __init__(
        self, take_turn: TakeTurn, *, adapter: BotAdapter, background: Background, places: str
    ) -> None:
        self._take_turn = take_turn
        self._adapter = adapter
        self._background = background
        self._places = places

    def is_due(self, activity: Activity) -> bool:
        """Whether a question must not be answered where it was asked."""
        is_channel = activity.conversation.conversation_type == _CHANNEL_TYPE
        if self._places == CHANNELS:
            return is_channel
        return self._places == GROUPS and is_in_group(activity)

    async def take(self, context: TurnContext, text: str, reader: Reader, *, said: str) -> None:
        """Ask in private, soon; said is one of cards.talk_texts, to be said in place."""
        work = self._ask(context.activity, text, reader, said)
        self._background.start(work, name="private question")

    async def _ask(self, activity: Activity, text: str, reader: Reader, said: str) -> None:
        here = TurnContext.get_conversation_reference(activity)
        chat_id = ""
        try:
            chat_id = await self._adapter.private_chat(activity)
        except ChannelRefusedError as exc:
            log.warning("no private chat", extra={"status": exc.status})
            is_stranger = exc.status in _NOT_A_MEMBER
            said = talk_texts.NOT_INSTALLED if is_stranger else talk_texts.PRIVATE_FAILED
        except ChannelError as exc:
            log.warning("no private chat", exc_info=exc)
            said = talk_texts.PRIVATE_FAILED

        async def tell(context: TurnContext) -> None:
            name = escaped(activity.from_property.name or "")
            await say(context, reader.say(said, name=name))

        await self._adapter.resume(here, tell)
        if chat_id:
            await self._ask_there(activity, chat_id, text)

    async def _ask_there(self, activity: Activity, chat_id: str, text: str) -> None:
        there = ConversationAccount(id=chat_id, conversation_type=_PERSONAL_TYPE, is_group=False)
        message = _moved(activity, there, text)

        async def take(context: TurnContext) -> None:
            context.activity = message
            await self._take_turn(context)

        await self._adapter.resume(TurnContext.get_conversation_reference(message), take)


def _moved(activity: Activity, there: ConversationAccount, text: str) -> Activity:
    """Make the message as it would have come from another conversation of the same person."""
    entities = [entity for entity in activity.entities or [] if entity.type == "clientInfo"]
    return Activity(
        type=activity.type,
        channel_id=activity.channel_id,
        service_url=activity.service_url,
        channel_data=activity.channel_data,
        from_property=activity.from_property,
        recipient=activity.recipient,
        locale=activity.locale,
        local_timezone=activity.local_timezone,
        conversation=there,
        entities=entities,
        text=text,
    )
