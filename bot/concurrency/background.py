"""Work that outlives the turn which began it."""

import asyncio
import logging
from collections.abc import Coroutine

log = logging.getLogger(__name__)


class Background:
    """Owns tasks: holds them strongly, logs their failures, drains them at shutdown.

    handed_on: the error with which work ends that another process goes on with; no failure.
    """

    def __init__(self, *, handed_on: type[Exception] | None = None) -> None:
        self._handed_on = handed_on
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Begin work now; it goes on after the caller has returned."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)  # the event loop itself holds tasks only weakly
        task.add_done_callback(self._finished)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait so long for work in flight, and for what it begins meanwhile."""
        deadline = asyncio.get_running_loop().time() + seconds
        if self._tasks:
            log.info("draining", extra={"tasks": len(self._tasks), "drain_s": seconds})
        while self._tasks and (left_s := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._tasks, timeout=left_s)

    async def close(self, seconds: float = 0.0) -> None:
        """Wait so long, then cancel the rest."""
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
