"""A question that is being worked on, and how it is ended early."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime
from enum import Enum, auto
from typing import Any, TypeVar

from bot.admission.requests import GenieRequest
from bot.concurrency.keyed_fifo import FifoPlace
from bot.concurrency.start_gate import Start
from bot.jobs.job import LeasedJob
from bot.messaging.inline_responder import InlineResponder
from bot.state.question import Question
from bot.storage.store import LeaseLostError

ResultT = TypeVar("ResultT")


class EndReason(Enum):
    """Why a question ends without an outcome."""

    STOPPED = auto()  # the person wants no answer any more
    REMOVED = auto()  # the bot was removed from the chat
    CLOSED = auto()  # the process ends, and none takes over
    HANDED_ON = auto()  # another process goes on

    @property
    def is_silent(self) -> bool:
        """Whether nothing is to be told here."""
        return self in {EndReason.REMOVED, EndReason.HANDED_ON}


class QuestionEndedError(Exception):
    """The work was ended before it had an outcome."""


class ActiveQuestion:
    """One question and how far it has got.

    Args:
        job: where it is noted how far it is.
        start: its room among the questions that begin, until the person sees that it has.
        inline: the responder of a turn whose response is to hold the answer.
    """

    def __init__(
        self,
        question: Question,
        job: LeasedJob,
        place: FifoPlace,
        *,
        start: Start,
        inline: InlineResponder | None,
    ) -> None:
        self.question = question
        self.job = job
        self.place = place
        self.start = start
        self.inline = inline
        self.request: GenieRequest | None = None
        self.is_catching_up = False  # the request is about an earlier question
        self.is_remembered = False  # its conversation and its place in the history are stored
        self.early: EndReason | None = None
        self._work: asyncio.Task[Any] | None = None
        self._has_outcome = False

    @property
    def is_with_genie(self) -> bool:
        """Whether Genie has this very question, or is getting it."""
        if self.request is None or self.is_catching_up:
            return False
        return self.request.is_with_genie

    @property
    def is_hurried(self) -> bool:
        """Whether the process ends, and there is no time for niceties."""
        return self.early in {EndReason.CLOSED, EndReason.HANDED_ON}

    async def note_shown(self, activity_id: str) -> None:
        """Note that the person sees, in this message, that it has begun."""
        self.start.make_room()
        if activity_id and activity_id != self.question.activity_id:
            self.question.activity_id = activity_id
            await self.save()

    async def note_posting(self, mark: str, at: datetime) -> None:
        """Note that Genie is going to have it, before that is so.

        Raises:
            LeaseLostError: another process asks it.
        """
        self.question.posting_at = self.question.posting_at or at.timestamp()
        await self.job.save(self.question.to_json(), mark=mark)

    async def note_place(self, activity_id: str) -> None:
        """Note in which message the end is going to stand.

        Raises:
            LeaseLostError: another process puts it somewhere.
        """
        if activity_id != self.question.answer_id:
            self.question.answer_id = activity_id
            await self.job.save(self.question.to_json())

    async def note_sent_without_id(self) -> None:
        """Note that the end is going to be sent as a message that cannot be found again.

        Raises:
            LeaseLostError: another process sends it.
        """
        self.question.is_sent_blind = True
        await self.job.save(self.question.to_json())

    async def save(self, *, mark: str | None = None) -> None:
        """Write down how far it is, for a process that takes over."""
        with suppress(LeaseLostError):  # which has ended the run already
            await self.job.save(self.question.to_json(), mark=mark)

    def note_stop(self) -> None:
        """End it, since the person pressed the channel's own Stop."""
        self.end_early(EndReason.STOPPED)

    def end_early(self, why: EndReason) -> None:
        """End the work, unless it has an outcome already."""
        if self.early is not None or self._has_outcome:
            return
        self.early = why
        if self._work is not None:
            self._work.cancel()

    def note_outcome(self) -> None:
        """Note that there is one: from now on it is not ended early."""
        self._has_outcome = True

    async def worked(self, work: Coroutine[object, object, ResultT]) -> ResultT:
        """Do the work, as the only part of the run that can be ended early.

        Raises:
            QuestionEndedError: it was.
        """
        if self.early is not None:
            work.close()
            raise QuestionEndedError
        self._work = task = asyncio.create_task(work)
        try:
            return await task
        except asyncio.CancelledError:
            if self.early is None or not task.cancelled():
                raise
            raise QuestionEndedError from None
        finally:
            self.note_outcome()
