"""Questions in progress in Genie; people who ask the same at the same time share one."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from weakref import WeakMethod, WeakValueDictionary

from bot.admission.budget import Budget, QueuePlace
from bot.admission.fair_window import Person
from bot.concurrency.background import Background
from bot.state.question import normalised
from cards import Waiting
from genie import (
    Access,
    Asked,
    Elsewhere,
    Event,
    Genie,
    GenieError,
    Genies,
    no_other_processes,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Going:
    """The question is being posted to Genie."""


News = Waiting | Going | Event


async def _not_noted(_: datetime) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Lets a question be posted only once, even if processes die.

    Args:
        note: called before it is posted, with the workspace's time; an exception prevents the
            posting.
        posted_since: since when, by that time, a process that died may have posted it.
        elsewhere: returns the questions of other processes.
    """

    note: Callable[[datetime], Awaitable[None]] = _not_noted
    posted_since: datetime | None = None
    elsewhere: Elsewhere = no_other_processes


ONLY_ATTEMPT: Final = Attempt()


class GenieRequest:
    """One question and its progress, for all listeners.

    It continues until it has an outcome, or until its last listener abandons it.
    """

    def __init__(
        self,
        genie: Genie,
        background: Background,
        events: AsyncGenerator[Event, None],
        *,
        name: str,
        standing: Waiting | Going | None,
    ) -> None:
        self._genie = genie
        self._background = background
        self._standing = standing
        self._events: list[Event] = []
        self._asked: Asked | None = None
        self._bells: set[asyncio.Event] = set()
        self.is_abandoned = False
        self._task = background.start(self._run(events), name=name)
        self._task.add_done_callback(lambda _: self._ring())

    @property
    def is_with_genie(self) -> bool:
        """Whether Genie has it, or it is being posted."""
        return self._asked is not None or isinstance(self._standing, Going)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self._task.done()

    async def news(self) -> AsyncGenerator[News, None]:
        """Yield its place and the events from the beginning; the last item is an Event.

        Raises the errors of the events.
        """
        bell = asyncio.Event()
        self._bells.add(bell)
        told: Waiting | Going | None = None
        seen = 0
        try:
            while True:
                bell.clear()
                standing = self._standing
                if not self._events and standing is not None and standing != told:
                    told = standing
                    yield standing
                elif seen < len(self._events):
                    seen += 1
                    yield self._events[seen - 1]
                elif self.is_over:
                    break
                else:
                    await bell.wait()
        finally:
            self._bells.discard(bell)
        if (error := self._task.exception()) is not None:
            raise error

    def abandon(self) -> None:
        """End the question, also in Genie, unless there are other listeners.

        While it is being posted, its message is unknown; it is deleted as soon as it is known.
        """
        if self._bells or self.is_over:
            return
        self.is_abandoned = True
        if self._asked is not None:
            self._background.start(self._delete(self._asked), name="stopped question")
        if self._asked is not None or isinstance(self._standing, Waiting):
            self._task.cancel()

    def _stand(self, standing: Waiting | Going) -> None:
        """Report its place to all listeners."""
        self._standing = standing
        self._ring()

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()

    async def _run(self, events: AsyncGenerator[Event, None]) -> None:
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Asked):
                    self._asked = event
                    if self.is_abandoned:
                        await self._delete(event)
                        break
                self._events.append(event)
                self._ring()

    async def _delete(self, asked: Asked) -> None:
        """Delete the message in Genie, which is the only way to stop the question there."""
        try:
            await self._genie.space.delete_message(asked.conversation_id, asked.message_id)
        except GenieError as exc:
            ids = {"genie_message_id": asked.message_id, "error": type(exc).__name__}
            log.warning("stopped question not deleted", extra=ids)


class Posting(GenieRequest):
    """A question that is posted when its turn comes."""

    def __init__(  # noqa: PLR0913 - a question, and how it is posted once
        self,
        genie: Genie,
        background: Background,
        budget: Budget,
        text: str,
        *,
        conversation_id: str,
        person: Person,
        attempt: Attempt,
    ) -> None:
        self._attempt = attempt
        self._ticket = budget.ticket(person, _weak(self._place))
        events = genie.ask(
            text,
            conversation_id=conversation_id,
            admission=self._turn,
            posted_since=attempt.posted_since,
            elsewhere=attempt.elsewhere,
        )
        super().__init__(genie, background, events, name="asking", standing=None)

    def join(self, person: Person) -> None:
        """Let another person wait for it, too; see Ticket.join."""
        self._ticket.join(person)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait for the question's turn, and hold it while the question is posted."""
        if not self._ticket.budget.has_line:
            self._stand(Going())  # only other questions of this process are ahead, for a short time
        async with self._ticket.turn():
            self._stand(Going())
            await self._attempt.note(self._genie.space.transport.time.now())
            yield

    def _place(self, place: QueuePlace | None) -> None:
        """Report its place in the queue."""
        if place is None:
            return
        waiting = Waiting(
            number=place.number,
            expected_s=place.expected_s,
            may_be_overtaken=place.may_be_overtaken,
        )
        self._stand(waiting)
        if self.is_abandoned:
            self._task.cancel()


def _weak(place: Callable[[QueuePlace | None], None]) -> Callable[[QueuePlace | None], None]:
    """Return a callback that holds no reference to the request.

    A ticket and its request that refer to each other would stay in memory, with the answer, until
    the next garbage collection. Until it is over, its task refers to the request.
    """
    method = WeakMethod(place)

    def tell(where: QueuePlace | None) -> None:
        if (alive := method()) is not None:
            alive(where)

    return tell


class GenieRequests:
    """Asks Genie, within the workspace's budget."""

    def __init__(self, genies: Genies, *, budget: Budget, background: Background) -> None:
        self._genies = genies
        self._budget = budget
        self._background = background
        # Weak: a posting that is over goes with its last reader, and with it the person's token.
        self._shared: WeakValueDictionary[tuple[Access, str], Posting] = WeakValueDictionary()

    def ask(
        self,
        text: str,
        *,
        access: Access,
        conversation_id: str,
        person: Person,
        attempt: Attempt = ONLY_ATTEMPT,
    ) -> Posting:
        """Ask for one person."""
        return Posting(
            self._genies(access),
            self._background,
            self._budget,
            text,
            conversation_id=conversation_id,
            person=person,
            attempt=attempt,
        )

    def ask_once(
        self, text: str, *, access: Access, person: Person, attempt: Attempt
    ) -> tuple[GenieRequest, bool]:
        """Start a conversation, or join the one that the same question has started.

        Returns the request, and whether its conversation belongs to this person. Questions are
        shared only if a limit is configured, since only then another one costs a turn, and only by
        people whom Genie takes for the same: others may see other data.
        """
        ask = partial(
            self.ask, text, access=access, conversation_id="", person=person, attempt=attempt
        )
        if not self._budget.is_limited:
            return ask(), True
        key = access, normalised(text)
        known = self._shared.get(key)
        if known is not None and not known.is_over and not known.is_abandoned:
            known.join(person)
            return known, False
        request = self._shared[key] = ask()
        return request, True

    def follow(self, access: Access, conversation_id: str, message_id: str) -> GenieRequest:
        """Follow a message that exists."""
        genie = self._genies(access)
        events = genie.follow(conversation_id, message_id)
        return GenieRequest(genie, self._background, events, name="following", standing=Going())
