"""Answers in the 1:1 chat to questions that were asked among others."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Final, NamedTuple

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationAccount

from bot.channel.adapter import BotAdapter
from bot.channel.delivery import saying
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.rates import Urgency
from bot.concurrency.background import Background
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.keeper import name_job
from bot.jobs.turn_outbox import add_job
from bot.messaging.reply import say
from bot.state.question import is_group
from bot.storage.plain import record_of
from bot.storage.store import Entry, JsonObject
from cards import Reader, escaped, talk_texts

log = logging.getLogger(__name__)

# Teams does not let a bot write first to somebody who has not installed it.
_NOT_A_MEMBER: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
CHANNELS, GROUPS = "channels", "groups"
_CHANNEL_TYPE: Final = "channel"
_PERSONAL_TYPE: Final = "personal"

# The kind of job that it is.
PRIVATE: Final = "private"

_MOVED: Final = "Moved"
TakeTurn = Callable[[TurnContext], Awaitable[None]]


class Moved(NamedTuple):
    """How a question is asked that came from another chat: past, if its answer is read again."""

    space_id: str
    past: JsonObject | None


class _Asked(NamedTuple):
    """The body of the job."""

    activity: Activity
    text: str
    reader: Reader
    said: str
    space_id: str
    past: JsonObject | None


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
        return not may_show(self._places, activity.conversation)

    def accept(  # noqa: PLR0913 - what is asked, and what is said
        self,
        context: TurnContext,
        text: str,
        reader: Reader,
        *,
        said: str,
        space_id: str,
        past: JsonObject | None = None,
    ) -> None:
        """Add the job of asking in private.

        Args:
            said: what to say in place, one of cards.talk_texts.
            space_id: in which space; "": in the one that the person asks in private.
            past: it was asked before, and its answer is read again; see bot.state.history.Past.
        """
        body = {
            "activity": context.activity.serialize(),
            "text": text,
            "reader": asdict(reader),
            "said": said,
            "space_id": space_id,
            "past": past,
        }
        add_job(context, NewJob(PRIVATE, body))

    def begin(self, job: LeasedJob, _: TurnContext | None) -> None:
        """Start asking in private."""
        asked = _read(job.entry.body)

        async def work() -> None:
            async with job.kept():
                await self._ask(asked)

        self._background.start(work(), name="private question")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it cannot be asked in private."""
        asked = _read(entry.body)
        await self._tell(asked.activity, asked.reader, talk_texts.PRIVATE_FAILED)

    async def _ask(self, asked: _Asked) -> None:
        try:
            chat_id = await self._adapter.private_chat(asked.activity)
            message = _moved(asked.activity, chat_id, asked.text)
            await self._knock(message)
        except ChannelError as exc:
            log.warning("no private chat", exc_info=exc)
            is_stranger = isinstance(exc, ChannelRefusedError) and exc.status in _NOT_A_MEMBER
            said = talk_texts.NOT_INSTALLED if is_stranger else talk_texts.PRIVATE_FAILED
            await self._tell(asked.activity, asked.reader, said)
        else:
            await self._tell(asked.activity, asked.reader, asked.said)
            await self._ask_there(message, asked)

    async def _knock(self, message: Activity) -> None:
        """See whether the chat takes anything: somebody may have blocked the bot.

        Raises:
            ChannelError: it does not.
        """

        async def knock(context: TurnContext) -> None:
            with saying(Urgency.NOTICE):
                await context.send_activity(Activity(type=ActivityTypes.typing))

        await self._adapter.resume(TurnContext.get_conversation_reference(message), knock)

    async def _tell(self, activity: Activity, reader: Reader, said: str) -> None:
        async def tell(context: TurnContext) -> None:
            name = escaped(activity.from_property.name or "")
            await say(context, reader.say(said, name=name))

        await self._adapter.resume(TurnContext.get_conversation_reference(activity), tell)

    async def _ask_there(self, message: Activity, asked: _Asked) -> None:
        async def take(context: TurnContext) -> None:
            context.activity = message
            context.turn_state[_MOVED] = Moved(asked.space_id, asked.past)
            if asked.activity.id:
                name_job(context, f"{asked.activity.id}-private")
            await self._take_turn(context)

        await self._adapter.resume(TurnContext.get_conversation_reference(message), take)


def moved_of(context: TurnContext) -> Moved | None:
    """Return how a question came into this chat, if it was asked elsewhere."""
    moved: Moved | None = context.turn_state.get(_MOVED)
    return moved


def may_show(places: str, conversation: ConversationAccount) -> bool:
    """Whether answers with data may stand in a conversation; places: see PrivateAnswers."""
    if places == CHANNELS:
        return bool(conversation.conversation_type != _CHANNEL_TYPE)
    return places != GROUPS or not is_group(conversation)


def _read(body: JsonObject) -> _Asked:
    return _Asked(
        Activity.deserialize(body["activity"]),
        body["text"],
        record_of(Reader, body["reader"]),
        body["said"],
        body.get("space_id", ""),
        body.get("past"),
    )


def _moved(activity: Activity, chat_id: str, text: str) -> Activity:
    """Make the message as it would have come from the same person's own chat."""
    there = ConversationAccount(id=chat_id, conversation_type=_PERSONAL_TYPE, is_group=False)
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
