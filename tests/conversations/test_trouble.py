"""Outages of the store: acknowledged questions are still answered, new ones refused."""

import asyncio
import json
import math
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.storage import connection
from bot.storage.database import Database
from bot.storage.items import SqliteItems
from bot.storage.sqlite import SqliteJournal, SqliteStore
from bot.storage.store import Entry, StorageUnavailableError
from bot.turns.routes import KEEPER
from cards.texts import notice_texts
from server.overrides import Overrides
from simulator import Fault
from testkit.azurite import Azurite
from testkit.scaled import ScaledClock
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World
from tests.idle_loop import IdleLoop
from tests.needs import node_with

QUESTION = "Show revenue by region"
ACKNOWLEDGED_WITHIN_S = 15.0  # then a channel gives up
BOB = "a:bob"


@pytest.fixture
async def clock() -> ScaledClock:
    """A clock slow enough that a delay of the machine is shorter than a lease."""
    return ScaledClock(10)


async def health(world: World) -> int:
    """Return the status of the health page."""
    return (await world.client.get("/healthz")).status


async def healthy(world: World) -> None:
    """Wait until the bot is healthy."""
    async with asyncio.timeout(60):
        while await health(world) != 200:  # noqa: ASYNC110 - pages have no events
            await asyncio.sleep(0.05)


async def nothing_is_open(world: World) -> None:
    """Wait until every job is done and stored."""
    assert world.client.app is not None
    journal = world.client.app[KEEPER].store.journal
    async with asyncio.timeout(60):
        while any(each.is_open for each in await journal.beneath("")):  # noqa: ASYNC110 - nor has a store
            await asyncio.sleep(0.05)


def refusals(world: World) -> int:
    """Return how often Bob was told that his message was not accepted."""
    return json.dumps(world.channel.of(BOB), ensure_ascii=False).count(notice_texts.NOT_STORED[:40])


async def refused(world: World, activity: dict[str, Any]) -> None:
    """Deliver it twice, like a channel; it is not acknowledged, and Bob is told once."""
    for _ in range(2):
        assert (await world.post(activity)).status == 503
    assert refusals(world) == 1
    assert await health(world) == 503


async def accepted_afterwards(world: World, activity: dict[str, Any]) -> None:
    """Deliver it again after the outage."""
    await healthy(world)
    assert (await world.post(activity)).status == 201
    await world.answered(BOB)
    await nothing_is_open(world)

    assert len(world.answers(GROUP_ID)) == 1
    assert len(world.answers(BOB)) == 1
    assert len(world.workspace.questions()) == 2


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a bot's state, with a short timeout for locks."""
    monkeypatch.setattr(connection, "LOCKED_S", 0.3)
    return tmp_path / "bot.sqlite3"


