"""Long work on files, which a restart interrupts instead of waiting for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class RestartError(Exception):
    """The process ends; the person has to request the file again."""


@asynccontextmanager
async def interruptible(error: type[Exception]) -> AsyncIterator[asyncio.Timeout]:
    """Raise the error from the block when the yielded limit is interrupted."""
    limit = asyncio.timeout(None)
    try:
        async with limit:
            yield limit
    except TimeoutError as exc:
        if limit.expired():
            raise error from exc
        raise


def interrupt(limit: asyncio.Timeout) -> None:
    """Interrupt the block of a limit now."""
    limit.reschedule(asyncio.get_running_loop().time())


class InterruptibleWork:
    """Work that close interrupts."""

    def __init__(self) -> None:
        self.is_closed = False
        self._limits: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def until_closed(self) -> AsyncIterator[None]:
        """Interrupt the block when this object is closed.

        Raises:
            RestartError: it was closed meanwhile, or before.
        """
        if self.is_closed:
            raise RestartError
        async with interruptible(RestartError) as limit:
            self._limits.add(limit)
            try:
                yield
            finally:
                self._limits.discard(limit)

    def close(self) -> None:
        """Interrupt the work in progress, and refuse new work."""
        if self.is_closed:
            return
        self.is_closed = True
        for limit in self._limits:
            interrupt(limit)
