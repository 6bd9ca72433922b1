"""Answers in the 1:1 chat to questions that were asked among others."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Final

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ConversationAccount

from bot.background import Background
from bot.channel.adapter import BotAdapter
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.reply import say
from bot.keeper import name_promise
from bot.later import promise
from bot.promises import Held, Work
from bot.questions import is_in_group
from bot.storage.plain import record_of
from bot.storage.store import Entry, JsonObject
from cards import Reader, escaped, talk_texts

log = logging.getLogger(__name__)

# Teams does not let a bot write first to somebody who has not installed it.
_NOT_A_MEMBER: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
CHANNELS, GROUPS = "channels", "groups"
_CHANNEL_TYPE: Final = "channel"
_PERSONAL_TYPE: Final = "personal"

# The kind of promise that it is.
PRIVATE: Final = "private"

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

    def accept(self, context: TurnContext, text: str, reader: Reader, *, said: str) -> None:
        """Let the turn promise to ask in private; said is what to say in place.

        It is one of cards.talk_texts.
        """
        body = {
            "activity": context.activity.serialize(),
            "text": text,
            "reader": asdict(reader),
            "said": said,
        }
        promise(context, Work(PRIVATE, body))

    def begin(self, held: Held, _: TurnContext | None) -> None:
        """Ask in private what was promised."""
        activity, text, reader, said = _read(held.entry.body)

        async def work() -> None:
            async with held.kept():
                await self._ask(activity, text, reader, said)

        self._background.start(work(), name="private question")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it cannot be asked in private."""
        activity, _, reader, _ = _read(entry.body)
        await self._tell(activity, reader, talk_texts.PRIVATE_FAILED)

    async def _ask(self, activity: Activity, text: str, reader: Reader, said: str) -> None:
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
        await self._tell(activity, reader, said)
        if chat_id:
            await self._ask_there(activity, chat_id, text)

    async def _tell(self, activity: Activity, reader: Reader, said: str) -> None:
        async def tell(context: TurnContext) -> None:
            name = escaped(activity.from_property.name or "")
            await say(context, reader.say(said, name=name))

        await self._adapter.resume(TurnContext.get_conversation_reference(activity), tell)

    async def _ask_there(self, activity: Activity, chat_id: str, text: str) -> None:
        there = ConversationAccount(id=chat_id, conversation_type=_PERSONAL_TYPE, is_group=False)
        message = _moved(activity, there, text)

        async def take(context: TurnContext) -> None:
            context.activity = message
            if activity.id:
                name_promise(context, f"{activity.id}-private")
            await self._take_turn(context)

        await self._adapter.resume(TurnContext.get_conversation_reference(message), take)


def _read(body: JsonObject) -> tuple[Activity, str, Reader, str]:
    reader = record_of(Reader, body["reader"])
    return Activity.deserialize(body["activity"]), body["text"], reader, body["said"]


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
