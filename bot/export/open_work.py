"""Work on files that takes long, and that a restart cuts short instead of waiting for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class RestartError(Exception):
    """The process ends; the next one takes the wish, if it comes again."""


@asynccontextmanager
async def until_cut(error: type[Exception]) -> AsyncIterator[asyncio.Timeout]:
    """Work in here, and raise the error once what is yielded was cut."""
    limit = asyncio.timeout(None)
    try:
        async with limit:
            yield limit
    except TimeoutError as exc:
        if limit.expired():
            raise error from exc
        raise


def cut(limit: asyncio.Timeout) -> None:
    """End the work within a limit, now."""
    limit.reschedule(asyncio.get_running_loop().time())


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
        async with until_cut(RestartError) as limit:
            self._limits.add(limit)
            try:
                yield
            finally:
                self._limits.discard(limit)

    def close(self) -> None:
        """End what is open, and let nothing begin any more."""
        if self.is_closed:
            return
        self.is_closed = True
        for limit in self._limits:
            cut(limit)
