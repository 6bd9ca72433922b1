"""The keeper of jobs: what is held, lost, written late, and taken over."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.job import SEEN_S, LeasedJob
from bot.jobs.keeper import LOOK_EVERY_S, TIDY_EVERY_S, JobKind, Keeper
from bot.storage.sqlite import SqliteStore
from bot.storage.store import LEASE_S, Entry, LeaseLostError, StorageUnavailableError
from tests.clocks import FakeClock

JUMPS_S = pytest.mark.parametrize("jump_s", [30.0, 3 * 3600.0, -24 * 3600.0, 20 * 86_400.0])


class Process:
    """A process that keeps jobs, and notes which it has begun and given up."""

    def __init__(self, path: Path, clock: FakeClock) -> None:
        self.clock = clock
        self.store = SqliteStore(path, clock)
        self.keeper = Keeper(self.store, clock=clock)
        self.begun: list[LeasedJob] = []
        self.given_up: list[Entry] = []
        self.keeper.register(
            "question", JobKind(lambda held, _: self.begun.append(held), self._give_up)
        )

    async def _give_up(self, entry: Entry) -> None:
        self.given_up.append(entry)


class Machine:
    """Processes with one store and one time; each may have a wall clock of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.alive: list[Process] = []
        self.all: list[Process] = []

    async def start(self, clock: FakeClock) -> Process:
        """Start a process, which looks at once."""
        process = Process(self._path, clock)
        await process.store.open()
        self.alive.append(process)
        self.all.append(process)
        await process.keeper.look()
        return process

    def kill(self, process: Process) -> None:
        """Let a process look no more."""
        self.alive.remove(process)

    async def elapse(self, seconds: float) -> None:
        """Let time pass, in which every process looks as often as it does."""
        for _ in range(round(seconds / LOOK_EVERY_S)):
            for clock in {process.clock for process in self.all}:
                clock.advance(LOOK_EVERY_S)
            for process in self.alive:
                await process.keeper.look()


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes when it is told to."""
    return FakeClock()


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    """What all processes share."""
    machine = Machine(tmp_path / "bot.sqlite3")
    yield machine
    for process in machine.all:
        await process.store.close()


@pytest.fixture
async def process(machine: Machine, clock: FakeClock) -> Process:
    """The process of the test."""
    return await machine.start(clock)


async def held(process: Process, clock: FakeClock, key: str = "ann/activities/1") -> LeasedJob:
    """Let a process take something over, and hold it."""
    entry = Entry(key, "question", {"text": "?"}, clock.now().timestamp())
    await process.keeper.store.journal.add(entry, is_held=False)
    await process.keeper.look()
    return process.begun[-1]


async def test_who_was_held_up_takes_nothing_over_from_itself(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """A machine that stood still: everything would be answered twice."""
    mine = await held(process, clock)
    clock.advance(10 * LEASE_S)
    await process.keeper.look()

    assert process.begun == [mine]
    assert process.keeper.holds(mine)


async def test_what_it_cannot_renew_it_does_not_take_over_either(
    process: Process, machine: Machine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever has become of the lease: the work goes on here."""

    async def nothing(_: object) -> list[Entry]:
        return []

    mine = await held(process, clock)
    monkeypatch.setattr(process.store.journal, "renew", nothing)
    await machine.elapse(3 * LEASE_S)

    assert process.begun == [mine]


