"""Answers in the 1:1 chat to questions that were asked among others."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Final, Self

from bot.activities.activity import Activity, Conversation
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.message import TYPING
from bot.concurrency.background import Background
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Moved, Turn
from bot.messaging.reply import say
from bot.state.history import Past
from bot.storage.plain import record_of
from bot.storage.store import Entry, JsonObject
from cards import (
    Reader,
    TextKey,
    escaped,
)
from cards.texts import talk_texts

log = logging.getLogger(__name__)

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


@dataclass(frozen=True, slots=True)
class PrivateQuestion:
    """A question that was asked among others, to be asked again in private.

    Args:
        activity: with which it was asked.
        notice: what to say there.
        space_id: in which space; "": in the one that the person asks in private.
        past: it was answered before, and its answer is read again.
    """

    activity: Activity
    text: str
    reader: Reader
    notice: TextKey = talk_texts.PRIVATE_BECAUSE
    space_id: str = ""
    past: Past | None = None

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Read the body of a job that to_json wrote."""
        past = body.get("past")
        return cls(
            Activity.from_json(body["activity"]),
            body["text"],
            record_of(Reader, body["reader"]),
            body["said"],
            body.get("space_id", ""),
            record_of(Past, past) if past else None,
        )

    def to_json(self) -> JsonObject:
        """Write it as the body of a job."""
        return {
            "activity": self.activity.body,
            "text": self.text,
            "reader": asdict(self.reader),
            "said": self.notice,
            "space_id": self.space_id,
            "past": asdict(self.past) if self.past else None,
        }


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

    def accept(self, turn: Turn, question: PrivateQuestion) -> None:
        """Add the job of asking in private."""
        turn.add_job(NewJob(PRIVATE, question.to_json()))

    def begin(self, job: LeasedJob, _: Turn | None, *, take: TakeMoved) -> None:
        """Start asking in private. take: handles a message as one that came in."""
        question = PrivateQuestion.from_json(job.entry.body)

        async def work() -> None:
            async with job.completing():
                await self._ask(question, take)

        self._background.start(work(), name="private question")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it cannot be asked in private."""
        await self._notify(PrivateQuestion.from_json(entry.body), talk_texts.PRIVATE_FAILED)

    async def _ask(self, question: PrivateQuestion, take: TakeMoved) -> None:
        activity = question.activity
        try:
            chat_id = await self._channel.private_chat(activity)
            message = _moved(activity, chat_id, question.text)
            await self._check_reachable(message)
        except ChannelError as exc:
            log.warning("no private chat", exc_info=exc)
            is_stranger = isinstance(exc, ChannelRefusedError) and exc.is_not_a_member
            notice = talk_texts.NOT_INSTALLED if is_stranger else talk_texts.PRIVATE_FAILED
            await self._notify(question, notice)
        else:
            await self._notify(question, question.notice)
            name = f"{activity.id}-private" if activity.id else ""
            await take(message, Moved(question.space_id, question.past), name)

    async def _check_reachable(self, message: Activity) -> None:
        """See whether the chat takes anything: the person may have blocked the bot.

        Raises:
            ChannelError: it does not.
        """

        async def knock(chat: Chat) -> None:
            await chat.send(TYPING)

        await self._channel.resume(message.reference, knock)

    async def _notify(self, question: PrivateQuestion, notice: TextKey) -> None:
        """Say something where the question was asked."""
        sentence = question.reader.say(notice, name=escaped(question.activity.sender.name))

        async def speak(chat: Chat) -> None:
            await say(chat, sentence)

        await self._channel.resume(question.activity.reference, speak)


def may_show(places: str, conversation: Conversation) -> bool:
    """Whether answers with data may stand in a conversation; places: see PrivateAnswers."""
    if places == CHANNELS:
        return not conversation.is_channel
    return places != GROUPS or not conversation.is_group


def _moved(activity: Activity, chat_id: str, text: str) -> Activity:
    """Make the message as it would have come from the same person's own chat."""
    kept = {name: activity.body[name] for name in _KEPT if name in activity.body}
    there = {"id": chat_id, "conversationType": "personal", "isGroup": False}
    entities = [entity for entity in activity.entities if entity.get("type") == "clientInfo"]
    return Activity.from_json(kept | {"conversation": there, "entities": entities, "text": text})
