"""A connection to a SQLite database, as the thread sees it that has it: batches of work."""

import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.storage.store import LeaseLostError, StorageConflictError, StorageUnavailableError

# How long to wait for another process that has locked the file.
LOCKED_S: Final = 4.0

Work = Callable[[sqlite3.Connection], Any]
# Writes into the second, a new file, what can be read of the first, and what is known without it.
CarryOver = Callable[[sqlite3.Connection, sqlite3.Connection], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work, and whether it writes. It may only raise before it has written anything."""

    work: Work
    is_write: bool


class StoreConnection:
    """A connection to a database, by default one in memory. Writes share one transaction."""

    def __init__(self, path: Path | str, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open it.

        Raises:
            StorageUnavailableError: it cannot be opened; the message has the reason.
        """
        try:
            self._connection = self._opened()
        except (sqlite3.Error, OSError) as exc:
            raise StorageUnavailableError(f"{self._path}: {_reason(exc)}") from exc

    def close(self) -> None:
        """Close it."""
        if self._connection is not None:
            self._connection.close()

    def perform(self, jobs: Sequence[Job]) -> list[Any]:
        """Run the jobs; return the result or the exception of each."""
        writes = [job for job in jobs if job.is_write]
        written = iter(self._written(writes) if writes else [])
        return [next(written) if job.is_write else self._attempt(job.work) for job in jobs]

    @property
    def is_lost(self) -> bool:
        """Whether the database is gone, and no new one is there yet."""
        return False

    def check(self, _: CarryOver) -> bool:
        """Check that the database is still there; return whether a new one had to be begun."""
        return False

    def _opened(self) -> sqlite3.Connection:
        connection = self._connect()
        self._set_up(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self._path, timeout=LOCKED_S, isolation_level=None, check_same_thread=False
        )

    def _set_up(self, connection: sqlite3.Connection) -> None:
        # Commits are on the disk before they return, and readers never wait.
        _begin_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten in the pages that a commit writes anyway.
        connection.execute("PRAGMA secure_delete = ON")
        connection.executescript(self._schema)

    def _written(self, jobs: Sequence[Job]) -> list[Any]:
        connection = self._connected()
        try:
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [_outcome(job.work, connection) for job in jobs]
            self._before_commit(connection)
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError, StorageUnavailableError) as exc:
            return [self._failure(exc)] * len(jobs)
        finally:
            with suppress(sqlite3.Error):  # also of a damaged file
                connection.rollback()  # unless it is committed
        return outcomes

    def _before_commit(self, connection: sqlite3.Connection) -> None:
        """Raise StorageUnavailableError if what is committed would be lost."""

    def _attempt(self, work: Work) -> Any:
        try:
            return _outcome(work, self._connected())
        except sqlite3.Error as exc:
            return self._failure(exc)

    def _failure(self, exc: Exception) -> StorageUnavailableError:
        """Return what the caller gets for an error."""
        error = StorageUnavailableError(_reason(exc))
        error.__cause__ = exc
        return error

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the database is not open")
        return self._connection


def _reason(error: Exception) -> str:
    """Return SQLite's name for an error: its text may quote the file's content."""
    if isinstance(error, sqlite3.Error):  # errors of the module itself have no name
        return getattr(error, "sqlite_errorname", type(error).__name__)
    return str(error)


def _begin_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite itself does not wait here for another process that does the same."""
    give_up_at = time.monotonic() + LOCKED_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as exc:
            is_locked = exc.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_locked or time.monotonic() >= give_up_at:
                raise
        time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - jitter needs no cryptography


def _outcome(work: Work, connection: sqlite3.Connection) -> Any:
    """Return the result of work, or its own exception; errors of the file fail the whole batch."""
    try:
        return work(connection)
    except (StorageConflictError, LeaseLostError) as exc:
        return exc
