"""Clocks for tests, in which nothing sleeps for real."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

from simulator.clock import Clock
from testkit.scaled import ScaledClock
from tests.idle_loop import IdleLoop


def stop(clock: Clock) -> None:
    """Let a workspace's time pass only where a test says so, not while a machine works."""
    now_s = float(int(clock.monotonic()))  # whole seconds are added up exactly
    clock.monotonic = lambda: now_s


class FakeClock:
    """Time that passes only by sleeping, and then at once. pauses are the sleeps so far."""

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
        """The present moment (or one before it) as Genie writes it."""
        return int((self.now().timestamp() - ago_s) * 1000)

    def advance(self, seconds: float) -> None:
        self._elapsed_s += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock, as a correction or a resumed machine does; no time passes."""
        self._jumped_s += seconds

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)


class VirtualClock(FakeClock):
    """Time that passes only when an IdleLoop has nothing to do; sleepers wake in time order."""

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
        """Let that much time pass, and everything happen that is due meanwhile."""
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
    """Time that runs faster, and leaps when it is told to."""

    def __init__(self, factor: float = 20) -> None:
        super().__init__(factor)
        self._leapt_s = 0.0

    def at(self, real_s: float) -> float:
        """Return the moment on this clock at which the event loop's was real_s."""
        return super().at(real_s) + self._leapt_s

    def leap(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self._leapt_s += seconds
