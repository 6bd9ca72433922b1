"""One run: a workspace, a bot and a channel, and a crowd that asks at the same moment."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bench.load import ask_at_once
from testkit.channel import Channel
from testkit.people import Crowd, Person, first_person, people
from testkit.processes import Process, bot, workspace
from testkit.workspace import Record, read_record

Seconds = tuple[float, float]
Authorize = Callable[[str], str]

ANSWER_SECONDS: Final[Seconds] = (5.0, 20.0)
OUR_BOT: Final = ("app.py",)
PATIENCE_S: Final = 300.0
# After the last answer: a duplicate arrives soon.
_SETTLED_AFTER_S: Final = 3.0
_WARM_WITHIN_S: Final = 30.0
_QUIET_AFTER_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """The results of a run. asked_at is time.monotonic(), like all times of the people."""

    people: list[Person]
    asked_at: float
    record: Record
    cpu_s: float
    idle_mb: float
    peak_mb: float
    channel_connections: int
    channel_requests: int

    @property
    def cpu_per_question_ms(self) -> float:
        """The bot's CPU time from the first question to the last answer, per question."""
        return self.cpu_s / len(self.people) * 1000

    def after_genie_s(self) -> list[float]:
        """The time from Genie's completion to each person's answer."""
        unix_offset_s = time.time() - time.monotonic()
        completed_at = {asked.text: asked.completed_at for asked in self.record.questions}
        return [
            person.answered_at + unix_offset_s - completed_at[person.question]
            for person in self.people
            if person.answers and person.question in completed_at
        ]


@dataclass(frozen=True, slots=True)
class Stage:
    """The three processes, running and warmed up."""

    bot: Process
    genie_port: int
    channel: Channel
    service_url: str
    crowd: Crowd
    authorization: str = ""


async def play(count: int, answer_seconds: Seconds, command: Sequence[str] = OUR_BOT) -> Run:
    """Start a workspace and a bot, and let this many people ask at once.

    The bot stores its state in a file, which is the default.
    """
    with tempfile.TemporaryDirectory() as folder:
        env = {"STORAGE": f"sqlite:///{folder}/bot.sqlite3"}
        async with stage(count, answer_seconds, command, env=env) as ready:
            return await ask_all(ready)


@asynccontextmanager
async def stage(
    count: int,
    answer_seconds: Seconds,
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    authorize: Authorize | None = None,
) -> AsyncIterator[Stage]:
    """Start everything, and let one person ask, so that the bot's imports and caches are loaded.

    authorize: makes the channel's Authorization header for a service URL; None: there is none.
    """
    first, crowd = first_person(), Crowd(people(count))
    all_people = Crowd([first, *crowd.members])
    channel = Channel(all_people.hear)
    async with (
        channel.serving() as url,
        workspace(answer_seconds) as genie_port,
        bot(command, genie_port, env) as process,
    ):
        authorization = authorize(url) if authorize else ""
        await ask_at_once(process.port, [first], url, authorization=authorization)
        await Crowd([first]).answered(within_s=_WARM_WITHIN_S)
        if not first.answers:
            raise SystemExit(f"the bot does not answer: it acknowledged with {first.status}")
        await asyncio.sleep(_QUIET_AFTER_S)
        yield Stage(process, genie_port, channel, url, crowd, authorization)


async def ask_all(ready: Stage) -> Run:
    """Let the crowd ask, wait for the answers, and read Genie's record."""
    process, crowd = ready.bot, ready.crowd
    process.forget_peak()
    idle_mb, cpu_before_s = process.memory_mb(), process.cpu_s
    asked_at = await ask_at_once(
        process.port, crowd.members, ready.service_url, authorization=ready.authorization
    )
    await crowd.answered(within_s=PATIENCE_S)
    cpu_s = process.cpu_s - cpu_before_s
    await asyncio.sleep(_SETTLED_AFTER_S)
    return Run(
        people=crowd.members,
        asked_at=asked_at,
        cpu_s=cpu_s,
        idle_mb=idle_mb,
        peak_mb=process.memory_mb("VmHWM"),
        channel_connections=ready.channel.connections,
        channel_requests=ready.channel.requests,
        record=await read_record(ready.genie_port),
    )
