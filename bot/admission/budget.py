"""The workspace's questions per minute, shared fairly by all people.

A question takes a ticket, and a turn each time it is posted:

    ticket = budget.ticket(person, on_place)
    async with ticket.turn():
        ...  # post it
"""

import asyncio
import itertools
import logging
import math
from bisect import insort
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from bot.admission.fair_window import Backlog, Gate, Person, Post, Window
from bot.concurrency.waiting import wait_for
from genie import Clock, GenieRateLimitError, GenieTurnError

log = logging.getLogger(__name__)

# The window over which the workspace counts questions.
WINDOW_S: Final = 60.0
# More would only wait for connections, ahead of the requests that poll for answers.
AT_ONCE: Final = 40
# After waiting this long, a question fails with a message and is not posted.
TURN_TIMEOUT_S: Final = 3600.0
# Smaller differences are imperceptible.
MATERIAL_S: Final = 1.0
# The shortest wait between two checks of the time.
SHORTEST_S: Final = 0.001


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A question's place in the queue.

    number is 1 for the next. expected_s is in seconds from now until it is posted, if no other
    question overtakes it; None if unknown: no limit is set and Genie has named no time.
    may_be_overtaken: its people have questions in earlier rounds, so that newcomers go before it.
    """

    number: int
    expected_s: float | None
    may_be_overtaken: bool = False


OnPlace = Callable[[QueuePlace | None], None]  # None: it no longer waits, since it is being posted
Arrival = tuple[float, int]  # the time, and a number that is unique in this process


@dataclass(slots=True, eq=False)
class Ticket:
    """One question on its way to Genie.

    Only join and turn are for callers; Budget uses the rest.
    """

    budget: "Budget"
    people: list[Person]
    on_place: OnPlace
    arrival: Arrival
    give_up_at: float
    backlog: Backlog = field(default_factory=Backlog)  # the backlog to which round and payer belong
    round: int = 0
    payer: Person = None
    told: tuple[int, float | None] | None = None  # the last reported place and time
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def join(self, person: Person) -> None:
        """Let another person wait for it, too; it moves to that person's rank if that is better."""
        self.budget.join(self, person)

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait until the question may be posted, and hold the turn while the block posts it.

        A question that is posted again keeps its first rank. GenieRateLimitError in the block
        delays all questions; the caller then enters again with the same ticket.
        """
        return self.budget.turn(self)

    def rank(self) -> tuple[int, Arrival]:
        """The sort key: lower ranks are served first."""
        return self.round, self.arrival

    def take_round(self, backlog: Backlog) -> None:
        """Use the earliest next round of its people."""
        self.payer = min(self.people, key=backlog.next_round)
        self.round, self.backlog = backlog.take_round(self.payer), backlog

    def give_back(self) -> None:
        """Return its round, since it is not posted in this round."""
        self.backlog.give_back(self.payer, self.round)
        self.backlog = Backlog()

    def abandon(self) -> None:
        """Leave the queue without being posted; the reported place becomes invalid."""
        self.give_back()
        self.told = None

    def queue_again(self, arrival: Arrival) -> None:
        """Leave the queue in order to enter it in another round."""
        self.give_back()
        self.arrival = arrival

    def tell(self, number: int, moment: float | None, now: float) -> None:
        """Report its place, if it has changed since the last report."""
        if self.told is not None and self.told[0] == number and _is_near(self.told[1], moment):
            return
        self.told = number, moment
        expected_s = None if moment is None else max(0.0, moment - now)
        may_be_overtaken = self.backlog.may_be_overtaken(self.round)
        self._say(QueuePlace(number, expected_s, may_be_overtaken))

    def tell_end(self) -> None:
        """Report that it no longer waits, if it was reported as waiting."""
        if self.told is not None:
            self.told = None
            self._say(None)

    def _say(self, place: QueuePlace | None) -> None:
        try:
            self.on_place(place)
        except Exception:
            log.exception("queue position not shown")  # the queue continues


class Budget:
    """Admits questions one after another: fairly, within the limit, and as Genie allows.

    At most per_minute questions are posted within any minute; with 0, only Genie's refusals and the
    limit of simultaneous posts delay them. The first question in the queue watches the time for
    all.
    """

    def __init__(
        self,
        *,
        per_minute: int,
        clock: Clock,
        at_once: int = AT_ONCE,
        turn_timeout_s: float = TURN_TIMEOUT_S,
    ) -> None:
        self._clock = clock
        self._at_once = at_once
        self._turn_timeout_s = turn_timeout_s
        self._window = Window(per_minute, WINDOW_S)
        self._gate = Gate()
        self._backlog = Backlog()
        self._arrivals = itertools.count()
        self._waiting: list[Ticket] = []  # by rank
        self._posting = 0
        self._is_careful = False  # no limit: after a refusal, questions go one by one
        self._is_announcing = False

    @property
    def is_limited(self) -> bool:
        """Whether a limit is configured."""
        return self._window.limit > 0

    @property
    def has_line(self) -> bool:
        """Whether questions may have to wait for Genie, not only for our own concurrency."""
        is_closed = self._gate.closed_until > self._clock.monotonic()
        return self.is_limited or self._is_careful or is_closed

    def ticket(self, person: Person, on_place: OnPlace) -> Ticket:
        """Return a ticket for a person's question; on_place receives its place while it waits."""
        arrival = self._arrival()
        return Ticket(self, [person], on_place, arrival, arrival[0] + self._turn_timeout_s)

    def join(self, ticket: Ticket, person: Person) -> None:
        """See Ticket.join."""
        ticket.people.append(person)
        if ticket in self._waiting and self._backlog.next_round(person) < ticket.round:
            self._waiting.remove(ticket)
            ticket.queue_again(self._arrival())
            self._enqueue(ticket)

    @asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncGenerator[None, None]:
        """See Ticket.turn."""
        if not self._waiting and self._window.is_empty(self._clock.monotonic()):
            self._backlog = Backlog()
        self._enqueue(ticket)
        post = await self._admission(ticket)
        self._posting += 1
        try:
            yield
        except GenieRateLimitError as exc:
            self._gate.refuse(self._clock.monotonic(), exc.retry_after_s)
            self._is_careful = not self.is_limited
            raise
        else:
            self._gate.note_passed(self._clock.monotonic())
            ticket.backlog.note_served(ticket.round)
        finally:
            self._posting -= 1
            self._window.close(post, self._clock.monotonic())
            self._change()
            await self._note_answered(post)

    def _arrival(self) -> Arrival:
        return self._clock.monotonic(), next(self._arrivals)

    def _enqueue(self, ticket: Ticket) -> None:
        if ticket.backlog is not self._backlog:
            ticket.take_round(self._backlog)
        insort(self._waiting, ticket, key=Ticket.rank)
        self._change()

    async def _admission(self, ticket: Ticket) -> Post:
        try:
            while True:
                ticket.changed.clear()
                wait_s = self._wait_s(ticket)
                if wait_s <= 0 and (post := await self._reserve()) is not None:
                    break
                left_s = ticket.give_up_at - self._clock.monotonic()
                if left_s <= 0:
                    raise GenieTurnError("there was no turn in the allowed time")
                await self._wait(ticket, max(min(wait_s, left_s), SHORTEST_S))
        except (asyncio.CancelledError, GenieTurnError):
            ticket.abandon()
            raise
        finally:
            self._waiting.remove(ticket)
            self._change()
        self._is_careful = self._is_careful and bool(self._waiting)
        ticket.tell_end()
        return post

    async def _reserve(self) -> Post | None:
        """Count a question that may be posted now; None: look again whether it may."""
        return self._window.note(self._clock.monotonic())

    async def _wait(self, ticket: Ticket, seconds: float) -> None:
        """Wait for a change, but at most this long."""
        await wait_for(ticket.changed, self._clock, seconds)

    async def _note_answered(self, post: Post) -> None:
        """Do what is left to do when Genie has answered, or refused, a question."""

    def _wait_s(self, ticket: Ticket) -> float:
        """How long until this one may be posted; infinite if another event has to come first."""
        if ticket is not self._waiting[0] or self._posting >= self._most_at_once:
            return math.inf
        now = self._clock.monotonic()
        return next(self._window.moments(max(now, self._opens_at), now)) - now

    @property
    def _opens_at(self) -> float:
        """When Genie takes questions again, or any time before now."""
        return self._gate.closed_until

    @property
    def _most_at_once(self) -> int:
        return 1 if self._is_careful else self._at_once

    def _change(self) -> None:
        """Wake the first question, and report all places at the end of this tick."""
        if not self._waiting:
            return
        self._waiting[0].changed.set()
        if not self._is_announcing:
            self._is_announcing = True
            asyncio.get_running_loop().call_soon(self._announce)

    def _announce(self) -> None:
        self._is_announcing = False
        if not self._waiting or self._wait_s(self._waiting[0]) <= 0:
            return  # it is about to be posted, which is reported then
        now = self._clock.monotonic()
        if not self.has_line:
            return  # our own limit ends the wait too soon for a report
        for ticket, number, moment in self._places(now):
            ticket.tell(number, moment, now)

    def _places(self, now: float) -> Iterator[tuple[Ticket, int, float | None]]:
        """Yield the waiting questions with their places and expected times."""
        return zip(tuple(self._waiting), itertools.count(1), self._moments(now), strict=False)

    def _moments(self, now: float) -> Iterator[float | None]:
        """Yield the expected times of posting of the first, the second, ... in the queue."""
        if self.is_limited:
            return self._window.moments(max(now, self._opens_at), now)
        is_known = self._gate.is_said_by_genie and self._gate.closed_until > now
        return itertools.repeat(self._gate.closed_until if is_known else None)


def _is_near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < MATERIAL_S
