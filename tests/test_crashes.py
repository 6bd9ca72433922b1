"""Processes are killed while people ask: no acknowledged question is lost or answered twice.

`python -m bench.kills` does the same with fifty people and a hundred kills.
"""

import asyncio
import resource
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from testkit.channel import Channel
from testkit.kills import killed, storage
from testkit.people import Crowd, Person, people
from testkit.processes import bot, workspace
from testkit.report import Report
from tests.needs import need, node_with

pytestmark = pytest.mark.processes

FEW_PEOPLE = 12
QUICK: dict[str, Any] = {
    "askers_at_once": FEW_PEOPLE,
    "pause_s": (0.0, 1.0),
    "life_s": (0.0, 1.0),
    "answered_within_s": 300.0,
}


def check(report: Report) -> None:
    """Check that nothing is missing, and that questions were open at the kill.

    Durations depend on the machine, and are for the benchmark.
    """
    missed = [row for row in report.missed if row.unit != "s"]
    assert missed == [], [row.text() for row in report.rows] + report.remarks
    figures = {row.name: row.value for row in report.rows}
    assert figures["questions acknowledged"] >= FEW_PEOPLE
    assert figures["open at the last kill"] > 0


@pytest.mark.parametrize("kind", ["sqlite", "azure"])
async def test_a_bot_is_killed(kind: str) -> None:
    """It is started again with the same store."""
    if kind == "azure":
        node_with("azurite")
    with storage(kind) as settings:
        check(await killed(2, settings, **QUICK))


async def test_one_of_two_instances_is_killed() -> None:
    """The other one takes over; a redelivered question is not answered again."""
    node_with("azurite")
    with storage("azure") as settings:
        check(await killed(1, settings, instances=2, **QUICK))


async def test_a_full_disk(tmp_path: Path) -> None:
    """The files of a real process cannot grow; acknowledged questions are still answered."""
    need(hasattr(resource, "prlimit"), "Only Linux limits another process's files.")
    first, second = people(2)
    crowd = Crowd([first, second])
    file = tmp_path / "bot.sqlite3"
    async with (
        Channel(crowd.hear).serving() as url,
        workspace((1.0, 1.0), is_nice=False) as genie_port,
        bot(["app.py"], genie_port, {"STORAGE": f"sqlite:///{file}"}) as process,
        aiohttp.ClientSession() as session,
    ):
        address = f"http://127.0.0.1:{process.port}"

        async def delivered(person: Person) -> int:
            activity = person.activity(url)
            async with session.post(f"{address}/api/messages", json=activity) as response:
                return response.status

        async def health() -> int:
            async with session.get(f"{address}/healthz") as response:
                return response.status

        assert await delivered(first) == 201
        limits = resource.prlimit(
            process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY)
        )
        assert await delivered(second) == 503
        assert await health() == 503
        await Crowd([first]).answered(within_s=60)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)
        async with asyncio.timeout(60):
            while await health() != 200:  # noqa: ASYNC110 - pages have no events
                await asyncio.sleep(0.2)
        assert await delivered(second) == 201
        await crowd.answered(within_s=60)

    assert [len(person.answers) for person in (first, second)] == [1, 1]
