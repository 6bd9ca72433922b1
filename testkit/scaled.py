"""A clock that runs faster, for the bot and for the workspace."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Final

from simulator import Workspace

_FACTOR: Final = "TESTKIT_FACTOR"
_BEGAN: Final = "TESTKIT_BEGAN"


class ScaledClock:
    """A genie.Clock that runs faster than the running event loop by a factor.

    The loop's seconds are real, except in tests with their own event loop.

    began_s: the loop's time at which the wall clock is right, by default now. Processes with the
    same one have the same clock.
    """

    def __init__(self, factor: float, began_s: float | None = None) -> None:
        self._factor = factor
        self._loop_s = asyncio.get_running_loop().time  # also called in threads
        now_s = self._loop_s()
        self._began_s = now_s if began_s is None else began_s
        self._began = datetime.now(UTC) - timedelta(seconds=now_s - self._began_s)

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


def clock_settings(factor: float) -> dict[str, str]:
    """Return environment variables for processes that share a clock."""
    return {_FACTOR: str(factor), _BEGAN: str(time.monotonic())}


def clock_of(environment: Mapping[str, str]) -> ScaledClock:
    """Return the clock of the processes with these environment variables."""
    return ScaledClock(float(environment[_FACTOR]), float(environment[_BEGAN]))


def put_on(clock: ScaledClock, workspace: Workspace) -> None:
    """Replace a workspace's clock by this one.

    Its limits and answer times are then those of the real world on this clock, and so is
    Retry-After.
    """
    workspace.clock.monotonic = clock.monotonic
