"""A clock that runs faster, for the bot and for the workspace."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

from simulator import Workspace


class ScaledClock:
    """A genie.Clock that runs faster than the running event loop by a factor.

    The loop's seconds are real, except in tests with their own event loop.
    """

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._loop_s = asyncio.get_running_loop().time  # also called in threads
        self._began_s = self._loop_s()
        self._began = datetime.now(UTC)

    def at(self, real_s: float) -> float:
        """Return this clock's time at a time of the event loop."""
        return self._began_s + (real_s - self._began_s) * self._factor

    def monotonic(self) -> float:
        """Return seconds since some fixed moment."""
        return self.at(self._loop_s())

    def now(self) -> datetime:
        """Return the current time as an aware datetime."""
        return self._began + timedelta(seconds=self.monotonic() - self._began_s)

    def real_s(self, seconds: float) -> float:
        """Return the real duration of seconds on this clock."""
        return seconds / self._factor

    async def sleep(self, seconds: float) -> None:
        """Wait for this time."""
        await asyncio.sleep(self.real_s(seconds))

    def timeout(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Return the event loop's timeout."""
        return asyncio.timeout(self.real_s(seconds))


def put_on(clock: ScaledClock, workspace: Workspace) -> None:
    """Replace a workspace's clock by this one.

    Its limits and answer times are then those of the real world on this clock, and so is
    Retry-After.
    """
    workspace.clock.monotonic = clock.monotonic
