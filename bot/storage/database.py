"""One SQLite file, used off the event loop; simultaneous writes share one transaction."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from bot.storage.store import LeaseLostError, StorageConflictError, StorageUnavailableError

# How long to wait for another process that has locked the file.
LOCKED_S: Final = 4.0
MEMORY: Final = ":memory:"

ResultT = TypeVar("ResultT")
Work = Callable[[sqlite3.Connection], Any]


@dataclass(slots=True)
class _Job:
    work: Work
    is_write: bool
    done: asyncio.Future[Any]


class Database:
    """A connection with its own thread, which works in batches.

    path MEMORY: there is no file and no thread, since nothing waits for a disk.
    """

    def __init__(self, path: Path | str, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._is_in_memory = path == MEMORY
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection | None = None
        self._waiting: list[_Job] = []
        self._is_busy = False
        if self._is_in_memory:
            self._open()

    async def open(self) -> None:
        """Open the file; it and its folder are created if necessary.

        Raises:
            StorageUnavailableError: it cannot be opened; the message has the reason.
        """
        if not self._is_in_memory:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._open)

    async def close(self) -> None:
        """Close it; no call may be in progress."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def read(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        """Call work to read, and return its result.

        Raises:
            StorageUnavailableError: the file cannot be read now.
        """
        return await self._do(work, is_write=False)

    async def write(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        """Call work to write, and return its result once it is on the disk.

        work may only raise before it has written anything.

        Raises:
            StorageUnavailableError: the file cannot be written now: locked, broken, or no space.
        """
        return await self._do(work, is_write=True)

    async def _do(
        self, work: Callable[[sqlite3.Connection], ResultT], *, is_write: bool
    ) -> ResultT:
        job = _Job(work, is_write, asyncio.get_running_loop().create_future())
        if self._is_in_memory:
            _settle(zip([job], self._perform([job]), strict=True))
        else:
            self._waiting.append(job)
            self._go_on()
        result: ResultT = await job.done
        return result

    def _go_on(self) -> None:
        if self._is_busy or not self._waiting:
            return
        self._is_busy = True
        jobs, self._waiting = self._waiting, []
        performing = asyncio.get_running_loop().run_in_executor(self._thread, self._perform, jobs)
        performing.add_done_callback(lambda done: self._performed(jobs, done))

    def _performed(self, jobs: Sequence[_Job], done: asyncio.Future[list[Any]]) -> None:
        self._is_busy = False
        _settle(zip(jobs, done.result(), strict=True))
        self._go_on()

    # ---- In the thread:

    def _open(self) -> None:
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

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _perform(self, jobs: Sequence[_Job]) -> list[Any]:
        """Run the jobs; return the result or the exception of each."""
        writes = [job for job in jobs if job.is_write]
        written = iter(self._written(writes) if writes else [])
        return [next(written) if job.is_write else self._attempt(job.work) for job in jobs]

    def _written(self, jobs: Sequence[_Job]) -> list[Any]:
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


def _settle(outcomes: "zip[tuple[_Job, Any]]") -> None:
    for job, outcome in outcomes:
        if job.done.done():
            continue  # the caller was cancelled
        if isinstance(outcome, Exception):
            job.done.set_exception(outcome)
        else:
            job.done.set_result(outcome)
