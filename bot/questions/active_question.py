"""A question that is being worked on, and how it is ended early."""

import asyncio
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from typing import Any, TypeVar

from bot.admission.requests import GenieRequest
from bot.audit.trace import QuestionTrace
from bot.concurrency.keyed_fifo import FifoPlace
from bot.concurrency.start_gate import Start
from bot.jobs.job import LeasedJob
from bot.messaging.inline_responder import InlineResponder
from bot.state.question import Question
from bot.storage.store import JsonObject, LeaseLostError

ResultT = TypeVar("ResultT")


class EndReason(Enum):
    """Why a question ends without an outcome."""

    STOPPED = auto()  # the person wants no answer any more
    SIGNED_OUT = auto()  # the person with whose identity it is asked has signed out
    REMOVED = auto()  # the bot was removed from the chat, or the person is to be forgotten
    CLOSED = auto()  # the process ends, and none takes over
    HANDED_ON = auto()  # another process goes on

    @property
    def is_silent(self) -> bool:
        """Whether the person is told nothing by this process."""
        return self in {EndReason.REMOVED, EndReason.HANDED_ON}


class QuestionEndedError(Exception):
    """The work was ended before it had an outcome."""


class ActiveQuestion:
    """One question that this process works on, and its state.

    Other parts read the state, and change it through the methods below only. What the next
    process needs to continue is in the question's record, which is saved in the job.

    Args:
        job: the lease, and the entry of the journal that holds the record.
        start: its place among the questions that begin, until the person sees that it has begun.
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
        self.job = job
        self.place = place
        self.start = start
        self.inline = inline
        self.trace = QuestionTrace()
        self._question = question
        self._request: GenieRequest | None = None
        self._is_catching_up = False
        self._is_remembered = False
        self._end_reason: EndReason | None = None
        self._work: asyncio.Task[Any] | None = None
        self._has_outcome = False
        job.call_on_loss(self._end_for_next_process)

    @property
    def question(self) -> Question:
        """The record, as far as the question has got."""
        return self._question

    @property
    def request(self) -> GenieRequest | None:
        """What is under way in Genie for it; None before its turn."""
        return self._request

    @property
    def end_reason(self) -> EndReason | None:
        """Why it ends without an outcome; None: it does not."""
        return self._end_reason

    @property
    def is_remembered(self) -> bool:
        """Whether its conversation and its entry in the history are stored."""
        return self._is_remembered

    @property
    def is_with_genie(self) -> bool:
        """Whether Genie has this very question, or is being sent it."""
        if self._request is None or self._is_catching_up:
            return False
        return self._request.is_with_genie

    @property
    def is_hurried(self) -> bool:
        """Whether the process is shutting down, so that only the necessary is sent."""
        return self._end_reason in {EndReason.CLOSED, EndReason.HANDED_ON}

    # ---- in Genie

    def catch_up(self, request: GenieRequest) -> None:
        """Work on an earlier question first, which this one goes on from."""
        self._request, self._is_catching_up = request, True

    def follow(self, request: GenieRequest) -> None:
        """Work on this request for the question itself."""
        self._request, self._is_catching_up = request, False

    def note_conversation(self, *, goes_on: bool, is_sharer: bool) -> None:
        """Note in what kind of Genie conversation it is asked; see Question."""
        self._question = replace(self._question, goes_on=goes_on, is_sharer=is_sharer)

    def begin_anew(self) -> None:
        """Forget that it was posted: its conversation is full, and a new one begins."""
        self._question = replace(self._question, posting_at=0.0, genie_message_id="")
        self.trace = QuestionTrace()

    async def note_posting(self, mark: str, at: datetime) -> None:
        """Note that it is about to be posted.

        Raises:
            LeaseLostError: another process posts it.
        """
        posting_at = self._question.posting_at or at.timestamp()
        self._question = replace(self._question, posting_at=posting_at)
        await self._write(mark=mark)

    def note_asked(self, genie_conversation_id: str, genie_message_id: str) -> Awaitable[None]:
        """Note which message of Genie's will hold the answer; what is returned writes that."""
        self._question = replace(
            self._question,
            genie_conversation_id=genie_conversation_id,
            genie_message_id=genie_message_id,
        )
        return self._save(mark=genie_message_id)

    def note_remembered(self, *, is_remembered: bool) -> None:
        """Note whether its conversation and its entry in the history are stored."""
        self._is_remembered = is_remembered

    # ---- in the channel

    async def note_shown(self, activity_id: str) -> None:
        """Note that the person sees, in this message, that it has begun."""
        self.start.make_room()
        if activity_id and activity_id != self._question.activity_id:
            self._question = replace(self._question, activity_id=activity_id)
            await self._save()

    async def note_sign_in(self, card: JsonObject) -> None:
        """Note that it waits for a sign-in by this card; see SignInCards.send."""
        self._question = replace(self._question, sign_in=card, sign_in_from_s=self.job.age_s)
        await self._save()

    def note_signed_in(self) -> None:
        """Note that it does not wait any more."""
        self._question = replace(self._question, sign_in={}, sign_in_from_s=0.0)

    async def note_place(self, activity_id: str) -> None:
        """Note which message is going to hold the end.

        Raises:
            LeaseLostError: another process delivers it.
        """
        if activity_id != self._question.answer_id:
            self._question = replace(self._question, answer_id=activity_id)
            await self._write()

    async def note_sent_without_id(self) -> None:
        """Note that the end is going to be sent as a message that cannot be found again.

        Raises:
            LeaseLostError: another process delivers it.
        """
        self._question = replace(self._question, is_sent_blind=True)
        await self._write()

    # ---- its end

    def note_stop(self) -> None:
        """End it: the person pressed the channel's own Stop button."""
        self.end_early(EndReason.STOPPED)

    def end_early(self, reason: EndReason) -> None:
        """Cancel the work, unless it has an outcome or is being ended already."""
        if self._end_reason is not None or self._has_outcome:
            return
        self._end_reason = reason
        if self._work is not None:
            self._work.cancel()

    def drop_outcome(self, reason: EndReason) -> None:
        """End for this reason, whatever the outcome was: it is not delivered from here."""
        self._end_reason = reason

    def note_outcome(self) -> None:
        """Note that there is an outcome: from now on it is not ended early."""
        self._has_outcome = True

    async def run(self, work: Coroutine[object, object, ResultT]) -> ResultT:
        """Do the work, the only part of a question that end_early cancels.

        Raises:
            QuestionEndedError: it was ended early.
        """
        if self._end_reason is not None:
            work.close()
            raise QuestionEndedError
        self._work = task = asyncio.create_task(work)
        try:
            return await task
        except asyncio.CancelledError:
            if self._end_reason is None or not task.cancelled():
                raise
            raise QuestionEndedError from None
        finally:
            self.note_outcome()

    def let_go(self) -> None:
        """Break the reference cycle with the request, once nothing more is done with the question.

        Their memory is then free at once, and not only at the next garbage collection.
        """
        self._request = None

    def _end_for_next_process(self) -> None:
        self.end_early(EndReason.HANDED_ON)

    async def _write(self, *, mark: str | None = None) -> None:
        await self.job.save(self._question.to_json(), mark=mark)

    async def _save(self, *, mark: str | None = None) -> None:
        """Write the record, if this process still holds the lease."""
        with suppress(LeaseLostError):  # which has ended the work already
            await self._write(mark=mark)
