"""The signals that end the process in peace: SIGTERM, and Ctrl-C."""

import asyncio
import signal
import sys


class Stop:
    """Is told when the process is to end. From the first signal on, others change nothing."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def heed_signals(self) -> None:
        """Take the signals from now on, until the very end of the process."""
        # Those that an event loop takes are deadly again as soon as it is closed.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.tell())

    def tell(self) -> None:
        """End the process: at once if it serves nobody yet."""
        if self._loop is None:
            sys.exit(0)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.set)

    async def told(self) -> None:
        """Wait for it."""
        self._loop = asyncio.get_running_loop()
        await self._told.wait()
