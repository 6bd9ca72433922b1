"""People who ask through a budget, in virtual time."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from bot.admission.budget import Budget, QueuePlace, Ticket
from genie import GenieRateLimitError
from tests.clocks import VirtualClock

AT_ONCE = 1_000  # more than any of these tests posts
PATIENCE_S = 1e6  # longer than any of them takes


@dataclass(frozen=True)
class Post:
    """One POST of a question."""

    name: str
    at: float
    person: str


class Line:
    """People who ask; a question's name starts with the letter of its person."""

    def __init__(self, clock: VirtualClock, budget: Budget | None = None) -> None:
        self.clock = clock
        self.budget = budget or Budget(
            per_minute=5, clock=clock, at_once=AT_ONCE, turn_timeout_s=PATIENCE_S
        )
        self.posts: list[Post] = []
        self.places: dict[str, list[QueuePlace | None]] = defaultdict(list)
        self.asked_at: dict[str, float] = {}
        self.tickets: dict[str, Ticket] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.refusals: list[float | None] = []  # Genie's responses to the next posts
        self.posting_s = 0.0
        self.most_at_once = 0
        self._at_once = 0

    def limit(self, per_minute: int) -> None:
        self.budget = Budget(
            per_minute=per_minute, clock=self.clock, at_once=AT_ONCE, turn_timeout_s=PATIENCE_S
        )

    def ask(self, *names: str) -> None:
        for name in names:
            self.asked_at[name] = self.clock.monotonic()
            self.tickets[name] = self.budget.ticket(name[0], self.places[name].append)
            self.tasks[name] = asyncio.create_task(self._ask(name))

    async def _ask(self, name: str) -> None:
        while True:
            try:
                async with self.tickets[name].turn():
                    await self._post(name)
            except GenieRateLimitError:
                continue
            return

    async def _post(self, name: str) -> None:
        self.posts.append(Post(name, self.clock.monotonic(), name[0]))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if self.posting_s:
                await self.clock.sleep(self.posting_s)
            if self.refusals:
                raise GenieRateLimitError("429", retry_after_s=self.refusals.pop(0))
        finally:
            self._at_once -= 1

    def order(self) -> str:
        return " ".join(post.name for post in self.posts)

    def times(self) -> list[float]:
        """Return the times of the posts, in seconds since the first."""
        return [post.at - self.posts[0].at for post in self.posts]
