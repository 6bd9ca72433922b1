"""A connection to a SQLite database, as the thread sees it that has it: batches of work."""

import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.storage.store import LeaseLostError, StorageConflictError, StorageUnavailableError

# How long to wait for another process that has locked the file.
LOCKED_S: Final = 4.0

Work = Callable[[sqlite3.Connection], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work, and whether it writes. It may only raise before it has written anything."""

    work: Work
    is_write: bool


class StoreConnection:
    """A connection to the database in a file, or in memory. Writes share one transaction."""

    def __init__(self, path: Path | str, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file; it and its folder are created if necessary.

        Raises:
            StorageUnavailableError: it cannot be opened; the message has the reason.
        """
        try:
            if isinstance(self._path, Path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.touch(mode=0o600)  # it holds people's questions
            connection = sqlite3.connect(
                self._path, timeout=LOCKED_S, isolation_level=None, check_same_thread=False
            )
            # Commits are on the disk before they return, and readers never wait.
            _begin_write_ahead_log(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript(self._schema)
        except (sqlite3.Error, OSError) as exc:
            raise StorageUnavailableError(f"{self._path}: {exc}") from exc
        self._connection = connection

    def close(self) -> None:
        """Close it."""
        if self._connection is not None:
            self._connection.close()

    def perform(self, jobs: Sequence[Job]) -> list[Any]:
        """Run the jobs; return the result or the exception of each."""
        writes = [job for job in jobs if job.is_write]
        written = iter(self._written(writes) if writes else [])
        return [next(written) if job.is_write else self._attempt(job.work) for job in jobs]

    def _written(self, jobs: Sequence[Job]) -> list[Any]:
        connection = self._connected()
        try:
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [_outcome(job.work, connection) for job in jobs]
            connection.execute("COMMIT")
        except sqlite3.Error as exc:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return [_unavailable(exc)] * len(jobs)
        return outcomes

    def _attempt(self, work: Work) -> Any:
        try:
            return _outcome(work, self._connected())
        except sqlite3.Error as exc:
            return _unavailable(exc)

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the database is not open")
        return self._connection


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


def _unavailable(exc: sqlite3.Error) -> StorageUnavailableError:
    error = StorageUnavailableError(str(exc))
    error.__cause__ = exc
    return error
