"""Answers in the 1:1 chat to questions that were asked among others."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Final, NamedTuple

from bot.activities.activity import Activity, Conversation
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.message import TYPING
from bot.concurrency.background import Background
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Moved, Turn
from bot.messaging.reply import say
from bot.storage.plain import record_of
from bot.storage.store import Entry, JsonObject
from cards import (
    Reader,
    TextKey,
    escaped,
)
from cards.texts import talk_texts

log = logging.getLogger(__name__)

# Teams does not let a bot write first to a person who has not installed it.
_NOT_A_MEMBER: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
CHANNELS, GROUPS = "channels", "groups"

# The kind of job that it is.
PRIVATE: Final = "private"

# What a message that is asked in private keeps of the one in the group.
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
# Handles a message, of which is known how it came there, under a name that tells it from others.
TakeMoved = Callable[[Activity, Moved, str], Awaitable[None]]


class _Asked(NamedTuple):
    """The body of the job."""

    activity: Activity
    text: str
    reader: Reader
    notice: TextKey
    space_id: str
    past: JsonObject | None


class PrivateAnswers:
    """Lets a question be asked in the asker's own chat, as if it had been typed there.

    Args:
        places: where questions are never answered in place: "", CHANNELS, or GROUPS, which are
            channels and group chats.
    """

    def __init__(self, *, channel: Channel, background: Background, places: str) -> None:
        self._channel = channel
        self._background = background
        self._places = places

    def is_required(self, activity: Activity) -> bool:
        """Whether a question from here must be answered in private."""
        return not may_show(self._places, activity.conversation)

    def accept(  # noqa: PLR0913 - what is asked, and what is said
        self,
        turn: Turn,
        text: str,
        reader: Reader,
        *,
        notice: TextKey,
        space_id: str,
        past: JsonObject | None = None,
    ) -> None:
        """Add the job of asking in private.

        Args:
            notice: what to say in place.
            space_id: in which space; "": in the one that the person asks in private.
            past: it was asked before, and its answer is read again; see bot.state.history.Past.
        """
        body = {
            "activity": turn.activity.body,
            "text": text,
            "reader": asdict(reader),
            "said": notice,
            "space_id": space_id,
            "past": past,
        }
        turn.add_job(NewJob(PRIVATE, body))

    def begin(self, job: LeasedJob, _: Turn | None, *, take: TakeMoved) -> None:
        """Start asking in private. take: handles a message as one that came in."""
        asked = _read(job.entry.body)

        async def work() -> None:
            async with job.kept():
                await self._ask(asked, take)

        self._background.start(work(), name="private question")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it cannot be asked in private."""
        asked = _read(entry.body)
        await self._tell(asked.activity, asked.reader, talk_texts.PRIVATE_FAILED)

    async def _ask(self, asked: _Asked, take: TakeMoved) -> None:
        try:
            chat_id = await self._channel.private_chat(asked.activity)
            message = _moved(asked.activity, chat_id, asked.text)
            await self._check_reachable(message)
        except ChannelError as exc:
            log.warning("no private chat", exc_info=exc)
            is_stranger = isinstance(exc, ChannelRefusedError) and exc.status in _NOT_A_MEMBER
            notice = talk_texts.NOT_INSTALLED if is_stranger else talk_texts.PRIVATE_FAILED
            await self._tell(asked.activity, asked.reader, notice)
        else:
            await self._tell(asked.activity, asked.reader, asked.notice)
            name = f"{asked.activity.id}-private" if asked.activity.id else ""
            await take(message, Moved(asked.space_id, asked.past), name)

    async def _check_reachable(self, message: Activity) -> None:
        """See whether the chat takes anything: the person may have blocked the bot.

        Raises:
            ChannelError: it does not.
        """

        async def knock(chat: Chat) -> None:
            await chat.send(TYPING)

        await self._channel.resume(message.reference, knock)

    async def _tell(self, activity: Activity, reader: Reader, notice: TextKey) -> None:
        async def tell(chat: Chat) -> None:
            await say(chat, reader.say(notice, name=escaped(activity.sender.name)))

        await self._channel.resume(activity.reference, tell)


def may_show(places: str, conversation: Conversation) -> bool:
    """Whether answers with data may stand in a conversation; places: see PrivateAnswers."""
    if places == CHANNELS:
        return not conversation.is_channel
    return places != GROUPS or not conversation.is_group


def _read(body: JsonObject) -> _Asked:
    return _Asked(
        Activity.from_json(body["activity"]),
        body["text"],
        record_of(Reader, body["reader"]),
        body["said"],
        body.get("space_id", ""),
        body.get("past"),
    )


def _moved(activity: Activity, chat_id: str, text: str) -> Activity:
    """Make the message as it would have come from the same person's own chat."""
    kept = {name: activity.body[name] for name in _KEPT if name in activity.body}
    there = {"id": chat_id, "conversationType": "personal", "isGroup": False}
    entities = [entity for entity in activity.entities if entity.get("type") == "clientInfo"]
    return Activity.from_json(kept | {"conversation": there, "entities": entities, "text": text})
