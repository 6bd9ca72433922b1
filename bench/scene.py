"""One run: a workspace, a bot and a channel, and a crowd that asks.

The workspace and the bot are processes of their own; channel and crowd are this one.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from bench.load import ask_at_once, ask_over
from bench.stored import copy_conversation
from testkit.channel import Channel
from testkit.people import Crowd, Person, chat_of, early_people, people
from testkit.processes import HERE, Checkout, bot, workspace
from testkit.workspace import Asked, Record, read_record

Seconds = tuple[float, float]
Authorize = Callable[[str], str]
# Delivers the questions of some people to a port.
Ask = Callable[..., Awaitable[None]]

ANSWER_SECONDS: Final[Seconds] = (5.0, 20.0)
OUR_BOT: Final = ("app.py",)
PATIENCE_S: Final = 300.0
# After the last answer: a duplicate arrives soon.
_SETTLED_AFTER_S: Final = 3.0
# Questions before the first that counts: they load imports, and fill caches.
_EARLY_PEOPLE: Final = 5
_WARM_WITHIN_S: Final = 30.0
_QUIET_AFTER_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """The results of a run."""

    people: list[Person]
    record: Record
    cpu_s: float
    idle_mb: float
    peak_mb: float
    channel_connections: int
    channel_requests: int
    genie_requests: int

    @property
    def cpu_per_question_ms(self) -> float:
        """The bot's CPU time from the first question to the last answer, per question."""
        return self.cpu_s / len(self.people) * 1000

    def after_genie_s(self) -> list[float]:
        """The time from Genie's completion to each person's answer."""
        unix_offset_s = time.time() - time.monotonic()
        return [
            person.answered_at + unix_offset_s - asked.completed_at
            for person, asked in self._answered()
        ]

    def besides_genie_s(self) -> list[float]:
        """The time from each person's press to their answer, without the time that Genie took.

        This includes how long it took to post the question.
        """
        return [
            person.answered_at - person.pressed_at - (asked.completed_at - asked.asked_at)
            for person, asked in self._answered()
        ]

    def _answered(self) -> list[tuple[Person, Asked]]:
        # Of a question that was asked twice, the first time counts.
        known = {asked.text: asked for asked in reversed(self.record.questions)}
        return [
            (person, known[person.question])
            for person in self.people
            if person.answers and person.question in known
        ]


class Served(Protocol):
    """A running bot, which may be several processes."""

    @property
    def port(self) -> int:
        """Where it serves."""

    @property
    def cpu_s(self) -> float:
        """The CPU seconds used so far, in user and system mode."""

    @property
    def peak_mb(self) -> float:
        """The maximum of its memory, since forget_peak."""

    def memory_mb(self) -> float:
        """Return its memory."""

    def forget_peak(self) -> None:
        """Reset peak_mb to the current memory."""


# Runs a bot that asks Genie at this port.
Start = Callable[[int], AbstractAsyncContextManager[Served]]


@dataclass(frozen=True, slots=True)
class Stage:
    """The three parties, running and warmed up."""

    bot: Served
    genie_port: int
    channel: Channel
    service_url: str
    crowd: Crowd
    authorization: str = ""


async def play(  # noqa: PLR0913 - who asks which bot, and how
    count: int,
    answer_seconds: Seconds,
    command: Sequence[str] = OUR_BOT,
    *,
    checkout: Checkout = HERE,
    env: Mapping[str, str] | None = None,
    over_s: float = 0.0,
    in_groups: bool = False,
    conversations: int = 0,
) -> Run:
    """Start a workspace and a bot, and let this many people ask, at once or over some time.

    The bot stores its state in a file, which is the default.

    Args:
        env: settings of the bot that differ from the usual ones.
        in_groups: in group chats instead of their own ones.
        conversations: how many more the store knows.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.sqlite3"
        settings = {"STORAGE": f"sqlite:///{path}", **(env or {})}
        async with stage(
            count, answer_seconds, command, env=settings, checkout=checkout, in_groups=in_groups
        ) as ready:
            if conversations:
                copy_conversation(path, chat_of(early_people(1)[0].number), conversations)
            return await ask_all(ready, over_s=over_s)


@asynccontextmanager
async def stage(  # noqa: PLR0913 - who asks which bot
    count: int,
    answer_seconds: Seconds,
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    authorize: Authorize | None = None,
    checkout: Checkout = HERE,
    in_groups: bool = False,
) -> AsyncIterator[Stage]:
    """Start everything with a bot of one process, and let a few people ask."""

    def start(genie_port: int) -> AbstractAsyncContextManager[Served]:
        return bot(command, genie_port, env, checkout=checkout)

    async with staged(
        count, answer_seconds, start, authorize=authorize, in_groups=in_groups
    ) as ready:
        yield ready


@asynccontextmanager
async def staged(
    count: int,
    answer_seconds: Seconds,
    start: Start,
    *,
    authorize: Authorize | None = None,
    in_groups: bool = False,
) -> AsyncIterator[Stage]:
    """Start everything, and let a few people ask, so that the bot's imports and caches are loaded.

    authorize: makes the channel's Authorization header for a service URL; None: there is none.
    """
    early = Crowd(early_people(_EARLY_PEOPLE))
    crowd = Crowd(people(count, in_groups=in_groups))
    all_people = Crowd([*early.members, *crowd.members])
    channel = Channel(all_people.hear)
    async with (
        channel.serving() as url,
        workspace(answer_seconds) as genie_port,
        start(genie_port) as process,
    ):
        authorization = authorize(url) if authorize else ""
        await ask_at_once(process.port, early.members, url, authorization=authorization)
        await early.answered(within_s=_WARM_WITHIN_S)
        for person in early.members:
            if not person.answers:
                raise SystemExit(f"the bot does not answer: it acknowledged with {person.status}")
        await asyncio.sleep(_QUIET_AFTER_S)
        yield Stage(process, genie_port, channel, url, crowd, authorization)


async def ask_all(
    ready: Stage,
    *,
    over_s: float = 0.0,
    crowd: Crowd | None = None,
    ask: Ask | None = None,
    within_s: float = PATIENCE_S,
) -> Run:
    """Let a crowd ask, wait for the answers, and read Genie's record.

    ask: how they ask, if neither at once nor evenly over a time; within_s: after it.
    """
    process, crowd = ready.bot, crowd or ready.crowd
    before, channel_before = await read_record(ready.genie_port), ready.channel.requests
    process.forget_peak()
    idle_mb, cpu_before_s = process.memory_mb(), process.cpu_s
    ask = ask or (partial(ask_over, over_s=over_s) if over_s else ask_at_once)
    await ask(process.port, crowd.members, ready.service_url, authorization=ready.authorization)
    await crowd.answered(within_s=within_s)
    cpu_s = process.cpu_s - cpu_before_s
    await asyncio.sleep(_SETTLED_AFTER_S)
    record = await read_record(ready.genie_port)
    return Run(
        people=crowd.members,
        cpu_s=cpu_s,
        idle_mb=idle_mb,
        peak_mb=process.peak_mb,
        channel_connections=ready.channel.connections,
        channel_requests=ready.channel.requests - channel_before,
        genie_requests=record.requests - before.requests,
        record=record,
    )
