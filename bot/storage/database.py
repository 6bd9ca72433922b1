"""One SQLite file, used off the event loop; what is called at the same time shares one batch."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from bot.storage.connection import CarryOver, Job, StoreConnection
from bot.storage.file_connection import FileConnection
from bot.storage.worker_thread import WorkerThread, settle

MEMORY: Final = ":memory:"

ResultT = TypeVar("ResultT")
_Waiting = tuple[Job, asyncio.Future[Any]]


class Database:
    """A connection with its own thread, which works in batches.

    path MEMORY: there is no file and no thread, since nothing waits for a disk.
    """

    def __init__(self, path: Path | str, schema: str) -> None:
        self._is_in_memory = not isinstance(path, Path)
        self._connection = (
            FileConnection(path, schema)
            if isinstance(path, Path)
            else StoreConnection(path, schema)
        )
        self._thread = WorkerThread("sqlite")
        self._waiting: list[_Waiting] = []
        self._is_busy = False
        if self._is_in_memory:
            self._connection.open()

    async def open(self) -> None:
        """Open the file; it and its folder are created if necessary.

        Raises:
            StorageUnavailableError: it cannot be opened; the message has the reason.
        """
        if not self._is_in_memory:
            self._thread.start()
            await self._thread.call(self._connection.open)

    async def close(self) -> None:
        """Close it; no call may be in progress."""
        if self._thread.is_alive():
            await self._thread.call(self._connection.close)
            self._thread.end()
        else:
            self._connection.close()

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

    @property
    def is_lost(self) -> bool:
        """Whether calls are refused until check has begun a new file."""
        return self._connection.is_lost

    async def check(self, carry_over: CarryOver) -> bool:
        """Check that the file is still there; return whether a new one was begun.

        Raises:
            StorageUnavailableError: it is lost, and no new one is there yet.
        """
        if self._is_in_memory:
            return False
        return await self._thread.call(partial(self._connection.check, carry_over))

    async def _do(
        self, work: Callable[[sqlite3.Connection], ResultT], *, is_write: bool
    ) -> ResultT:
        job = Job(work, is_write)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[ResultT] = loop.create_future()
        if self._is_in_memory:
            settle(done, *self._connection.perform([job]))
        else:
            self._waiting.append((job, done))
            if not self._is_busy:
                self._go_on_soon()
        return await done

    def _go_on_soon(self) -> None:
        """Hand over what waits, and what other tasks that are ready add to it."""
        self._is_busy = True
        asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        self._is_busy = bool(self._waiting)
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        jobs = [job for job, _ in waiting]
        performing = self._thread.call(partial(self._connection.perform, jobs))
        performing.add_done_callback(partial(self._performed, [done for _, done in waiting]))

    def _performed(
        self, waiting: Sequence[asyncio.Future[Any]], performed: asyncio.Future[list[Any]]
    ) -> None:
        error = performed.exception()
        outcomes = [error] * len(waiting) if error else performed.result()
        for done, outcome in zip(waiting, outcomes, strict=True):
            settle(done, outcome)
        self._go_on_soon()
