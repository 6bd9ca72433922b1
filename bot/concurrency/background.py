"""Background tasks, which continue after the turn that started them."""

import asyncio
import logging
from collections.abc import Coroutine

log = logging.getLogger(__name__)


class Background:
    """Owns tasks: keeps references to them, logs their failures, and drains them at shutdown.

    handed_on: the error that ends a task whose work another process continues; it is no failure.
    """

    def __init__(self, *, handed_on: type[Exception] | None = None) -> None:
        self._handed_on = handed_on
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Start a task, which continues after the caller has returned."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)  # The event loop keeps only weak references.
        task.add_done_callback(self._finished)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait at most this long for the tasks, and for those that they start meanwhile."""
        deadline = asyncio.get_running_loop().time() + seconds
        if self._tasks:
            log.info("draining", extra={"tasks": len(self._tasks), "drain_s": seconds})
        while self._tasks and (left_s := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._tasks, timeout=left_s)

    async def close(self, seconds: float = 0.0) -> None:
        """Drain for at most this long, then cancel the rest."""
        await self.drain(seconds)
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            log.warning("background work cancelled", extra={"task": task.get_name()})
        elif (error := task.exception()) is None:
            return
        elif self._handed_on is not None and isinstance(error, self._handed_on):
            log.info("background work handed on", extra={"task": task.get_name()})
        else:
            log.error("background work failed", extra={"task": task.get_name()}, exc_info=error)
