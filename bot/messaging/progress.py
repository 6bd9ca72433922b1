"""Progress while Genie works: the latest state, shown as often as the channel allows."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final, Protocol

from bot.concurrency.waiting import wait_for
from bot.messaging.responder import Responder, StoppedByPersonError
from cards import Progress
from genie import Clock

log = logging.getLogger(__name__)

# After this time people doubt that anything happens, and a note says that it does.
SLOW_AFTER_S: Final = 45.0
# A responder is also called without a change, since some have to act at a certain time.
LOOK_EVERY_S: Final = 10.0


class Watched(Protocol):
    """The question whose progress is shown."""

    @property
    def is_hurried(self) -> bool:
        """Whether there is no time to wait for a message that is being sent."""

    async def note_shown(self, activity_id: str) -> None:
        """Record an attempt to show progress in this message; "": in none."""

    def note_stop(self) -> None:
        """Record that the person has stopped the question."""


class ProgressBoard:
    """Collects the progress, and shows changes at the responder's interval.

    began_at is when the person asked, on the clock's monotonic().
    """

    def __init__(
        self, responder: Responder, watched: Watched, *, clock: Clock, began_at: float
    ) -> None:
        self._responder = responder
        self._clock = clock
        self._began_at = self._began_working_at = self._told_to_wait_at = began_at
        self._watched = watched
        self._progress = Progress()
        self._has_news = asyncio.Event()
        self._is_done = asyncio.Event()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the person asked."""
        return self._clock.monotonic() - self._began_at

    def note(self, change: Callable[[Progress, float], Progress]) -> None:
        """Apply a change: a function of the old progress and the elapsed seconds."""
        before, self._progress = self._progress, change(self._progress, self.elapsed_s)
        if before.waiting is not None and self._progress.waiting is None:
            self._began_working_at = self._clock.monotonic()
        if before.waiting != self._progress.waiting:
            self._told_to_wait_at = self._clock.monotonic()
        if self._progress != before or before == Progress():
            self._has_news.set()

    async def run(self) -> None:
        """Show progress until stop is called.

        A message that is being sent is never cancelled: it could arrive after the answer.
        """
        await self._has_news.wait()
        while not self._is_done.is_set():
            self._has_news.clear()
            try:
                is_shown = await self._responder.show(self._now())
            except StoppedByPersonError:
                self._watched.note_stop()
                return
            await self._watched.note_shown(self._responder.activity_id)
            await wait_for(self._is_done, self._clock, self._responder.every_s)
            if is_shown:
                await wait_for(self._has_news, self._clock, LOOK_EVERY_S)

    def stop(self) -> None:
        """End run at its next wait."""
        self._is_done.set()
        self._has_news.set()

    def _now(self) -> Progress:
        now = self._clock.monotonic()
        waiting = self._progress.waiting
        if waiting is None:
            is_slow = now - self._began_working_at >= SLOW_AFTER_S
            return replace(self._progress, is_slow=is_slow)
        if waiting.expected_s is None:
            return self._progress
        left_s = max(0.0, waiting.expected_s - (now - self._told_to_wait_at))
        return replace(self._progress, waiting=replace(waiting, expected_s=left_s))


@asynccontextmanager
async def shown_progress(
    responder: Responder, watched: Watched, *, clock: Clock, began_at: float
) -> AsyncIterator[ProgressBoard]:
    """Show progress while the block runs; afterwards, none is still being sent.

    A message that is being sent is waited for, if there is time for that.
    """
    board = ProgressBoard(responder, watched, clock=clock, began_at=began_at)
    showing = asyncio.create_task(board.run())  # awaited below: it ends with the block
    try:
        yield board
    finally:
        board.stop()
        if watched.is_hurried:
            showing.cancel()
        await asyncio.wait([showing])
        error = None if showing.cancelled() else showing.exception()
        if error is not None:  # the answer is sent nevertheless
            log.error("progress crashed", exc_info=error)
