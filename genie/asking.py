"""Asking a question, and going on with one that has been asked."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from genie.errors import GenieError, GenieNotFoundError, GenieUnavailableError
from genie.events import Asked, Event, Failed
from genie.models import GenieMessage
from genie.polling import ANSWER_TIMEOUT_S, poll_delays
from genie.posing import Claims, Poser
from genie.space import GenieSpace
from genie.transport import OnWait, unannounced
from genie.watching import Watch


class Genie:
    """Asks questions in one space. answer_timeout_s bounds each question, waits included."""

    def __init__(
        self, space: GenieSpace, *, claims: Claims, answer_timeout_s: float = ANSWER_TIMEOUT_S
    ) -> None:
        self.space = space
        self._claims = claims
        self._answer_timeout_s = answer_timeout_s

    async def ask(
        self, question: str, *, conversation_id: str = "", on_wait: OnWait = unannounced
    ) -> AsyncGenerator[Event, None]:
        """Ask, and yield what happens: Asked first, Answered or Failed last. Raises no GenieError.

        Args:
            conversation_id: the conversation to continue; "" begins a new one. If it is gone, a
                new one is begun and Asked says so.
            on_wait: called with the seconds before each wait that Genie demands, which is nearly
                always for the workspace's limit of questions per minute.
        """
        space = self._bounded()
        try:
            message, lost = await self._pose(space, question, conversation_id, on_wait)
        except GenieError as exc:
            yield Failed(exc)
            return
        yield Asked(message.conversation_id, message.message_id, lost_context=lost)
        async with aclosing(Watch(space, message).events()) as events:
            async for event in events:
                yield event

    async def follow(self, conversation_id: str, message_id: str) -> AsyncGenerator[Event, None]:
        """Yield the same events for a message that exists already."""
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

    def _bounded(self) -> GenieSpace:
        return self.space.until(self.space.transport.clock.monotonic() + self._answer_timeout_s)

    async def _pose(
        self, space: GenieSpace, question: str, conversation_id: str, on_wait: OnWait
    ) -> tuple[GenieMessage, bool]:
        """Return the message, and whether the conversation to be continued was gone."""
        poser = Poser(space, self._claims)
        if conversation_id:
            try:
                return await poser.pose(question, conversation_id, on_wait=on_wait), False
            except GenieNotFoundError as exc:
                if exc.is_space:
                    raise
        return await poser.pose(question, "", on_wait=on_wait), bool(conversation_id)


async def _first_look(space: GenieSpace, conversation_id: str, message_id: str) -> GenieMessage:
    """Fetch a message that Genie may be working on, for which no outage is a reason to give up."""
    delays = poll_delays()
    while True:
        try:
            return await space.get_message(conversation_id, message_id)
        except GenieUnavailableError:
            left_s = space.transport.time_left_s()
            if left_s <= 0:
                raise
        await space.transport.clock.sleep(min(next(delays), left_s))
