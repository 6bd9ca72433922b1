"""Progress while Genie works: the latest state, shown at a pace that the channel allows."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Final

from bot.channel.reply import Reply
from cards import CardMessage, Progress
from genie import Clock, Event

log = logging.getLogger(__name__)

# Teams allows a bot 7 messages a second and 60 in 30 seconds per conversation; people read slower.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
EVERY_S: Final = 2.0
# From here on a person wonders whether anything happens at all, and is told that it does.
SLOW_AFTER_S: Final = 45.0

Draw = Callable[[Progress], CardMessage]


class ProgressBoard:
    """Collects what is known; draws it at most every every_s seconds, and only when it changed."""

    def __init__(self, reply: Reply, draw: Draw, *, clock: Clock, every_s: float) -> None:
        self._reply = reply
        self._draw = draw
        self._clock = clock
        self._every_s = every_s
        self._progress = Progress()
        self._is_done = asyncio.Event()

    def note(self, event: Event) -> None:
        """Take in what Genie did."""
        self._progress = self._progress.after(event)

    def note_wait(self, seconds: float) -> None:
        """Take in that the workspace's question limit is reached for that long."""
        self._progress = replace(self._progress, wait_s=seconds)

    async def run(self) -> None:
        """Draw until stop is called. An update is never abandoned half-way, lest it land last."""
        shown = None
        slow_at = self._clock.monotonic() + SLOW_AFTER_S
        while not self._is_done.is_set():
            if self._clock.monotonic() >= slow_at:
                self._progress = replace(self._progress, is_slow=True)
            if self._progress != shown:
                shown = self._progress
                await self._reply.show(self._draw(shown))
            await self._pause()

    def stop(self) -> None:
        """End run at its next pause."""
        self._is_done.set()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_done.wait(), self._every_s)


@asynccontextmanager
async def shown_progress(
    reply: Reply, draw: Draw, *, clock: Clock, every_s: float = EVERY_S
) -> AsyncIterator[ProgressBoard]:
    """Show progress for as long as the block runs; after it, nothing of it is still on its way."""
    board = ProgressBoard(reply, draw, clock=clock, every_s=every_s)
    drawing = asyncio.create_task(board.run())  # awaited below: it does not outlive the block
    try:
        yield board
    finally:
        board.stop()
        await asyncio.wait([drawing])
        if (error := drawing.exception()) is not None:  # no reason to lose the answer
            log.error("progress crashed", exc_info=error)
