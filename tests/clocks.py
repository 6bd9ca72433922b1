"""Clocks for tests that do not really wait."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from simulator.clock import Clock
from testkit.scaled import ScaledClock
from tests.idle_loop import IdleLoop


def stop(clock: Clock) -> None:
    """Freeze a workspace's clock, so that its time passes only when the test says so."""
    now_s = float(int(clock.monotonic()))  # whole seconds are added exactly
    clock.monotonic = lambda: now_s


class FakeClock:
    """A clock that advances only by sleeping, without waiting. pauses are the sleeps so far."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._elapsed_s = 0.0
        self._jumped_s = 0.0

    def monotonic(self) -> float:
        return 1000.0 + self._elapsed_s

    def now(self) -> datetime:
        wall_s = self._elapsed_s + self._jumped_s
        return datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(seconds=wall_s)

    def now_ms(self, ago_s: float = 0.0) -> int:
        """Return the current time, or an earlier one, in Genie's format."""
        return int((self.now().timestamp() - ago_s) * 1000)

    def advance(self, seconds: float) -> None:
        self._elapsed_s += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock, as a correction or a resumed machine does, and only that."""
        self._jumped_s += seconds

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    @asynccontextmanager
    async def timeout(self, seconds: float) -> AsyncIterator[None]:
        async with asyncio.timeout(None) as limit:

            def ring(_: object) -> None:
                limit.reschedule(asyncio.get_running_loop().time())

            sleeping = asyncio.ensure_future(self.sleep(seconds))
            sleeping.add_done_callback(ring)
            try:
                yield
            finally:
                sleeping.remove_done_callback(ring)
                sleeping.cancel()


class VirtualClock(FakeClock):
    """A clock that advances only when the loop is idle; sleepers wake in order of time."""

    def __init__(self) -> None:
        super().__init__()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.monotonic() + seconds, next(self._order), waking))
        await waking

    async def elapse(self, seconds: float) -> None:
        """Advance by this time, and let everything happen that is due meanwhile."""
        end = self.monotonic() + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            moment, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                self.advance(moment - self.monotonic())
                waking.set_result(None)
                await self._settle()
        self.advance(end - self.monotonic())

    async def _settle(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, IdleLoop)
        await loop.settled()


class JumpingClock(ScaledClock):
    """A clock that runs faster, and can leap."""

    def __init__(self, factor: float = 20) -> None:
        super().__init__(factor)
        self._leapt_s = 0.0

    def at(self, real_s: float) -> float:
        """Return this clock's time at a time of the event loop."""
        return super().at(real_s) + self._leapt_s

    def leap(self, seconds: float) -> None:
        """Advance at once."""
        self._leapt_s += seconds
