"""A question that is being worked on, as whoever wants to end it sees it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from enum import Enum, auto
from typing import Any, TypeVar

from bot.channel.held_voice import HeldVoice
from bot.inquiries import Inquiry
from bot.lanes import LanePlace
from bot.questions import Question

ResultT = TypeVar("ResultT")


class Early(Enum):
    """Why a question ends without an outcome."""

    STOPPED = auto()  # the person wants no answer any more
    CLOSED = auto()  # the process ends


class EndedEarlyError(Exception):
    """The work was ended before it had an outcome."""


class Run:
    """One question and how far it has got.

    Args:
        begin: waits until the question may begin; returns what to call once the person sees that.
        held: the voice of a turn that waits for the answer itself.
    """

    def __init__(
        self,
        question: Question,
        place: LanePlace,
        *,
        begin: Callable[[], Awaitable[Callable[[], None]]],
        held: HeldVoice | None = None,
    ) -> None:
        self.question = question
        self.place = place
        self.begin = begin
        self.held = held
        self.note_begun: Callable[[], None] = lambda: None
        self.inquiry: Inquiry | None = None
        self.is_catching_up = False  # the inquiry is about an earlier question
        self.is_owner = True  # of the Genie conversation
        self.goes_on = False  # it is asked in a conversation that has earlier questions
        self.early: Early | None = None
        self._work: asyncio.Task[Any] | None = None
        self._has_outcome = False

    @property
    def is_with_genie(self) -> bool:
        """Whether Genie has this very question, or is getting it."""
        is_its_own = self.inquiry is not None and not self.is_catching_up
        return is_its_own and self.inquiry is not None and self.inquiry.is_with_genie

    @property
    def is_hurried(self) -> bool:
        """Whether the process ends, and there is no time for niceties."""
        return self.early is Early.CLOSED

    def note_shown(self) -> None:
        """Note that the person sees that it has begun."""
        self.note_begun()

    def note_stop(self) -> None:
        """End it, since the person pressed the channel's own Stop."""
        self.end_early(Early.STOPPED)

    def end_early(self, why: Early) -> None:
        """End the work, unless it has an outcome already."""
        if self.early is not None or self._has_outcome:
            return
        self.early = why
        if self._work is not None:
            self._work.cancel()

    def note_outcome(self) -> None:
        """Note that there is one: from now on nobody ends it early."""
        self._has_outcome = True

    async def worked(self, work: Coroutine[object, object, ResultT]) -> ResultT:
        """Do the work, as the only part of the run that can be ended early.

        Raises:
            EndedEarlyError: it was.
        """
        if self.early is not None:
            work.close()
            raise EndedEarlyError
        self._work = task = asyncio.create_task(work)
        try:
            return await task
        except asyncio.CancelledError:
            if self.early is None or not task.cancelled():
                raise
            raise EndedEarlyError from None
        finally:
            self.note_outcome()
