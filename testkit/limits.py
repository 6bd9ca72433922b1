"""Instances of a bot that share a workspace's questions per minute; one may be killed.

All people ask at once, at the instances in turn, so that questions wait from the beginning to the
end. Instances are processes, and everything is on one clock that runs faster.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle
from typing import Final

import aiohttp

from simulator import WORKSPACE, SimulatorSettings, Workspace, create_app
from testkit.channel import Channel
from testkit.hosts import HOST, free_port, serving
from testkit.people import Crowd, Person, people
from testkit.processes import bot_settings, serves, started
from testkit.scaled import ScaledClock, clock_of, clock_settings, put_on

WINDOW_S: Final = 60.0
ANSWER_SECONDS: Final = (1.0, 5.0)
# In real time, also for questions that are taken over from an instance that was killed.
_ANSWERED_WITHIN_S: Final = 300.0
_LOOK_EVERY_S: Final = 0.02
_QUESTIONS: Final = ("/start-conversation", "/messages")


@dataclass(slots=True)
class Instance:
    """A process of the bot, and the people whose questions it was given."""

    process: asyncio.subprocess.Process
    port: int
    people: list[Person] = field(default_factory=list)
    operations: int = 0  # of the store, for the limit
    is_killed: bool = False

    async def ask(self, person: Person, session: aiohttp.ClientSession, url: str) -> None:
        """Deliver a person's question."""
        self.people.append(person)
        address = f"http://{HOST}:{self.port}/api/messages"
        async with session.post(address, json=person.activity(url)) as response:
            assert response.status == HTTPStatus.CREATED  # noqa: S101 - else nothing is measured

    async def count(self, session: aiohttp.ClientSession, page: str) -> None:
        """Read the number of operations from a page of the bot."""
        if page and not self.is_killed:
            async with session.get(f"http://{HOST}:{self.port}{page}") as response:
                self.operations = int(await response.text())

    async def kill(self) -> None:
        """End it without a warning."""
        self.is_killed = True
        self.process.kill()
        await self.process.wait()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the workspace received. Times are those of the scaled clock.

    attempts are the times of all POSTs of questions, also of those that it refused; posts those of
    accepted ones, as long as questions were waiting.
    """

    limit: int
    attempts: list[float]
    posts: list[float]
    refused: int
    unanswered: int
    operations: int

    @property
    def most_in_a_window(self) -> int:
        """The most POSTs of questions in any 60 s."""
        times = self.attempts
        return max(sum(0 <= at - start < WINDOW_S for at in times) for start in times)

    @property
    def used_share(self) -> float:
        """The shortest time in which so many can be posted, divided by the time that it took."""
        windows = math.ceil(len(self.posts) / self.limit) - 1
        return windows * WINDOW_S / (self.posts[-1] - self.posts[0])

    @property
    def longest_unused_s(self) -> float:
        """The longest time during which Genie would have taken another question.

        It is counted from the time at which the limit was first reached.
        """
        begun, ended = self.posts, [at + WINDOW_S for at in self.posts]
        changes = sorted([(at, 1) for at in begun] + [(at, -1) for at in ended])
        count, free_since, longest_s = 0, math.inf, 0.0
        for at, change in changes:
            if at > begun[-1]:
                break
            if count < self.limit:
                longest_s = max(longest_s, at - free_since)
            was_full, count = count >= self.limit, count + change
            if was_full and count < self.limit:
                free_since = at
        return longest_s


async def limited(  # noqa: PLR0913 - the instances, and what happens to them
    program: Sequence[str],
    storage: Mapping[str, str],
    *,
    limit: int,
    questions: int,
    factor: float,
    instances: int = 2,
    kill_after_s: float = math.inf,
    page: str = "",
) -> Outcome:
    """Let people ask, and record when the workspace received what.

    Args:
        program: of a bot whose clock is clock_of its environment.
        storage: the settings of the store that all instances share.
        questions: how many are asked, in total.
        kill_after_s: when the first instance is killed, after the first post. What it has reserved
            and not posted stays unused for a window, which can be only at the beginning of one.
        page: a page of the bot with the number of its operations of the store for the limit.
    """
    asking = people(questions)
    crowd = Crowd(asking)
    settings = clock_settings(factor)
    clock = clock_of(settings)
    simulated = create_app(
        SimulatorSettings(answer_seconds=ANSWER_SECONDS, questions_per_minute=limit)
    )
    put_on(clock, simulated[WORKSPACE])
    settings |= {**storage, "GENIE_QUESTIONS_PER_MINUTE": str(limit)}
    async with (
        Channel(crowd.hear).serving() as url,
        serving(simulated) as genie_port,
        aiohttp.ClientSession() as session,
        AsyncExitStack() as running,
    ):
        bots = [
            await running.enter_async_context(_instance(program, genie_port, settings))
            for _ in range(instances)
        ]
        for person, bot in zip(asking, cycle(bots)):
            await bot.ask(person, session, url)
        if kill_after_s < math.inf:
            await _after_first_post(simulated[WORKSPACE], kill_after_s, clock)
            await bots[0].count(session, page)
            await bots[0].kill()
        await crowd.answered(within_s=_ANSWERED_WITHIN_S)
        for bot in bots:
            await bot.count(session, page)
    return _outcome(simulated[WORKSPACE], limit, bots)


@asynccontextmanager
async def _instance(
    program: Sequence[str], genie_port: int, settings: Mapping[str, str]
) -> AsyncIterator[Instance]:
    port = free_port()
    async with started(program, bot_settings(genie_port, port) | dict(settings)) as process:
        await serves(process, port, " ".join(program))
        yield Instance(process, port)


async def _after_first_post(workspace: Workspace, seconds: float, clock: ScaledClock) -> None:
    """Wait until so long after the first post of a question."""
    while not (asked := workspace.questions()):  # noqa: ASYNC110 - a workspace has no event
        await asyncio.sleep(_LOOK_EVERY_S)
    await clock.sleep(asked[0].time_s + seconds - workspace.clock.now_s())


def _outcome(workspace: Workspace, limit: int, bots: Sequence[Instance]) -> Outcome:
    # Those of an instance that was killed may wait for their leases to run out.
    living = {person.question for bot in bots if not bot.is_killed for person in bot.people}
    asked = workspace.questions()
    last_s = max(each.time_s for each in asked if each.text in living)
    everyone = [person for bot in bots for person in bot.people]
    posts = (each for each in workspace.requests if each.method == "POST")
    attempts = [each for each in posts if each.path.endswith(_QUESTIONS)]
    return Outcome(
        limit,
        [each.time_s for each in attempts],
        sorted(each.time_s for each in asked if each.time_s <= last_s),
        sum(each.status == HTTPStatus.TOO_MANY_REQUESTS for each in attempts),
        sum(not person.answers for person in everyone),
        sum(bot.operations for bot in bots),
    )
