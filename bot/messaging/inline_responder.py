"""Holds the answer back for the HTTP response of the turn."""

import asyncio

from bot.concurrency.waiting import wait_for
from bot.messaging.reply import FinalMessage
from bot.messaging.responder import Responder
from cards import AskedQuestion, Progress
from genie import Clock


class InlineResponder:
    """Waits while the result may still go into the turn's own response; then another responds."""

    def __init__(self, question: AskedQuestion) -> None:
        self.question = question
        self._other: Responder | None = None
        self._has_ended = asyncio.Event()
        self._final: FinalMessage | None = None
        self._is_held = True

    def before(self, other: Responder) -> Responder:
        """Wrap the responder to use if time runs out."""
        self._other = other
        return self

    async def final(self, clock: Clock, seconds: float) -> FinalMessage | None:
        """Wait that long for the end; None: the wrapped responder takes over."""
        await wait_for(self._has_ended, clock, seconds)
        self._is_held = False
        return self._final

    @property
    def every_s(self) -> float:
        """The wrapped responder's pause."""
        return self._responder.every_s

    @property
    def has_text(self) -> bool:
        """The wrapped responder's."""
        return self._responder.has_text

    @property
    def activity_id(self) -> str:
        """The id of the wrapped responder's message."""
        return self._responder.activity_id

    async def show(self, progress: Progress) -> bool:
        """Show nothing yet."""
        return not self._is_held and await self._responder.show(progress)

    async def finish(self, final: FinalMessage) -> None:
        """Leave the end to the turn, if that still waits."""
        if self._is_held:
            self._final = final
            self._has_ended.set()
        else:
            await self._responder.finish(final)

    @property
    def _responder(self) -> Responder:
        if self._other is None:
            raise RuntimeError("no responder is held back")
        return self._other
