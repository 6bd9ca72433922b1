"""A store in trouble: what was acknowledged is answered all the same, the rest is refused."""

import asyncio
import json
import math
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.storage import database
from bot.storage.database import Database
from bot.storage.sqlite import SqliteItems, SqliteJournal, SqliteStore
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
    """Slow enough that no hiccup of the machine lasts as long as a lease."""
    return ScaledClock(10)


async def health(world: World) -> int:
    """Return what the platform is told."""
    return (await world.client.get("/healthz")).status


async def healthy(world: World) -> None:
    """Wait until the bot says that all is well."""
    async with asyncio.timeout(60):
        while await health(world) != 200:  # noqa: ASYNC110 - a page has no event
            await asyncio.sleep(0.05)


async def nothing_is_open(world: World) -> None:
    """Wait until every job is done, and that is noted."""
    assert world.client.app is not None
    journal = world.client.app[KEEPER].store.journal
    async with asyncio.timeout(60):
        while any(each.is_open for each in await journal.beneath("")):  # noqa: ASYNC110 - nor has a store
            await asyncio.sleep(0.05)


def refusals(world: World) -> int:
    """Return how often Bob was told that his message was not taken."""
    return json.dumps(world.channel.of(BOB)).count(notice_texts.NOT_STORED[:40])


async def refused(world: World, activity: dict[str, Any]) -> None:
    """Send it twice, as a channel does; it is not acknowledged, and Bob is told so once."""
    for _ in range(2):
        assert (await world.post(activity)).status == 503
    assert refusals(world) == 1
    assert await health(world) == 503


async def taken_after_all(world: World, activity: dict[str, Any]) -> None:
    """The channel sends it again once the trouble is over."""
    await healthy(world)
    assert (await world.post(activity)).status == 201
    await world.answered(BOB)
    await nothing_is_open(world)

    assert len(world.answers(GROUP_ID)) == 1
    assert len(world.answers(BOB)) == 1
    assert len(world.workspace.questions()) == 2


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a bot keeps its state; nobody waits long for it."""
    monkeypatch.setattr(database, "LOCKED_S", 0.3)
    return tmp_path / "bot.sqlite3"


async def test_a_locked_database(start: Start, file: Path) -> None:
    """A backup, or somebody with a tool."""
    world = await start(STORAGE=f"sqlite:///{file}")
    await world.say(f"{QUESTION} [slow 1]", **group())
    await world.until(lambda: world.polls() > 0)
    locking = sqlite3.connect(file, isolation_level=None)
    locking.execute("BEGIN IMMEDIATE")
    activity = world.activity(QUESTION, **personal("Bob"))
    await refused(world, activity)
    await world.answered(GROUP_ID)  # Genie and the channel are there
    locking.execute("ROLLBACK")
    locking.close()

    await taken_after_all(world, activity)


async def test_no_room_on_the_disk(start: Start, file: Path) -> None:
    """Somebody else's log has filled it."""
    world = await start(STORAGE=f"sqlite:///{file}")
    await world.say(f"{QUESTION} [slow 1]", **group())
    await world.until(lambda: world.polls() > 0)
    await fill(world)
    activity = world.activity(QUESTION, **personal("Bob"))
    await refused(world, activity)
    await world.answered(GROUP_ID)
    await make_room(world)

    await taken_after_all(world, activity)


async def fill(world: World) -> None:
    """Let the file grow no further, and leave no room in it: SQLite says that the disk is full."""
    store = store_of(world)
    await store.database.read(lambda db: db.execute("PRAGMA max_page_count = 1"))

    async def write(size: int) -> None:
        for number in range(1_000):
            entry = Entry(f"log/{size}/{number}", "log", {"text": "x" * size}, 0.0)
            await store.journal.add_done(entry, expires_at=math.inf)

    for size in (2_000, 500, 100, 10):
        with pytest.raises(StorageUnavailableError, match="full"):
            await write(size)


async def make_room(world: World) -> None:
    """Let it grow again."""
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
    """Azure Storage that others do not need, and its time, which is real."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, IdleLoop)
    loop.wait_for_others()
    azurite = Azurite(node_with("azurite"), tmp_path)
    azurite.start()
    yield azurite
    azurite.stop()


async def test_azure_storage_is_gone_for_twenty_seconds(
    start: Start, azurite_of_its_own: Azurite
) -> None:
    """And comes back: the lease of what is worked on has run out by then."""
    azurite = azurite_of_its_own
    world = await start(
        Overrides(painter=NoPictures()),
        STORAGE="azure",
        AZURE_STORAGE_CONNECTION_STRING=azurite.connection_string,
    )
    await world.say(f"{QUESTION} [slow 2]", **group())
    await world.until(lambda: world.polls() > 0)
    azurite.stop()
    stopped_at = time.monotonic()
    activity = world.activity(QUESTION, **personal("Bob"))
    await refused(world, activity)
    await world.answered(GROUP_ID)
    await asyncio.sleep(20 - (time.monotonic() - stopped_at))
    azurite.start()

    await taken_after_all(world, activity)


async def test_a_store_that_takes_two_seconds_for_everything(
    start: Start, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is acknowledged in time, asked once, and answered."""
    overrides = Overrides(clock=ScaledClock(1), painter=NoPictures())
    world = await start(overrides, STORAGE=f"sqlite:///{file}")
    for name in ("read", "write"):
        monkeypatch.setattr(Database, name, slow(getattr(Database, name)))
    activity = world.activity(QUESTION, **group())
    async with asyncio.timeout(ACKNOWLEDGED_WITHIN_S):
        assert (await world.post(activity)).status == 201
    again = asyncio.create_task(world.post(activity))
    async with asyncio.timeout(60):
        while not world.answers(GROUP_ID):  # noqa: ASYNC110 - nor has a channel
            await asyncio.sleep(0.1)
    await nothing_is_open(world)

    assert (await again).status == 201
    assert len(world.answers(GROUP_ID)) == 1
    assert len(world.workspace.questions()) == 1


def slow(do: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return what does the same two seconds later."""

    async def done(database: Database, work: Any) -> Any:
        await asyncio.sleep(2)
        return await do(database, work)

    return done


class TestOfAQuestionOnItsWay:
    """The store fails between the acknowledgement and the answer, wherever that is."""

    async def test_genies_answer_is_told_although_nothing_can_be_noted(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither its ids, nor the conversation, nor the history; the next one goes on from it."""
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

    async def test_what_was_not_begun_is_put_off(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nobody can say what it follows; it is asked when somebody can."""
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
    """Do as a store in trouble does."""
    raise StorageUnavailableError("no room")
