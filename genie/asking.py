"""Asking a question, and following one that has been asked."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import Final

from genie.causes import Cause
from genie.errors import GenieError, GenieNotFoundError, GeniePermissionError, GenieRejectedError
from genie.events import Asked, Event, Failed
from genie.models import GenieMessage
from genie.polling import Tolerance, poll_delays
from genie.posing import Claims, Elsewhere, Submitter, no_other_processes
from genie.space import GenieSpace
from genie.transport import Admission
from genie.watching import Watch

# Timeout of a question with admission; admission itself times out sooner.
TURN_TIMEOUT_S: Final = 2 * 3600.0


class Genie:
    """Asks questions in one space.

    answer_timeout_s limits each question, including all waiting; with admission it starts when the
    question is admitted.
    """

    def __init__(self, space: GenieSpace, *, claims: Claims, answer_timeout_s: float) -> None:
        self.space = space
        self._claims = claims
        self._answer_timeout_s = answer_timeout_s

    async def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        admission: Admission | None = None,
        posted_since: datetime | None = None,
        elsewhere: Elsewhere = no_other_processes,
    ) -> AsyncGenerator[Event, None]:
        """Ask, and yield what happens: Asked first, Answered or Failed last. Raises no GenieError.

        Args:
            conversation_id: the conversation to continue; "" starts a new one. If it is missing,
                full, another identity's or busy for too long, a new one is started, and Asked says
                so.
            admission: entered for every POST of the question, which is what the workspace's limit
                counts; it waits until the question may be posted, and sees GenieRateLimitError.
            posted_since: when a process that has ended may first have posted it, by the workspace's
                time; its message is searched for first.
            elsewhere: returns what other processes ask.
        """
        space = self._bounded() if admission is None else self._bounded(TURN_TIMEOUT_S)
        poser = Submitter(
            space,
            self._claims,
            admission=admission,
            elsewhere=elsewhere,
            timeout_s=self._answer_timeout_s,
        )
        pose = partial(poser.pose, question, posted_since=posted_since)
        try:
            message, lost = await self._pose(pose, conversation_id)
        except GenieError as exc:
            yield Failed(exc)
            return
        yield Asked(message.conversation_id, message.message_id, not_continued=lost)
        if admission is not None:
            space = self._bounded()
        async with aclosing(Watch(space, message).events()) as events:
            async for event in events:
                yield event

    async def follow(self, conversation_id: str, message_id: str) -> AsyncGenerator[Event, None]:
        """Yield the same events for an existing message."""
        self._claims.own(conversation_id, message_id)
        space = self._bounded()
        try:
            message = await _first_look(space, conversation_id, message_id)
        except GenieError as exc:
            yield Failed(exc)
            return
        yield Asked(conversation_id, message_id)
        async with aclosing(Watch(space, message).events()) as events:
            async for event in events:
                yield event

    def _bounded(self, timeout_s: float | None = None) -> GenieSpace:
        timeout_s = self._answer_timeout_s if timeout_s is None else timeout_s
        return self.space.until(self.space.transport.clock.monotonic() + timeout_s)

    async def _pose(
        self, pose: Callable[[str], Awaitable[GenieMessage]], conversation_id: str
    ) -> tuple[GenieMessage, GenieRejectedError | None]:
        """Return the message, and the error if the conversation could not be continued."""
        if not conversation_id:
            return await pose(""), None
        try:
            return await pose(conversation_id), None
        except GenieRejectedError as exc:
            if not _is_of_conversation(exc):
                raise
            return await pose(""), exc


def _is_of_conversation(error: GenieRejectedError) -> bool:
    """Whether a new conversation may be accepted although this one is not.

    A refusal without a certain cause may concern the conversation, which belongs to one identity,
    or more than that; then the new one is refused as well, with the same message.
    """
    if isinstance(error, GenieNotFoundError):
        return error.cause in {None, Cause.NOT_FOUND}
    if isinstance(error, GeniePermissionError):
        return error.cause in {None, Cause.PERMISSION_MISSING}
    return error.cause in {Cause.CONVERSATION_BUSY, Cause.CONVERSATION_FULL}


async def _first_look(space: GenieSpace, conversation_id: str, message_id: str) -> GenieMessage:
    """Fetch a message on which Genie may be working; outages are waited out until the deadline."""
    delays, tolerance = poll_delays(), Tolerance()
    while True:
        try:
            return await space.get_message(conversation_id, message_id)
        except GenieError as exc:
            left_s = space.transport.time_left_s()
            if left_s <= 0 or not tolerance.may_pass(exc):
                raise
        await space.transport.clock.sleep(min(next(delays), left_s))
