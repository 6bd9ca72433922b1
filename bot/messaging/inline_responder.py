"""Keeps the answer for the HTTP response of the turn."""

import asyncio

from bot.concurrency.waiting import wait_for
from bot.messaging.reply import FinalMessage
from bot.messaging.responder import Responder
from cards import AskedQuestion, Progress
from genie import Clock


class InlineResponder:
    """Keeps the result while the turn waits for it; later, another responder sends it."""

    def __init__(self, question: AskedQuestion) -> None:
        self.question = question
        self._other: Responder | None = None
        self._has_ended = asyncio.Event()
        self._final: FinalMessage | None = None
        self._is_held = True

    def before(self, other: Responder) -> Responder:
        """Wrap the responder to use after the timeout."""
        self._other = other
        return self

    async def final(self, clock: Clock, seconds: float) -> FinalMessage | None:
        """Wait that long for the result; None: the wrapped responder takes over."""
        await wait_for(self._has_ended, clock, seconds)
        self._is_held = False
        return self._final

    @property
    def every_s(self) -> float:
        """The interval of the wrapped responder."""
        return self._responder.every_s

    @property
    def has_text(self) -> bool:
        """The value of the wrapped responder."""
        return self._responder.has_text

    @property
    def activity_id(self) -> str:
        """The id of the wrapped responder's message."""
        return self._responder.activity_id

    async def show(self, progress: Progress) -> bool:
        """Show nothing while the turn waits."""
        return not self._is_held and await self._responder.show(progress)

    async def finish(self, final: FinalMessage) -> None:
        """Give the result to the turn, if it still waits."""
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
