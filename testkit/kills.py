"""A bot that is killed repeatedly while people ask.

They ask in their own chats and in groups, each the next question as soon as the last one is
answered. At random times the bot is killed (SIGKILL) and restarted with the same store. The channel
redelivers activities that were not acknowledged, like Teams, and sometimes also others. Every
acknowledged question must be answered, in one message, or have failed with a message.
"""

import asyncio
import math
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any, Final

import aiohttp

from testkit.audit import judge, lines_of
from testkit.azurite import Azurite
from testkit.channel import Channel, Spoken
from testkit.hosts import HOST, free_port
from testkit.people import MOST_PEOPLE, Person, people
from testkit.processes import bot_settings, serves, started, workspace
from testkit.report import Report, percentile
from testkit.workspace import Record, read_record

ANSWER_SECONDS: Final = (1.0, 5.0)
# The number of open questions at which it is killed.
_AT_STAKE: Final = 3
# One in this many is killed during its start.
_STARTING: Final = 5
_STARTS_FOR_S: Final = (0.2, 2.0)
# The lease is 15 s, and other processes poll every 2 s.
WORKED_ON_WITHIN_S: Final = 20.0
_RESENT_AFTER_S: Final = 1.0
_SETTLED_AFTER_S: Final = 2.0
_GROUPS: Final = 3  # every third person asks in a group
_DOUBLED: Final = 5  # every fifth acknowledged activity is delivered again
_FAILED: Final = ("is restarting", "may not have arrived")


@dataclass(slots=True)
class Asker:
    """A person with one question, and the state of every message in the chat."""

    person: Person
    is_acknowledged: bool = False
    heard_at: list[float] = field(default_factory=list)
    shown: dict[str, bytes] = field(default_factory=dict)

    def hear(self, spoken: Spoken) -> None:
        """Record an action of the bot."""
        self.person.hear(spoken)
        self.heard_at.append(spoken.at_s)
        if spoken.is_taken_back:
            self.shown.pop(spoken.message_id, None)
        else:
            self.shown[spoken.message_id] = spoken.body
        if self.is_told_of_failure:
            self.person.is_answered.set()

    @property
    def is_told_of_failure(self) -> bool:
        """Whether a message says that the question failed."""
        return any(word.encode() in body for body in self.shown.values() for word in _FAILED)

    @property
    def is_open(self) -> bool:
        """Whether it was acknowledged and has no outcome yet."""
        return self.is_acknowledged and not self.person.is_answered.is_set()

    @property
    def is_left_working(self) -> bool:
        """Whether a message still shows progress although there is an outcome."""
        return any(b"Genie is working" in body for body in self.shown.values())

    def activity(self, service_url: str) -> dict[str, Any]:
        """Return the question, from the person's own chat or from a group."""
        activity = self.person.activity(service_url)
        if self.person.number % _GROUPS == 0:
            activity["conversation"] |= {"conversationType": "groupChat", "isGroup": True}
        return activity