async def test_what_is_renewed_is_not_taken_by_others(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """For hours, if need be."""
    other = await machine.start(clock)
    await held(process, clock)
    await machine.elapse(20 * LEASE_S)

    assert other.begun == []


async def test_what_another_has_taken_ends_here(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """It is told to, and cannot write it any more."""
    lost: list[bool] = []
    other = await machine.start(clock)
    mine = await held(process, clock)
    mine.call_on_loss(lambda: lost.append(True))
    machine.kill(process)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)
    await process.keeper.look()

    assert lost == [True]
    assert not process.keeper.holds(mine)
    assert len(other.begun) == 1
    with pytest.raises(LeaseLostError):
        await mine.save({})
    await mine.release()  # it is not this process's any more
    await (await machine.start(clock)).keeper.look()
    assert other.begun[0].entry.attempts == 2


@JUMPS_S
async def test_a_jump_of_the_wall_clock_takes_nothing_from_anybody(
    process: Process, machine: Machine, clock: FakeClock, jump_s: float
) -> None:
    """Neither the process's own, nor that of another one on the same store."""
    elsewhere = FakeClock()
    other = await machine.start(elsewhere)
    mine, theirs = await held(process, clock), await held(other, elsewhere, "bob/activities/1")
    clock.jump(jump_s)
    await machine.elapse(2 * LEASE_S)
    elsewhere.jump(jump_s / 2)
    await machine.elapse(2 * LEASE_S)

    assert (process.begun, other.begun) == ([mine], [theirs])
    assert mine.age_s == theirs.age_s == 4 * LEASE_S


@JUMPS_S
async def test_what_is_taken_over_after_a_jump_is_as_old_as_it_is(
    process: Process, machine: Machine, clock: FakeClock, jump_s: float
) -> None:
    """By a process that was there, and by one that has never known another time."""
    await held(process, clock)
    there = await machine.start(clock)
    clock.jump(jump_s)
    await machine.elapse(LEASE_S)
    machine.kill(process)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)
    machine.kill(there)
    await machine.start(clock)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)

    for taker in machine.all[1:]:
        (taken,) = taker.begun
        assert taken.age_s == pytest.approx(
            clock.monotonic() - machine_began(machine), abs=2 * LOOK_EVERY_S
        )


def machine_began(machine: Machine) -> float:
    """When the first job was added."""
    return machine.all[0].begun[0].began_at


async def test_what_nobody_kept_for_a_night_is_a_night_old(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """Nobody has watched, so that the wall clock has to do."""
    await held(process, clock)
    machine.kill(process)
    clock.advance(8 * 3600)
    other = await machine.start(clock)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)

    (taken,) = other.begun
    assert taken.age_s > 8 * 3600


@JUMPS_S
async def test_a_jump_changes_nobodys_place(
    process: Process, machine: Machine, clock: FakeClock, jump_s: float
) -> None:
    """Of two questions of one person the first stays the first."""
    first = await held(process, clock)
    clock.advance(1)
    clock.jump(jump_s)
    second = await held(process, clock, "ann/activities/2")
    places = [await process.keeper.earlier(each, "ann/") for each in (first, second)]
    await machine.elapse(LEASE_S)
    machine.kill(process)
    other = await machine.start(clock)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)

    assert places == [0, 1]
    assert [each.entry.key for each in other.begun] == ["ann/activities/1", "ann/activities/2"]
    assert [await other.keeper.earlier(each, "ann/") for each in other.begun] == [0, 1]


async def test_what_was_heard_just_now_is_remembered_through_a_jump(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """The channel may still deliver it again."""
    mine = await held(process, clock)
    async with mine.completing():
        pass
    clock.jump(20 * 86_400)
    clock.advance(TIDY_EVERY_S - SEEN_S / 2)
    soon = await held(process, clock, "ann/activities/2")
    async with soon.completing():
        pass
    clock.advance(SEEN_S / 2)
    clock.jump(86_400)
    await process.keeper.look()

    assert await process.store.journal.is_known("ann/activities/2")


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
        async with mine.completing():
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


async def test_work_that_breaks_is_begun_again_later(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """By whoever finds it; it counts as an attempt."""
    mine = await held(process, clock)
    with pytest.raises(ZeroDivisionError):
        async with mine.completing():
            raise ZeroDivisionError
    await process.keeper.look()
    early = len(process.begun)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)

    assert early == 1
    assert process.begun[-1].entry.attempts == 2


async def test_the_fifth_attempt_is_the_last(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """Then whoever waits is told, and nothing is begun any more."""
    await held(process, clock)
    for _ in range(8):
        process.keeper.let_go(process.begun[-1])
        await machine.elapse(LEASE_S + LOOK_EVERY_S)

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

    assert "job maintenance failed" in caplog.text
    assert len(clock.pauses) >= 2


async def test_it_tidies_up_now_and_then(process: Process, clock: FakeClock) -> None:
    """What is done is forgotten, some time after that."""
    mine = await held(process, clock)
    async with mine.completing():
        pass
    clock.advance(TIDY_EVERY_S + 1)
    await process.keeper.look()

    assert await process.store.journal.beneath("") == []
