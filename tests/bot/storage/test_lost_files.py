"""A store's file is lost while two processes have it open: both go on with a new one.

Nothing that either of them holds or has done is lost, and nothing is deleted.
"""

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import AsyncIterator, Callable, Sequence
from glob import glob
from pathlib import Path

import pytest

from bot.storage.sqlite import SqliteStore
from bot.storage.store import Entry, Line, StorageUnavailableError, StoreFileError
from genie import SystemClock

FAR = 9e9  # an expiry in the distant future
Accident = Callable[[Path], object]


def delete(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()


def delete_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def delete_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def empty(path: Path) -> None:
    os.truncate(path, 0)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"x" * 10)


def overwrite(path: Path) -> None:
    """Replace the content by noise of the same length."""
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))


def replaced_by(make: Callable[[Path], object]) -> Accident:
    """Return the accident that a file of this kind is moved to the store's place."""

    def accident(path: Path) -> None:
        other = path.with_name("other")
        make(other)
        other.replace(path)

    accident.__name__ = f"replaced_by_{make.__name__}"
    return accident


def an_empty_file(path: Path) -> None:
    path.touch()


def a_text(path: Path) -> None:
    path.write_text("Not a database.\n" * 1_000, "utf-8")


def a_database(path: Path) -> None:
    """Make a database of another program."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE journal (line TEXT)")
    connection.close()


ACCIDENTS: Sequence[Accident] = (
    delete,
    delete_all,
    delete_folder,
    delete_log,
    empty,
    cut,
    overwrite,
    replaced_by(an_empty_file),
    replaced_by(a_text),
    replaced_by(a_database),
)
accidents = pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda each: each.__name__)


class Process:
    """A process that has the store open, and the entries that it holds."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path, SystemClock(), audit_s=86_400.0)
        self.held: list[Entry] = []
        self.news: list[bool] = []

    async def add(self, key: str) -> Entry:
        """Add an entry, and hold it."""
        entry = Entry(key, "question", {"text": key}, 1.0)
        assert await self.store.journal.add(entry)
        self.held.append(entry)
        return entry

    async def finish(self, entry: Entry) -> None:
        """Finish an entry."""
        line = Line(f"end of {entry.key}", time.time(), {"id": f"end of {entry.key}"})
        await self.store.journal.finish(entry, expires_at=FAR, line=line)
        self.held.remove(entry)

    async def check(self) -> str:
        """Check the store; return why it is lost, "new" after a new one was begun, or ""."""
        try:
            return "new" if await self.store.check(self.held) else ""
        except StoreFileError as exc:
            return exc.reason

    async def open_keys(self) -> dict[str, bool]:
        """Return all keys of the journal, and whether the entry is open."""
        return {each.key: each.is_open for each in await self.store.journal.beneath("")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "store.sqlite3"


@pytest.fixture
async def processes(path: Path) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes with a store that is large enough that its file holds some of it."""
    one, other = Process(path), Process(path)
    for each in (one, other):
        await each.store.open()
    await one.store.items.write({f"item {n}": {"text": "x" * 500} for n in range(2_000)})
    await one.store.items.write({f"later {n}": {"text": "x" * 500} for n in range(100)})
    assert [await one.check(), await other.check()] == ["", ""]
    yield one, other
    for each in (one, other):
        await each.store.close()


async def recovered(*processes: Process) -> list[list[str]]:
    """Check in turn, as every process does, until all are well; return what each check said."""
    said: list[list[str]] = [[] for _ in processes]
    for _ in range(8):
        for process, results in zip(processes, said, strict=True):
            results.append(await process.check())
    assert [results[-1] for results in said] == [""] * len(processes), said
    return said


@accidents
async def test_a_new_store_has_what_processes_hold_and_have_done(
    processes: tuple[Process, Process], path: Path, accident: Accident
) -> None:
    """The accident is known to the next write at the latest, or to the next check."""
    one, other = processes
    await one.finish(await one.add("done"))
    assert await one.store.journal.add_done(Entry("seen", "seen", {}, 1.0), expires_at=FAR)
    mine, others = await one.add("mine"), await other.add("others")
    accident(path)
    said = await recovered(one, other)

    for results in said:
        assert results[0] not in {"", "new"}
        assert results.count("new") == 1
    expected = {"mine": True, "others": True, "done": False, "seen": False}
    assert await one.open_keys() == await other.open_keys() == expected
    assert await one.store.journal.renew([mine]) == []
    assert await other.store.journal.renew([others]) == []
    await other.finish(others)
    assert not (await one.open_keys())["others"]
    ends = [body["id"] for body in await one.store.trail.since(0)]
    assert ends == ["end of done", "end of others"]
    third = Process(path)
    await third.store.open()
    assert await third.open_keys() == await one.open_keys()
    query = "PRAGMA integrity_check"
    assert await third.store.database.read(lambda db: db.execute(query).fetchall()) == [("ok",)]
    await third.store.close()


@pytest.mark.parametrize("accident", [delete, delete_all, replaced_by(an_empty_file)])
async def test_nothing_is_confirmed_after_the_accident(
    processes: tuple[Process, Process], path: Path, accident: Accident
) -> None:
    """It would be lost with the process."""
    one, _ = processes
    accident(path)

    with pytest.raises(StoreFileError):
        await one.store.items.write({"new": {"n": 1}})
    with pytest.raises(StoreFileError):
        await one.store.items.read(["new"])


@pytest.mark.parametrize("accident", [delete, delete_all, delete_log])
async def test_a_deleted_file_is_written_again_as_it_was(
    processes: tuple[Process, Process], path: Path, accident: Accident
) -> None:
    """The processes that have it open can still read it; others on the machine cannot."""
    accident(path)
    await recovered(*processes)

    keys = [f"item {n}" for n in range(2_000)] + [f"later {n}" for n in range(100)]
    for process in processes:
        assert len(await process.store.items.read(keys)) == len(keys)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


@pytest.mark.parametrize("accident", [empty, cut, overwrite, replaced_by(a_database)])
async def test_what_is_not_usable_is_kept(
    processes: tuple[Process, Process], path: Path, accident: Accident
) -> None:
    """An operator may want to look into it."""
    accident(path)
    inode = os.stat(path).st_ino
    await recovered(*processes)

    kept = glob(f"{path}.aside-*")
    assert [os.stat(each).st_ino for each in kept] == [inode]


async def test_another_store_is_continued(
    processes: tuple[Process, Process], path: Path, tmp_path: Path
) -> None:
    """A backup was put in its place: its items stay, and those that it lacks are added."""
    one, other = processes
    backup = Process(tmp_path / "backup.sqlite3")
    await backup.store.open()
    await backup.store.items.write({"item 1": {"text": "backup"}, "old": {"n": 1}})
    await backup.add("mine")
    await backup.store.close()
    mine = await one.add("mine")
    done = await one.add("others")
    (tmp_path / "backup.sqlite3").replace(path)
    await recovered(one, other)

    items = await other.store.items.read(["item 1", "item 2", "old"])
    assert [items[key]["text"] for key in ("item 1", "item 2")] == ["backup", "x" * 500]
    assert items["old"]["n"] == 1
    assert await one.store.journal.renew([mine, done]) == []


async def test_a_store_that_is_copied_over_the_open_one_is_noticed(
    processes: tuple[Process, Process], path: Path, tmp_path: Path
) -> None:
    """The file stays the same one, and may even have the same size."""
    one, other = processes
    copy = Process(tmp_path / "copy.sqlite3")
    await copy.store.open()
    await copy.store.items.write({f"item {n}": {"text": "y" * 500} for n in range(4_000)})
    await copy.store.close()
    await one.add("mine")
    shutil.copyfile(tmp_path / "copy.sqlite3", path)
    await recovered(one, other)

    assert await other.open_keys() == {"mine": True}


async def test_it_waits_while_a_file_is_being_copied(
    processes: tuple[Process, Process], path: Path
) -> None:
    """Otherwise half of it would be taken."""
    one, _ = processes
    delete(path)
    said = []
    for _ in range(4):
        grow(path)
        said.append(await one.check())
    said.append(await one.check())

    assert "new" not in said[:-1]
    assert said[-1] == "new"


async def test_without_a_writable_folder_it_keeps_trying(
    processes: tuple[Process, Process], path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says once why there is no new store."""
    one, _ = processes
    await one.add("mine")
    shutil.rmtree(path.parent)
    path.parent.write_text("a file where the folder was", "utf-8")
    for _ in range(6):
        assert await one.check() not in {"", "new"}
    with pytest.raises(StorageUnavailableError):
        await one.store.journal.is_known("mine")
    path.parent.unlink()
    await recovered(one)

    assert await one.open_keys() == {"mine": True}
    assert sum(record.message == "no new store" for record in caplog.records) == 1


async def test_a_log_without_its_file_is_left_alone_at_the_start(
    processes: tuple[Process, Process], path: Path
) -> None:
    """SQLite would take it for the new file's own."""
    one, _ = processes
    delete(path)
    late = Process(path)
    await late.store.open()
    await late.add("late")
    await recovered(one)

    assert await late.open_keys() == await one.open_keys() == {"late": True}
    assert len(await late.store.items.read([f"item {n}" for n in range(2_000)])) == 2_000
    await late.store.close()


async def test_a_vacuum_is_no_accident(processes: tuple[Process, Process]) -> None:
    """The file shrinks, and holds all of it."""
    one, other = processes
    await one.store.items.delete([f"item {n}" for n in range(2_000)])
    await other.store.database.read(lambda db: db.execute("VACUUM").fetchall())
    checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
    await other.store.database.read(lambda db: db.execute(checkpoint).fetchall())

    assert [await one.check(), await other.check()] == ["", ""]
    await one.store.items.write({f"new {n}": {"text": "x" * 500} for n in range(200)})
    assert [await one.check(), await other.check()] == ["", ""]
