"""The workspace's questions per minute, shared by all instances of the bot through their store."""

import asyncio
import itertools
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final

from bot.admission.budget import AT_ONCE, TURN_TIMEOUT_S, WINDOW_S, Budget, Ticket
from bot.admission.fair_window import Post
from bot.admission.others import MOST_WAITING, SKEW_S, Others, Rank, Section
from bot.admission.shared_record import SharedRecord
from bot.state.scopes import retried
from bot.storage.store import (
    ItemStorage,
    StorageConflictError,
    StorageUnavailableError,
    Store,
)
from genie import Clock

log = logging.getLogger(__name__)

# Other instances count a question from so long after it was reserved. If Genie takes longer to
# answer, they are told.
POSTED_WITHIN_S: Final = 2.0
# How often a queue is compared with those of other instances: less often as long as none of them
# can post anything, by its own knowledge of its posts.
LOOK_EVERY_S: Final = 2.0
LOOK_AT_LEAST_EVERY_S: Final = 20.0
_EARLIER_S: Final = POSTED_WITHIN_S + SKEW_S


def budget_for(per_minute: int, store: Store, clock: Clock) -> Budget:
    """Return the budget of this instance; without a limit, or in memory, nothing is shared."""
    if per_minute and store.is_lasting:
        return SharedBudget(per_minute=per_minute, clock=clock, items=store.items)
    return Budget(per_minute=per_minute, clock=clock)


