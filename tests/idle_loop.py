"""An event loop whose time advances only while it is idle, however slow the machine is."""

import asyncio
import selectors
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from bot.storage.worker_thread import WorkerThread

# Data sent over loopback arrives within this time.
_ARRIVES_S = 0.001
# Minimum time per round, so that a wait for a rounding error ends.
_ROUND_S = 1e-7
# Factor by which time slows down while threads work, since they may wait for a processor.
_THREADS_SLOW_IT = 10


class _Selector(selectors.DefaultSelector):
    """Does not wait for timers: if nothing else is ready, time advances to the next timer.

    It does wait for other threads. is_real: also for other processes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.passed_s = 0.0
        self.threads_at_work = 0
        self.is_real = False
        self.settled = asyncio.Event()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.passed_s += _ROUND_S
        if not self.settled.is_set() and (timeout is None or timeout > 0):
            self.settled.set()  # which makes the loop busy again
            timeout = 0
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if self.is_real:
            return self._waited(timeout, 1)
        if self.threads_at_work or _worker_threads_are_at_work():
            return self._waited(timeout, _THREADS_SLOW_IT)
        events = super().select(_ARRIVES_S)
        self.passed_s += 0 if events else timeout
        return events

    def _waited(self, timeout: float, slower: int) -> list[tuple[selectors.SelectorKey, int]]:
        began = time.monotonic()
        events = super().select(timeout * slower)
        waited_s = (time.monotonic() - began) / slower
        self.passed_s += min(waited_s, timeout) if events else timeout
        return events


def _worker_threads_are_at_work() -> bool:
    workers = (each for each in threading.enumerate() if isinstance(each, WorkerThread))
    return any(each.is_at_work for each in workers)


class IdleLoop(asyncio.SelectorEventLoop):
    """An event loop whose time(), and thus every sleep and timeout, is that of its selector.

    A timer is due when everything before it has been handled, so that the order of events does not
    depend on the speed of the machine. Code that waits must not use time.monotonic().
    """

    def __init__(self) -> None:
        self._idle = _Selector()
        self._began_s = time.monotonic()
        super().__init__(self._idle)

    def time(self) -> float:
        return self._began_s + self._idle.passed_s

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        future = super().run_in_executor(executor, func, *args)
        self._idle.threads_at_work += 1
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, _: asyncio.Future[Any]) -> None:
        self._idle.threads_at_work -= 1

    async def shutdown_default_executor(self, *args: Any) -> None:
        with self._thread():
            await super().shutdown_default_executor(*args)

    @contextmanager
    def _thread(self) -> Iterator[None]:
        self._idle.threads_at_work += 1
        try:
            yield
        finally:
            self._idle.threads_at_work -= 1

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> Any:
        self.wait_for_others()
        return await super().subprocess_exec(*args, **kwargs)

    async def settled(self) -> None:
        """Wait until the loop is idle."""
        self._idle.settled.clear()
        await self._idle.settled.wait()

    def skip(self, seconds: float) -> None:
        """Advance at once."""
        self._idle.passed_s += seconds

    def wait_for_others(self) -> None:
        """Let real time pass while the loop is idle, since other processes work."""
        self._idle.is_real = True
