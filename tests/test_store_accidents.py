"""The store's file is lost under a real process, which is killed afterwards.

Whatever was acknowledged, before the accident and after it, is answered once.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest

from testkit.channel import Channel
from testkit.hosts import HOST, free_port
from testkit.people import Crowd, Person, people
from testkit.processes import bot_settings, serves, started, workspace
from testkit.workspace import read_record

pytestmark = pytest.mark.processes

ANSWER_SECONDS = (8.0, 9.0)
NOTICED_WITHIN_S = 5.0
HEALTHY_WITHIN_S = 30.0
ANSWERED_WITHIN_S = 120.0
SETTLED_AFTER_S = 2.0


def delete(file: Path) -> None:
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()


def truncate(file: Path) -> None:
    os.truncate(file, 0)


def replace_by_nothing(file: Path) -> None:
    other = file.with_name("other")
    other.touch()
    other.replace(file)


def replace_by_a_database(file: Path) -> None:
    other = file.with_name("other")
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE notes (line TEXT)")
    other.replace(file)


@dataclass(frozen=True, slots=True)
class Bot:
    """A process of the bot, as a channel and an operator reach it."""

    port: int
    service_url: str
    session: aiohttp.ClientSession

    async def ask(self, person: Person) -> int:
        """Deliver a person's question, and return the status."""
        url = f"http://{HOST}:{self.port}/api/messages"
        activity = person.activity(self.service_url)
        async with self.session.post(url, json=activity) as response:
            return response.status

    async def is_healthy(self) -> bool:
        async with self.session.get(f"http://{HOST}:{self.port}/healthz") as response:
            return response.status == HTTPStatus.OK

    async def becomes(self, *, healthy: bool, within_s: float) -> None:
        """Wait for the health page."""
        async with asyncio.timeout(within_s):
            while await self.is_healthy() != healthy:  # noqa: ASYNC110 - pages have no events
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("accident", [delete, truncate, replace_by_nothing, replace_by_a_database])
async def test_nothing_is_lost_with_the_file(
    tmp_path: Path, accident: Callable[[Path], None]
) -> None:
    """Three people have asked before, three ask afterwards, and then the process is killed."""
    everybody = people(7)
    before, during, after = everybody[:3], everybody[3], everybody[4:]
    crowd = Crowd(everybody)
    file = tmp_path / "bot.sqlite3"
    port = free_port()
    async with (
        Channel(crowd.hear).serving() as url,
        workspace(ANSWER_SECONDS, is_nice=False) as genie_port,
        aiohttp.ClientSession() as session,
    ):
        settings = bot_settings(genie_port, port) | {"STORAGE": f"sqlite:///{file}"}
        bot = Bot(port, url, session)
        async with started(["app.py"], settings) as process:
            await serves(process, port, "app.py")
            assert [await bot.ask(each) for each in before] == [201] * 3
            accident(file)
            await bot.becomes(healthy=False, within_s=NOTICED_WITHIN_S)
            assert await bot.ask(during) == 503
            await bot.becomes(healthy=True, within_s=HEALTHY_WITHIN_S)
            assert [await bot.ask(each) for each in (during, *after)] == [201] * 4
            process.kill()
            await process.wait()
        async with started(["app.py"], settings) as process:
            await serves(process, port, "app.py")
            assert [await bot.ask(each) for each in everybody] == [201] * 7
            await crowd.answered(within_s=ANSWERED_WITHIN_S)
            await asyncio.sleep(SETTLED_AFTER_S)
            record = await read_record(genie_port)

    assert [len(each.answers) for each in everybody] == [1] * 7
    assert not any(each.is_wrong or each.is_crossed for each in everybody)
    assert sorted(asked.text for asked in record.questions) == sorted(p.question for p in everybody)
