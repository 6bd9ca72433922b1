"""The keeper of jobs: leases that are held, lost and taken over, and late writes."""

import asyncio
import logging
import os
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
    """A process with a keeper, which records the jobs that it started and gave up."""

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
    """Processes with one store and one monotonic clock; each may have its own wall clock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.alive: list[Process] = []
        self.all: list[Process] = []

    async def start(self, clock: FakeClock) -> Process:
        """Start a process, which polls at once."""
        process = Process(self._path, clock)
        await process.store.open()
        self.alive.append(process)
        self.all.append(process)
        await process.keeper.look()
        return process

    def kill(self, process: Process) -> None:
        """Stop a process from polling."""
        self.alive.remove(process)

    async def elapse(self, seconds: float) -> None:
        """Advance the time, with each process polling at its interval."""
        for _ in range(round(seconds / LOOK_EVERY_S)):
            for clock in {process.clock for process in self.all}:
                clock.advance(LOOK_EVERY_S)
            for process in self.alive:
                await process.keeper.look()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that the test advances."""
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
    """Let a process take over an entry, and hold it."""
    entry = Entry(key, "question", {"text": "?"}, clock.now().timestamp())
    await process.keeper.store.journal.add(entry, is_held=False)
    await process.keeper.look()
    return process.begun[-1]


async def test_a_suspended_process_does_not_take_over_its_own_jobs(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """After a suspension of the machine, everything would be answered twice."""
    mine = await held(process, clock)
    clock.advance(10 * LEASE_S)
    await process.keeper.look()

    assert process.begun == [mine]
    assert process.keeper.holds(mine)


async def test_a_process_does_not_take_over_jobs_that_it_cannot_renew(
    process: Process, machine: Machine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work continues here, even if the lease has expired."""

    async def nothing(_: object) -> list[Entry]:
        return []

    mine = await held(process, clock)
    monkeypatch.setattr(process.store.journal, "renew", nothing)
    await machine.elapse(3 * LEASE_S)

    assert process.begun == [mine]


async def test_a_renewed_lease_is_not_taken_over(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """This holds for hours."""
    other = await machine.start(clock)
    await held(process, clock)
    await machine.elapse(20 * LEASE_S)

    assert other.begun == []


async def test_a_job_that_was_taken_over_ends_here(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """It is cancelled, and cannot be written any more."""
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
    await mine.release()  # it does not belong to this process any more
    await (await machine.start(clock)).keeper.look()
    assert other.begun[0].entry.attempts == 2


@JUMPS_S
async def test_a_jump_of_the_wall_clock_loses_no_lease(
    process: Process, machine: Machine, clock: FakeClock, jump_s: float
) -> None:
    """This holds for its own leases, and for those of another process on the same store."""
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
async def test_a_job_taken_over_after_a_jump_has_its_real_age(
    process: Process, machine: Machine, clock: FakeClock, jump_s: float
) -> None:
    """The process may have run before the jump, or have started after it."""
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
    """Return when the first job was added."""
    return machine.all[0].begun[0].began_at


async def test_the_age_includes_the_time_without_any_process(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """No process was running, so that the wall clock counts."""
    await held(process, clock)
    machine.kill(process)
    clock.advance(8 * 3600)
    other = await machine.start(clock)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)

    (taken,) = other.begun
    assert taken.age_s > 8 * 3600


@JUMPS_S
async def test_a_jump_does_not_change_the_order(
    process: Process, machine: Machine, clock: FakeClock, jump_s: float
) -> None:
    """Of two questions of one person the first is still the first."""
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


async def test_finished_jobs_are_remembered_through_a_jump(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """The channel may still deliver the activity again."""
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


async def test_failed_writes_are_repeated_later(
    process: Process, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work has continued to its end."""
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
    """Raise the error of a failing store."""
    raise StorageUnavailableError("no room")


async def test_a_crashed_job_is_started_again_later(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """Any process may do so; it counts as an attempt."""
    mine = await held(process, clock)
    with pytest.raises(ZeroDivisionError):
        async with mine.completing():
            raise ZeroDivisionError
    await process.keeper.look()
    early = len(process.begun)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)

    assert early == 1
    assert process.begun[-1].entry.attempts == 2


async def test_a_job_is_given_up_after_five_attempts(
    process: Process, machine: Machine, clock: FakeClock
) -> None:
    """The person is told, and the job is not started again."""
    await held(process, clock)
    for _ in range(8):
        process.keeper.let_go(process.begun[-1])
        await machine.elapse(LEASE_S + LOOK_EVERY_S)

    assert [each.entry.attempts for each in process.begun] == [1, 2, 3, 4, 5]
    assert len(process.given_up) == 1


async def test_the_store_counts_as_failing_until_a_write_succeeds(
    process: Process, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A successful read proves nothing; the log says it once."""
    with monkeypatch.context() as trouble, caplog.at_level(logging.INFO):
        trouble.setattr(process.keeper.store.items, "write", unavailable)
        process.keeper.note_trouble(StorageUnavailableError("no room"))
        process.keeper.note_trouble(StorageUnavailableError("no room"))
        with pytest.raises(StorageUnavailableError):
            await process.keeper.look()
        assert str(process.keeper.trouble) == "no room"
    await process.keeper.look()

    assert process.keeper.trouble is None
    assert caplog.text.count("the store cannot be used") == 1


async def test_polling_continues_after_an_error(
    process: Process, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise every lease would expire."""
    looks = 0

    async def see() -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ZeroDivisionError

    process.keeper.watch(see)
    running = asyncio.create_task(process.keeper.run())
    while looks < 3:  # noqa: ASYNC110 - there is no event
        await asyncio.sleep(0)
    running.cancel()

    assert "job maintenance failed" in caplog.text
    assert len(clock.pauses) >= 2


async def test_finished_jobs_are_deleted_after_a_while(process: Process, clock: FakeClock) -> None:
    """They are needed for deduplication until then."""
    mine = await held(process, clock)
    async with mine.completing():
        pass
    clock.advance(TIDY_EVERY_S + 1)
    await process.keeper.look()

    assert await process.store.journal.beneath("") == []


@pytest.mark.parametrize("is_released", [True, False])
@pytest.mark.parametrize("left", ["nothing", "an empty file"])
async def test_a_process_that_ends_leaves_its_jobs_in_a_new_store(
    machine: Machine,
    clock: FakeClock,
    tmp_path: Path,
    left: str,
    is_released: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """An operator has lost the file, sees that the bot is not healthy, and restarts it."""
    process = await machine.start(clock)
    mine = await held(process, clock)
    os.truncate(tmp_path / "bot.sqlite3", 0)
    if left == "nothing":
        os.unlink(tmp_path / "bot.sqlite3")
    if is_released:
        await mine.release()
    process.keeper.close()
    await process.keeper.end(5.0)
    machine.kill(process)
    other = await machine.start(clock)
    await machine.elapse(LEASE_S + LOOK_EVERY_S)

    assert [each.entry.key for each in other.begun] == [mine.entry.key]
