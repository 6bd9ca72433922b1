"""Graceful shutdown on SIGTERM and SIGINT."""

import asyncio
import signal
import sys


class Stop:
    """Is set by the first signal; later ones have no effect."""

    def __init__(self) -> None:
        self._is_told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def install(self) -> None:
        """Handle the signals until the process has ended."""
        # A handler of the event loop would be removed with the loop, and a second signal would then
        # kill a process that is about to end with status 0.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._tell())

    async def told(self) -> None:
        """Wait for a signal."""
        self._loop = asyncio.get_running_loop()
        await self._is_told.wait()

    def _tell(self) -> None:
        if self._loop is None:
            sys.exit(0)  # still starting: no work has been accepted
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._is_told.set)
