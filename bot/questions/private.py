"""Answers in the 1:1 chat to questions that were asked among others."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Final, Self

from bot.activities.activity import Activity
from bot.answers.places import Places
from bot.concurrency.background import Background
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Moved, Turn
from bot.messaging.private_chats import MoveNotices, PrivateChats
from bot.state.history import Past
from bot.storage.plain import record_of
from bot.storage.store import Entry, JsonObject
from cards import Reader, TextKey
from cards.texts import permission_texts, talk_texts

# The kind of job that it is.
PRIVATE: Final = "private"

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
    """Lets a question be asked in the asker's own chat, as if it had been typed there."""

    def __init__(self, *, chats: PrivateChats, background: Background, places: Places) -> None:
        self._chats = chats
        self._background = background
        self._places = places

    def why_required(self, activity: Activity, *, is_own: bool) -> TextKey | None:
        """Why a question from here must be answered in private; None: it need not be.

        is_own: it is asked with the person's own identity.
        """
        if not self._places.allow(activity.conversation):
            return talk_texts.PRIVATE_BECAUSE
        is_allowed = self._places.allow(activity.conversation, is_own=is_own)
        return None if is_allowed else permission_texts.PRIVATE_BECAUSE_YOURS

    def accept(self, turn: Turn, question: PrivateQuestion) -> None:
        """Add the job of asking in private."""
        turn.add_job(NewJob(PRIVATE, question.to_json()))

    def begin(self, job: LeasedJob, _: Turn | None, *, take: TakeMoved) -> None:
        """Start asking in private. take: handles a message as one that came in."""
        question = PrivateQuestion.from_json(job.entry.body)

        async def work() -> None:
            async with job.completing():
                await self._ask(question, take, job.entry.key)

        self._background.start(work(), name="private question")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it cannot be asked in private."""
        question = PrivateQuestion.from_json(entry.body)
        await self._chats.notify(question.activity, question.reader, talk_texts.PRIVATE_FAILED)

    async def _ask(self, question: PrivateQuestion, take: TakeMoved, key: str) -> None:
        activity = question.activity
        notices = MoveNotices(
            question.notice,
            not_installed=talk_texts.NOT_INSTALLED,
            failed=talk_texts.PRIVATE_FAILED,
        )
        if moved := await self._chats.move(activity, question.reader, notices):
            message = Activity.from_json(moved.body | {"text": question.text})
            may_share = self._places.allow(activity.conversation)
            origin = activity.reference if may_share else {}
            # One activity may leave several questions, of which each job has its own key.
            name = f"private-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
            await take(message, Moved(question.space_id, question.past, origin), name)