class SharedBudget(Budget):
    """Admits questions like Budget, but within the limit of all instances together.

    A post is reserved in the store before it is made. The first question in the queue reserves for
    all that may go at the same time, and looks at what other instances do.
    """

    def __init__(
        self,
        *,
        per_minute: int,
        clock: Clock,
        items: ItemStorage,
        at_once: int = AT_ONCE,
        turn_timeout_s: float = TURN_TIMEOUT_S,
    ) -> None:
        super().__init__(
            per_minute=per_minute, clock=clock, at_once=at_once, turn_timeout_s=turn_timeout_s
        )
        self._others = Others(clock, WINDOW_S)
        self._record = SharedRecord(items, self._others)
        self._lock = asyncio.Lock()  # one call to the store at a time
        self._reserved: deque[Post] = deque()
        self._looked_at = self._look_at = -math.inf
        self._told_closed_until = -math.inf

    # ---- what the others do, in the order of this instance's queue

    @property
    def _opens_at(self) -> float:
        return max(self._gate.closed_until, self._others.closed_until)

    def _wait_s(self, ticket: Ticket) -> float:
        wait_s = super()._wait_s(ticket)
        if math.isinf(wait_s):
            return wait_s
        if self._reserved:
            return 0.0
        self._others.note_free(is_free=wait_s <= 0)
        now = self._clock.monotonic()
        return next(moment - now for _, _, moment in self._places(now))

    def _places(self, now: float) -> Iterator[tuple[Ticket, int, float]]:
        moments = self._window.moments(max(now, self._opens_at), now)
        passed = 0
        for number, ticket in enumerate(tuple(self._waiting), start=1):
            place = number + self._others.ahead_of(_rank(ticket))
            moment = next(itertools.islice(moments, place - passed - 1, None))
            passed = place
            yield ticket, place, moment

    def _change(self) -> None:
        while self._reserved and not self._waiting:
            self._window.drop(self._reserved.pop())  # given back with the next write
        super()._change()

    def _enqueue(self, ticket: Ticket) -> None:
        self._look_at = min(self._look_at, self._looked_at + LOOK_EVERY_S)
        super()._enqueue(ticket)

    # ---- what the others are told

    async def _reserve(self) -> Post | None:
        if not self._reserved:
            async with self._lock:
                if not self._reserved:
                    self._reserved.extend(await self._new_posts())
        return self._reserved.popleft() if self._reserved else None

    async def _new_posts(self) -> Sequence[Post]:
        """Reserve for all questions that may go now; there may be none."""
        try:
            return await retried(self._try_to_reserve, clock=self._clock)
        except StorageConflictError:
            return ()  # the others write all the time
        except StorageUnavailableError as exc:
            _log_trouble(exc)
            if self._others.are_gone:
                return [self._window.note(self._clock.monotonic())]
            await self._clock.sleep(LOOK_EVERY_S)
            return ()

    async def _try_to_reserve(self) -> Sequence[Post]:
        await self._look_if_needed()
        now = self._clock.monotonic()
        places = itertools.islice(self._places(now), self._at_once - self._posting)
        ready = sum(moment <= now for _, _, moment in places)
        if not ready:
            return ()
        posts = [self._window.note(now) for _ in range(ready)]
        try:
            await self._write(ready)
        except BaseException:
            for post in posts:
                self._window.drop(post)
            raise
        return posts

    async def _wait(self, ticket: Ticket, seconds: float) -> None:
        if ticket is self._waiting[0]:
            left_s = self._look_at - self._clock.monotonic()
            if left_s <= 0:
                await self._compare()
                return
            seconds = min(seconds, left_s)
        await super()._wait(ticket, seconds)

    async def _compare(self) -> None:
        """See what the others do, and tell them who waits here."""

        async def work() -> None:
            await self._look()
            told = self._record.own.waiting if self._record.own else []
            line = [_rank(ticket) for ticket in self._waiting]
            if [a_round for a_round, _ in told] != [a_round for a_round, _ in line][:MOST_WAITING]:
                await self._write()

        async with self._lock:
            await self._try(work)
            now = self._looked_at = self._clock.monotonic()
            quiet_s = next(self._window.moments(now, now)) - now - _EARLIER_S
            self._look_at = now + min(max(LOOK_EVERY_S, quiet_s), LOOK_AT_LEAST_EVERY_S)

    async def _note_answered(self, post: Post) -> None:
        is_late = (post.answered_at or 0.0) > post.admitted_at + POSTED_WITHIN_S
        if is_late or self._gate.closed_until > self._told_closed_until:
            async with self._lock:
                await self._try(self._tell)

    async def _tell(self) -> None:
        await self._look_if_needed()
        await self._write()

    async def _look_if_needed(self) -> None:
        """Read the record, unless its version is known and no other instance is active."""
        if not (self._record.is_current and self._others.are_gone):
            await self._look()

    async def _look(self) -> None:
        await self._record.look()
        self._window.note_others(self._others.counted_from())
        if self._others.served > self._backlog.served:
            self._begin_round(self._others.served)
        self._change()

    def _begin_round(self, served: int) -> None:
        """Continue with the round of the others, in which a person has one question as well."""
        self._backlog.served = served
        for ticket in reversed(self._waiting):
            ticket.give_back()
        for ticket in self._waiting:
            ticket.take_round(self._backlog)
        self._waiting.sort(key=Ticket.rank)

    async def _write(self, reserved: int = 0) -> None:
        """Write this instance's section. reserved: how many in the queue do not wait any more."""
        closed_until = self._gate.closed_until
        rounds = [ticket.round for ticket in self._waiting[:reserved]]
        own = Section.of(
            self._clock,
            self._window.counted_from(self._clock.monotonic(), POSTED_WITHIN_S),
            map(_rank, self._waiting[reserved:][:MOST_WAITING]),
            served=max((self._backlog.served, *rounds)),
            closed_until=closed_until,
        )
        await self._record.write(own)
        self._told_closed_until = closed_until

    async def _try(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what helps other instances, and is not necessary here."""
        try:
            await retried(work, clock=self._clock)
        except (StorageConflictError, StorageUnavailableError) as exc:
            _log_trouble(exc)


def _rank(ticket: Ticket) -> Rank:
    return ticket.round, ticket.arrival[0]


def _log_trouble(exc: Exception) -> None:
    log.warning("questions per minute not shared", exc_info=exc)
