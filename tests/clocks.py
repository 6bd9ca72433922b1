"""Clocks for tests, in which nothing sleeps for real."""

import asyncio
from datetime import UTC, datetime, timedelta


class FakeClock:
    """Time that passes only by sleeping, and then at once. pauses are the sleeps so far."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._elapsed_s = 0.0

    def monotonic(self) -> float:
        return 1000.0 + self._elapsed_s

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(seconds=self._elapsed_s)

    def now_ms(self, ago_s: float = 0.0) -> int:
        """The present moment (or one before it) as Genie writes it."""
        return int((self.now().timestamp() - ago_s) * 1000)

    def advance(self, seconds: float) -> None:
        self._elapsed_s += seconds

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)
