"""Who keeps promises: what is held, lost, written late, and taken over."""

import asyncio
import logging
from typing import Any

import pytest

from bot.keeper import LEASE_S, TIDY_EVERY_S, Keeper
from bot.promises import Held, Kind
from bot.storage.database import MEMORY
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Entry, LeaseLostError, StorageUnavailableError
from tests.clocks import FakeClock


class Process:
    """A process that keeps promises, and notes which it has begun and given up."""

    def __init__(self, store: SqliteStore, clock: FakeClock) -> None:
        self.keeper = Keeper(store, clock=clock)
        self.begun: list[Held] = []
        self.given_up: list[Entry] = []
        self.keeper.learn("question", Kind(lambda held, _: self.begun.append(held), self._give_up))

    async def _give_up(self, entry: Entry) -> None:
        self.given_up.append(entry)


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes when it is told to."""
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> SqliteStore:
    """What all processes share."""
    return SqliteStore(MEMORY, clock)


@pytest.fixture
def process(store: SqliteStore, clock: FakeClock) -> Process:
    """The process of the test."""
    return Process(store, clock)


async def held(process: Process, clock: FakeClock, key: str = "ann/activities/1") -> Held:
    """Let a process take something over, and hold it."""
    entry = Entry(key, "question", {"text": "?"}, clock.now().timestamp())
    await process.keeper.store.journal.add(entry, lease_s=0)
    await process.keeper.look()
    return process.begun[-1]


async def test_who_was_held_up_takes_nothing_over_from_itself(
    process: Process, clock: FakeClock
) -> None:
    """A machine that stood still: everything would be answered twice."""
    mine = await held(process, clock)
    clock.advance(10 * LEASE_S)
    await process.keeper.look()

    assert process.begun == [mine]
    assert process.keeper.holds(mine)


async def test_what_is_renewed_is_not_taken_by_others(
    process: Process, store: SqliteStore, clock: FakeClock
) -> None:
    """For hours, if need be."""
    other = Process(store, clock)
    await held(process, clock)
    for _ in range(20):
        clock.advance(LEASE_S / 3)
        await process.keeper.look()
        await other.keeper.look()

    assert other.begun == []


async def test_what_another_has_taken_ends_here(
    process: Process, store: SqliteStore, clock: FakeClock
) -> None:
    """It is told to, and cannot write it any more."""
    lost: list[bool] = []
    mine = await held(process, clock)
    mine.on_loss = lambda: lost.append(True)
    clock.advance(LEASE_S + 1)
    other = Process(store, clock)
    await other.keeper.look()
    await process.keeper.look()

    assert lost == [True]
    assert not process.keeper.holds(mine)
    assert len(other.begun) == 1
    with pytest.raises(LeaseLostError):
        await mine.save({})
    await mine.release()  # which is nobody's business any more
    clock.advance(1)
    await Process(store, clock).keeper.look()
    assert other.begun[0].entry.attempts == 2


async def test_what_could_not_be_written_is_written_later(
    process: Process, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work went on meanwhile, to its end."""
    mine = await held(process, clock)
    journal = process.keeper.store.journal
    with monkeypatch.context() as trouble:
        trouble.setattr(journal, "save", unavailable)
        trouble.setattr(journal, "finish", unavailable)
        await mine.save({"text": "!"}, mark="m-1")
        clock.advance(6)
        await process.keeper.look()
        async with mine.kept():
            pass
        assert [each.is_open for each in await journal.beneath("")] == [True]
        assert await process.keeper.earlier(await held(process, clock, "ann/activities/2"), "") == 0
    clock.advance(6)
    await process.keeper.look()

    (first, _) = await journal.beneath("ann/")
    assert (first.is_open, first.mark) == (False, "m-1")
    assert not process.keeper.holds(mine)


async def unavailable(*_: Any, **__: Any) -> None:
    """Do as a store in trouble does."""
    raise StorageUnavailableError("no room")


async def test_work_that_breaks_is_begun_again_later(process: Process, clock: FakeClock) -> None:
    """By whoever finds it; it counts as an attempt."""
    mine = await held(process, clock)
    with pytest.raises(ZeroDivisionError):
        async with mine.kept():
            raise ZeroDivisionError
    await process.keeper.look()
    early = len(process.begun)
    clock.advance(LEASE_S + 1)
    await process.keeper.look()

    assert early == 1
    assert process.begun[-1].entry.attempts == 2


async def test_the_fifth_attempt_is_the_last(process: Process, clock: FakeClock) -> None:
    """Then whoever waits is told, and nothing is begun any more."""
    await held(process, clock)
    for _ in range(8):
        process.keeper.let_go(process.begun[-1])
        clock.advance(LEASE_S + 1)
        await process.keeper.look()

    assert [each.entry.attempts for each in process.begun] == [1, 2, 3, 4, 5]
    assert len(process.given_up) == 1


async def test_trouble_is_known_for_as_long_as_nothing_can_be_written(
    process: Process, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Reading alone proves nothing; the log says it once."""
    with monkeypatch.context() as trouble, caplog.at_level(logging.INFO):
        trouble.setattr(process.keeper.store.items, "write", unavailable)
        process.keeper.note_trouble(StorageUnavailableError("no room"))
        process.keeper.note_trouble(StorageUnavailableError("no room"))
        with pytest.raises(StorageUnavailableError):
            await process.keeper.look()
        assert process.keeper.trouble == "no room"
    await process.keeper.look()

    assert process.keeper.trouble == ""
    assert caplog.text.count("the store cannot be used") == 1


async def test_nothing_keeps_it_from_looking_again(
    process: Process, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Without it every lease would run out."""
    looks = 0

    async def see() -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ZeroDivisionError

    process.keeper.watch(see)
    running = asyncio.create_task(process.keeper.run())
    while looks < 3:  # noqa: ASYNC110 - nothing else tells
        await asyncio.sleep(0)
    running.cancel()

    assert "promises not looked after" in caplog.text
    assert len(clock.pauses) >= 2


async def test_it_tidies_up_now_and_then(
    process: Process, store: SqliteStore, clock: FakeClock
) -> None:
    """What is done is forgotten, some time after that."""
    mine = await held(process, clock)
    async with mine.kept():
        pass
    clock.advance(TIDY_EVERY_S + 1)
    await process.keeper.look()

    assert await store.journal.beneath("") == []