@dataclass(slots=True)
class Scene:
    """Instances of a bot, the first of which is killed, and the people who ask."""

    genie_port: int
    storage: Mapping[str, str]
    ports: list[int]
    service_url: str
    session: aiohttp.ClientSession
    askers: list[Asker]
    life_s: tuple[float, float]
    answered_within_s: float
    kills: int = 0
    is_over: bool = False
    starts_s: list[float] = field(default_factory=list)
    open_at_last: list[Asker] = field(default_factory=list)
    last_died_at: float = math.inf
    _turn: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def instance(self, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run an instance of the bot."""
        settings = bot_settings(self.genie_port, port) | dict(self.storage)
        async with started(["app.py"], settings) as process:
            yield process

    async def live(self, port: int) -> None:
        """Serve until cancelled."""
        async with self.instance(port):
            await asyncio.Event().wait()

    async def live_and_die(self, port: int, kills: int) -> None:
        """Start the bot and kill it after a while, this many times; then serve until cancelled."""
        while self.kills < kills:
            async with self.instance(port) as process:
                self.kills += 1
                if self.kills % _STARTING or self.kills == kills:
                    await self._serve(process, port)
                else:
                    await asyncio.sleep(_random(_STARTS_FOR_S))
                process.kill()
                await process.wait()
        self.last_died_at = time.monotonic()
        self.open_at_last = [a for a in self.askers if a.is_open]
        async with self.instance(port) as process:
            await serves(process, port, "app.py")
            self.is_over = True
            await asyncio.Event().wait()

    async def _serve(self, process: asyncio.subprocess.Process, port: int) -> None:
        """Serve for a while, and until there are enough open questions."""
        begun_at = time.monotonic()
        await serves(process, port, "app.py")
        self.starts_s.append(time.monotonic() - begun_at)
        await asyncio.sleep(_random(self.life_s))
        while sum(asker.is_open for asker in self.askers) < _AT_STAKE:  # noqa: ASYNC110 - many events
            await asyncio.sleep(0.01)

    async def ask(self, asker: Asker) -> None:
        """Deliver a question until it is acknowledged, and wait for its outcome."""
        activity = asker.activity(self.service_url)
        while not await self._deliver(activity):  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(_RESENT_AFTER_S)
        asker.is_acknowledged = True
        if asker.person.number % _DOUBLED == 0:
            await asyncio.sleep(_RESENT_AFTER_S)
            await self._deliver(activity)
        async with asyncio.timeout(self.answered_within_s):
            await asker.person.is_answered.wait()

    async def _deliver(self, activity: Mapping[str, Any]) -> bool:
        """Deliver an activity to one instance, the next time to the next one."""
        port = self.ports[next(self._turn) % len(self.ports)]
        try:
            address = f"http://{HOST}:{port}/api/messages"
            async with self.session.post(address, json=activity) as response:
                return response.status == HTTPStatus.CREATED
        except aiohttp.ClientError:
            return False

    def worked_on_after_s(self) -> list[float]:
        """The time from the last kill to the next action on each question that was open then."""
        return [
            min((at for at in asker.heard_at if at > self.last_died_at), default=math.inf)
            - self.last_died_at
            for asker in self.open_at_last
        ]


def _random(bounds: tuple[float, float]) -> float:
    return random.uniform(*bounds)  # noqa: S311 - not security-related


async def killed(  # noqa: PLR0913 - what kind of life and death
    kills: int,
    storage: Mapping[str, str],
    *,
    askers_at_once: int,
    pause_s: tuple[float, float],
    life_s: tuple[float, float],
    answered_within_s: float,
    instances: int = 1,
) -> Report:
    """Run it, and evaluate it.

    Args:
        kills: how often the first instance is killed.
        storage: the settings of the store that all instances share.
        pause_s: the shortest and the longest time between an answer and the next question.
        life_s: the same for the time that a bot serves; it continues until questions are open.
        answered_within_s: after this time a question counts as lost.
    """
    askers = [Asker(person) for person in people(MOST_PEOPLE)]
    by_chat = {asker.person.conversation_id: asker for asker in askers}
    channel = Channel(lambda spoken: by_chat[spoken.conversation_id].hear(spoken))
    waiting = iter(askers)
    async with (
        channel.serving() as url,
        workspace(ANSWER_SECONDS, is_nice=False) as genie_port,
        aiohttp.ClientSession() as session,
    ):
        ports = [free_port() for _ in range(instances)]
        scene = Scene(genie_port, storage, ports, url, session, askers, life_s, answered_within_s)
        lives = [scene.live_and_die(ports[0], kills), *map(scene.live, ports[1:])]
        living = [asyncio.create_task(life) for life in lives]

        async def worker() -> None:
            while not scene.is_over and (asker := next(waiting, None)) is not None:
                with suppress(TimeoutError):  # the question counts as lost
                    await scene.ask(asker)
                await asyncio.sleep(_random(pause_s))

        try:
            await asyncio.gather(*(worker() for _ in range(askers_at_once)))
            await asyncio.sleep(_SETTLED_AFTER_S)
            record = await read_record(genie_port)
        finally:
            for life in living:
                life.cancel()
            await asyncio.wait(living)
    report = _judged(scene, [asker for asker in askers if asker.is_acknowledged], record)
    judge(report, lines_of(storage), record)
    return report


def _judged(scene: Scene, asked: list[Asker], record: Record) -> Report:
    of = f"one of {len(scene.ports)} instances" if len(scene.ports) > 1 else "a bot"
    report = Report(f"{of} that was killed {scene.kills} times")
    times = Counter(question.text for question in record.questions)
    lost = [a for a in asked if not a.person.answers and not a.is_told_of_failure]
    doubled = [asker for asker in asked if asker.person.is_doubled]
    report.add("questions acknowledged", len(asked))
    report.add("acknowledged and lost", len(lost), most=0)
    report.add("answered in two messages", len(doubled), most=0)
    report.add(
        "answered wrongly", sum(a.person.is_wrong or a.person.is_crossed for a in asked), most=0
    )
    report.add("posted to Genie twice", sum(times[a.person.question] > 1 for a in asked), most=0)
    report.add("failed with a message", sum(a.is_told_of_failure for a in asked))
    report.add("progress left after the outcome", sum(a.is_left_working for a in asked))
    again_s = scene.worked_on_after_s()
    report.add("open at the last kill", len(again_s))
    report.add("continued, slowest", max(again_s, default=0.0), "s", most=WORKED_ON_WITHIN_S)
    report.add("the bot's start, median", percentile(scene.starts_s, 50), "s")
    report.remarks += [f"lost: {a.person.question}" for a in lost[:5]]
    report.remarks += [f"answered twice: {a.person.question}" for a in doubled[:5]]
    return report


@contextmanager
def storage(kind: str, *, access_log: Path | None = None) -> Iterator[dict[str, str]]:
    """Make a store inside the block, and yield its settings. access_log: of Azure Storage."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield {"STORAGE": f"sqlite:///{folder}/bot.sqlite3"}
            return
        node = shutil.which("node")
        if node is None:
            raise SystemExit("Node.js is not installed: Azurite needs it")
        azurite = Azurite(node, Path(folder), access_log=access_log)
        azurite.start()
        try:
            yield {
                "STORAGE": "azure",
                "AZURE_STORAGE_CONNECTION_STRING": azurite.connection_string,
            }
        finally:
            azurite.stop()
