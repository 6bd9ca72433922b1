"""The wall clock jumps while questions are open: each is answered exactly once.

This happens after sleep, when a virtual machine is resumed, or when the time is corrected. The
processes and the monotonic clock are real.
"""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import aiohttp
import pytest

from testkit.channel import Channel, Spoken
from testkit.people import TABLE, activity, chat_of, people, text_of
from testkit.processes import Process, bot, workspace
from testkit.workspace import read_record
from tests.wall_clock import WallClock

pytestmark = pytest.mark.processes

PEOPLE = 6
# Longer than every process takes to poll the store twice.
ANSWER_SECONDS = (4.0, 5.0)
# Reached only on failure.
DEADLINE_S = 300.0
JUMPS = {"30 s": 30, "3 h": 3 * 3600, "-24 h": -24 * 3600, "20 days": 20 * 86_400}

jumps = pytest.mark.parametrize("jump_s", JUMPS.values(), ids=JUMPS.keys())


@dataclass(slots=True)
class Scene:
    """Processes of a bot with one store, the people who ask, and the messages in their chats."""

    file: Path
    genie_port: int
    url: str
    session: aiohttp.ClientSession
    chats: dict[str, dict[str, bytes]]
    processes: list[Process] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # chat and question

    @asynccontextmanager
    async def process(self, clock: WallClock) -> AsyncIterator[Process]:
        """Run a process of the bot with this clock."""
        settings = {"STORAGE": f"sqlite:///{self.file}"} | dict(clock.environment)
        async with bot(["app.py"], self.genie_port, settings) as process:
            yield process

    async def ask(self, questions: Sequence[str], ports: Sequence[int], *, number: int) -> None:
        """Let each person ask another question, at the processes in turn."""
        for person, (question, port) in enumerate(
            zip(questions, cycle(ports), strict=False), start=1
        ):
            said = activity(person, question, self.url, number=number)
            address = f"http://127.0.0.1:{port}/api/messages"
            async with self.session.post(address, json=said) as response:
                assert response.status == 201
            self.asked.append((chat_of(person), question))

    async def until_all_first_are_posted(self) -> None:
        """Wait until Genie has every person's first question."""
        first = {question for _, question in self.asked[:PEOPLE]}
        async with asyncio.timeout(DEADLINE_S):
            while not first <= {q.text for q in (await read_record(self.genie_port)).questions}:  # noqa: ASYNC110 - a page has no event
                await asyncio.sleep(0.1)

    async def until_stored(self, condition: Callable[[list[float]], bool]) -> None:
        """Wait for a condition on the times at which the open questions were added."""
        query = "SELECT added_at FROM journal WHERE state = 'open'"
        async with asyncio.timeout(DEADLINE_S):
            while True:
                with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as store:
                    if condition([added_at for (added_at,) in store.execute(query)]):
                        return
                await asyncio.sleep(0.1)

    async def check_answered_once(self) -> None:
        """Wait until no job is open, and check the chats and Genie."""
        await self.until_stored(lambda moments: not moments)

        found = {}
        for chat, question in self.asked:
            bodies = [text_of(body) for body in self.chats[chat].values() if TABLE.search(body)]
            found[question] = sum(question in body for body in bodies)
        shown = b"".join(body for chat in self.chats.values() for body in chat.values())
        posted = sorted(q.text for q in (await read_record(self.genie_port)).questions)
        assert found == dict.fromkeys(found, 1)
        assert b"Genie is working" not in shown
        assert posted == sorted(question for _, question in self.asked)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The scene without processes of the bot."""
    chats: dict[str, dict[str, bytes]] = {chat_of(n): {} for n in range(1, PEOPLE + 1)}

    def hear(spoken: Spoken) -> None:
        chat = chats[spoken.conversation_id]
        if spoken.is_taken_back:
            chat.pop(spoken.message_id, None)
        else:
            chat[spoken.message_id] = spoken.body

    async with (
        Channel(hear).serving() as url,
        workspace(ANSWER_SECONDS) as genie_port,
        aiohttp.ClientSession() as session,
    ):
        yield Scene(tmp_path / "bot.sqlite3", genie_port, url, session, chats)


def questions() -> tuple[list[str], list[str]]:
    """Return two questions for each person."""
    texts = [person.question for person in people(2 * PEOPLE)]
    return texts[:PEOPLE], texts[PEOPLE:]


@jumps
async def test_the_clock_of_a_process_jumps(scene: Scene, tmp_path: Path, jump_s: float) -> None:
    """Half of the questions are with Genie, half are queued behind them, and more come later."""
    clock = WallClock(tmp_path / "clock")
    first, second = questions()
    async with scene.process(clock) as process:
        await scene.ask(first, [process.port], number=1)
        await scene.until_all_first_are_posted()
        await scene.ask(second[: PEOPLE // 2], [process.port], number=2)
        clock.jump(jump_s)
        await scene.ask(second[PEOPLE // 2 :], [process.port], number=3)
        await scene.check_answered_once()


@jumps
async def test_the_clocks_of_two_processes_jump(
    scene: Scene, tmp_path: Path, jump_s: float
) -> None:
    """They jump one after the other, so that the processes disagree about the time for a while."""
    one, other = (WallClock(tmp_path / name) for name in ("one", "other"))
    first, second = questions()
    async with scene.process(one) as here, scene.process(other) as there:
        ports = [here.port, there.port]
        await scene.ask(first, ports, number=1)
        await scene.until_all_first_are_posted()
        one.jump(jump_s)
        await scene.ask(second, ports[::-1], number=2)
        await scene.until_stored(lambda moments: len(moments) <= PEOPLE)
        other.jump(jump_s)
        await scene.check_answered_once()


@pytest.mark.parametrize("jump_s", [3 * 3600, -24 * 3600], ids=["3 h", "-24 h"])
async def test_a_process_is_killed_after_its_clock_has_jumped(
    scene: Scene, tmp_path: Path, jump_s: float
) -> None:
    """The next process starts with the changed clock; no question counts as too old."""
    clock = WallClock(tmp_path / "clock")
    first, second = questions()
    async with scene.process(clock) as process:
        await scene.ask(first, [process.port], number=1)
        await scene.until_all_first_are_posted()
        await scene.ask(second, [process.port], number=2)
        clock.jump(jump_s)
        await scene.until_stored(lambda moments: are_near(moments, time.time() + jump_s))
        os.kill(process.pid, signal.SIGKILL)
    async with scene.process(clock):
        await scene.check_answered_once()


def are_near(moments: Sequence[float], moment: float) -> bool:
    """Whether all times are within half an hour of a moment."""
    return all(abs(each - moment) < 1800 for each in moments)
