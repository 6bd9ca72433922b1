"""Time that passes faster, for the bot and for the workspace alike."""

import asyncio
from datetime import UTC, datetime, timedelta

from simulator import Workspace


class ScaledClock:
    """A genie.Clock on which so many seconds pass in each one of the running event loop's.

    Those are real; only tests have loops whose seconds are not.
    """

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._loop_s = asyncio.get_running_loop().time  # also asked in threads
        self._began_s = self._loop_s()
        self._began = datetime.now(UTC)

    def at(self, real_s: float) -> float:
        """Return the moment on this clock at which the event loop's was real_s."""
        return self._began_s + (real_s - self._began_s) * self._factor

    def monotonic(self) -> float:
        """Return seconds since some fixed moment."""
        return self.at(self._loop_s())

    def now(self) -> datetime:
        """Return the present moment, aware."""
        return self._began + timedelta(seconds=self.monotonic() - self._began_s)

    def real_s(self, seconds: float) -> float:
        """Return how long so many seconds really take."""
        return seconds / self._factor

    async def sleep(self, seconds: float) -> None:
        """Let that much time pass."""
        await asyncio.sleep(self.real_s(seconds))


def put_on(clock: ScaledClock, workspace: Workspace) -> None:
    """Let a workspace's time be this clock's.

    Its limits and answers then keep the seconds that they have in the real world, and what it says
    of them in Retry-After is right on this clock.
    """
    workspace.clock.monotonic = clock.monotonic
