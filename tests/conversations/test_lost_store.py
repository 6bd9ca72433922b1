"""The file of the store is lost while people ask: the bot says so, and goes on."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from testkit.scaled import ScaledClock
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World

QUESTION = "Show revenue by region"
BOB = "a:bob"


@pytest.fixture
async def clock() -> ScaledClock:
    """A clock slow enough that a delay of the machine is shorter than a lease."""
    return ScaledClock(10)


async def health(world: World) -> tuple[int, dict[str, str]]:
    """Return the status of the health page, and what it says."""
    response = await world.client.get("/healthz")
    return response.status, await response.json()


async def becomes(world: World, status: int) -> dict[str, str]:
    """Wait until the health page has this status, and return what it says."""
    async with asyncio.timeout(60):
        while (found := await health(world))[0] != status:  # noqa: ASYNC110 - pages have no events
            await asyncio.sleep(0.01)
    return found[1]


def delete(file: Path) -> None:
    """Delete the file, as an operator might."""
    file.unlink()


def truncate(file: Path) -> None:
    """Empty the file, which the bot cannot read any more."""
    os.truncate(file, 0)


@pytest.mark.parametrize("accident", [delete, truncate])
async def test_a_restart_right_after_the_accident(
    start: Start, tmp_path: Path, accident: Callable[[Path], None]
) -> None:
    """An operator sees 503, and restarts the bot: the next process has the open questions."""
    file = tmp_path / "bot.sqlite3"
    settings = {"STORAGE": f"sqlite:///{file}", "SHUTDOWN_GRACE_S": "0"}
    world = await start(**settings)
    await world.say(f"{QUESTION} [slow 1]", **group())
    await world.say("Show revenue by month", **group())
    await world.until(lambda: world.polls() > 0)
    accident(file)
    await world.close()
    world = await start(**settings)
    await world.answered(GROUP_ID, count=2)

    assert len(world.workspace.questions()) == 2
    assert len(world.answers(GROUP_ID)) == 2


async def test_a_deleted_file(start: Start, tmp_path: Path) -> None:
    """The open question is answered, new ones are refused for a while, and nothing is forgotten."""
    file = tmp_path / "bot.sqlite3"
    world = await start(STORAGE=f"sqlite:///{file}")
    await world.say(f"{QUESTION} [slow 1]", **group())
    await world.until(lambda: world.polls() > 0)
    delete(file)
    said = await becomes(world, 503)
    activity = world.activity(QUESTION, **personal("Bob"))
    refused = await world.post(activity)
    await world.answered(GROUP_ID)
    await becomes(world, 200)
    assert (await world.post(activity)).status == 201
    await world.answered(BOB)
    await world.say("and by month?", **group())
    await world.answered(GROUP_ID, count=2)

    assert refused.status == 503
    assert "deleted" in said["reason"]
    assert "troubleshooting" in said["advice"]
    assert str(tmp_path) not in str(said)
    first, _, follow_up = world.workspace.questions()
    assert follow_up.conversation_id == first.conversation_id
    assert os.stat(file).st_size > 0
