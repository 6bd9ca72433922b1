"""Work on files that takes long, and that a restart cuts short instead of waiting for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class RestartError(Exception):
    """The process ends; the next one takes the wish, if it comes again."""


class OpenWork:
    """Knows what is being worked on, until it is closed."""

    def __init__(self) -> None:
        self.is_closed = False
        self._limits: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def until_closed(self) -> AsyncIterator[None]:
        """Work in here.

        Raises:
            RestartError: it was closed meanwhile, or before.
        """
        if self.is_closed:
            raise RestartError
        limit = asyncio.timeout(None)
        self._limits.add(limit)
        try:
            async with limit:
                yield
        except TimeoutError as exc:
            if limit.expired():
                raise RestartError from exc
            raise
        finally:
            self._limits.discard(limit)

    def close(self) -> None:
        """End what is open, and let nothing begin any more."""
        if self.is_closed:
            return
        self.is_closed = True
        now = asyncio.get_running_loop().time()
        for limit in self._limits:
            limit.reschedule(now)
