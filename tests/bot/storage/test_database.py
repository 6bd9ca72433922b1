"""A SQLite file that other processes use at the same time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.storage import connection
from bot.storage.database import Database
from bot.storage.store import StorageUnavailableError

SCHEMA = "CREATE TABLE IF NOT EXISTS items (key TEXT)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def writer(file: Path) -> sqlite3.Connection:
    """Another process that is writing to the file before its write-ahead log exists."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


async def test_opening_waits_for_a_writer(file: Path, writer: sqlite3.Connection) -> None:
    """SQLite itself would not wait here, so that one of two starting processes would fail."""
    opening = asyncio.create_task(Database(file, SCHEMA).open())
    await asyncio.sleep(0.1)
    assert not opening.done()
    writer.execute("COMMIT")

    await opening


async def test_opening_has_a_timeout(
    file: Path, writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says what is in the way."""
    monkeypatch.setattr(connection, "LOCKED_S", 0.1)

    with pytest.raises(StorageUnavailableError, match=r"store\.sqlite3: SQLITE_BUSY"):
        await Database(file, SCHEMA).open()
    writer.close()


async def test_several_processes_can_open_a_new_file_at_once(file: Path) -> None:
    """Instances may start together."""
    databases = [Database(file, SCHEMA) for _ in range(8)]

    await asyncio.gather(*(one.open() for one in databases))

    for one in databases:
        await one.close()


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    """A database that is open."""
    database = Database(file, SCHEMA)
    await database.open()
    yield database
    await database.close()


def add(key: str) -> Callable[[sqlite3.Connection], object]:
    """Return work that adds an item."""
    return lambda db: db.execute("INSERT INTO items VALUES (?)", (key,))


async def test_simultaneous_writes_share_one_transaction(database: Database) -> None:
    """A commit waits for the disk, and each hand-over to the thread costs CPU time."""
    statements: list[str] = []
    await database.read(lambda db: db.set_trace_callback(statements.append))

    await asyncio.gather(*(database.write(add(key)) for key in "abc"))

    assert statements.count("COMMIT") == 1


async def test_an_unexpected_error_reaches_the_caller(database: Database) -> None:
    """A call that never ended would hold up the person's questions for good."""
    with pytest.raises(UnicodeEncodeError):
        await database.write(add("\ud800"))

    await database.write(add("a"))
    assert await database.read(lambda db: db.execute("SELECT key FROM items").fetchall()) == [
        ("a",)
    ]