async def test_a_locked_database(start: Start, file: Path) -> None:
    """A backup or another tool holds the lock."""
    world = await start(STORAGE=f"sqlite:///{file}")
    await world.say(f"{QUESTION} [slow 1]", **group())
    await world.until(lambda: world.polls() > 0)
    locking = sqlite3.connect(file, isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")
    activity = world.activity(QUESTION, **personal("Bob"))
    await refused(world, activity)
    await world.answered(GROUP_ID)  # Genie and the channel work
    locking.execute("ROLLBACK")
    locking.close()

    await accepted_afterwards(world, activity)


async def test_a_full_disk(start: Start, file: Path) -> None:
    """Another program has filled it."""
    world = await start(STORAGE=f"sqlite:///{file}")
    await world.say(f"{QUESTION} [slow 1]", **group())
    await world.until(lambda: world.polls() > 0)
    await fill(world)
    activity = world.activity(QUESTION, **personal("Bob"))
    await refused(world, activity)
    await world.answered(GROUP_ID)
    await make_room(world)

    await accepted_afterwards(world, activity)


async def fill(world: World) -> None:
    """Limit the size of the file, and fill it: SQLite reports a full disk."""
    store = store_of(world)
    await store.database.read(lambda db: db.execute("PRAGMA max_page_count = 1"))

    async def write(size: int) -> None:
        for number in range(1_000):
            entry = Entry(f"log/{size}/{number}", "log", {"text": "x" * size}, 0.0)
            await store.journal.add_done(entry, expires_at=math.inf)

    for size in (2_000, 500, 100, 10):
        with pytest.raises(StorageUnavailableError, match="SQLITE_FULL"):
            await write(size)


async def make_room(world: World) -> None:
    """Remove the limit."""
    query = "PRAGMA max_page_count = 1000000"
    await store_of(world).database.read(lambda db: db.execute(query))


def store_of(world: World) -> SqliteStore:
    """Return the bot's store."""
    assert world.client.app is not None
    store = world.client.app[KEEPER].store
    assert isinstance(store, SqliteStore)
    return store


@pytest.fixture
async def azurite_of_its_own(tmp_path: Path) -> AsyncIterator[Azurite]:
    """A separate Azure Storage, with its real time."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, IdleLoop)
    loop.wait_for_others()
    azurite = Azurite(node_with("azurite"), tmp_path)
    azurite.start()
    yield azurite
    azurite.stop()


async def test_an_outage_of_azure_storage_of_twenty_seconds(
    start: Start, azurite_of_its_own: Azurite
) -> None:
    """The lease of the open question has expired when it returns."""
    azurite = azurite_of_its_own
    world = await start(
        Overrides(painter=NoPictures()),
        STORAGE="azure",
        AZURE_STORAGE_CONNECTION_STRING=azurite.connection_string,
    )
    await world.say(f"{QUESTION} [slow 2]", **group())
    await world.until(lambda: world.polls() > 0)
    # Not on the event loop: Azurite waits for requests that are under way.
    await asyncio.to_thread(azurite.stop)
    stopped_at = time.monotonic()
    activity = world.activity(QUESTION, **personal("Bob"))
    await refused(world, activity)
    await world.answered(GROUP_ID)
    await asyncio.sleep(20 - (time.monotonic() - stopped_at))
    azurite.start()

    await accepted_afterwards(world, activity)


async def test_a_store_that_takes_two_seconds_per_operation(
    start: Start, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question is acknowledged in time, posted once, and answered."""
    overrides = Overrides(clock=ScaledClock(1), painter=NoPictures())
    world = await start(overrides, STORAGE=f"sqlite:///{file}")
    for name in ("read", "write"):
        monkeypatch.setattr(Database, name, slow(getattr(Database, name)))
    activity = world.activity(QUESTION, **group())
    async with asyncio.timeout(ACKNOWLEDGED_WITHIN_S):
        assert (await world.post(activity)).status == 201
    again = asyncio.create_task(world.post(activity))
    async with asyncio.timeout(60):
        while not world.answers(GROUP_ID):  # noqa: ASYNC110 - channels have no events
            await asyncio.sleep(0.1)
    await nothing_is_open(world)

    assert (await again).status == 201
    assert len(world.answers(GROUP_ID)) == 1
    assert len(world.workspace.questions()) == 1


def slow(do: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the same operation, two seconds later."""

    async def done(database: Database, work: Any) -> Any:
        await asyncio.sleep(2)
        return await do(database, work)

    return done


class TestOpenQuestion:
    """The store fails between the acknowledgement and the answer."""

    async def test_the_answer_is_sent_although_the_store_fails(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ids, conversation and history are not stored, but the next question continues from it."""
        with monkeypatch.context() as trouble:
            world.workspace.fail_next(Fault.SLOW, path_contains="start-conversation", delay_s=0.2)
            await world.say(QUESTION, **group())
            await world.until(lambda: bool(world.progress(GROUP_ID)))
            for part in (SqliteItems, SqliteJournal):
                for name in ("write", "save", "finish"):
                    trouble.setattr(part, name, unavailable, raising=False)
            await world.answered(GROUP_ID)
        await nothing_is_open(world)

        assert len(world.answers(GROUP_ID)) == 1
        assert len(world.workspace.questions()) == 1

    async def test_a_question_that_was_not_started_is_postponed(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its conversation is unknown; it is asked once the store is back."""
        with monkeypatch.context() as trouble:
            await world.say(f"{QUESTION} [slow 0.3]", **group())
            await world.say("Show revenue by month", **group())
            await world.until(lambda: bool(world.progress(GROUP_ID, "month")))
            trouble.setattr(SqliteItems, "read", unavailable)
            await world.answered(GROUP_ID)
            await asyncio.sleep(0.3)
        await world.answered(GROUP_ID, count=2)
        await nothing_is_open(world)

        first, second = world.workspace.questions()
        assert first.conversation_id == second.conversation_id
        assert len(world.answers(GROUP_ID)) == 2


async def unavailable(*_: Any, **__: Any) -> None:
    """Raise the error of a failing store."""
    raise StorageUnavailableError("no room")
