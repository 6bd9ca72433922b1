"""Time as the client sees it, so that tests and simulations can run it faster."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol


class Clock(Protocol):
    """What the client needs to know of time, in seconds."""

    def monotonic(self) -> float:
        """Return seconds since some fixed moment."""

    def now(self) -> datetime:
        """Return the present moment, aware."""

    async def sleep(self, seconds: float) -> None:
        """Let that much time pass."""


class SystemClock:
    """Real time."""

    def monotonic(self) -> float:
        """Return the system's monotonic seconds."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the event loop."""
        await asyncio.sleep(seconds)


class WorkspaceTime:
    """The time in the workspace, as the Date of its responses tells it, to the second.

    When a message was created is compared with this alone: this machine's wall clock may be wrong,
    and may jump. Until the first response there is no other.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._date: datetime | None = None
        self._heard_at = 0.0

    def note(self, date: str | None) -> None:
        """Take in the Date of a response that has just come."""
        try:
            moment = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if moment.tzinfo is not None:
            self._date, self._heard_at = moment, self._clock.monotonic()

    def now(self) -> datetime:
        """Return the present moment, aware."""
        if self._date is None:
            return self._clock.now()
        return self._date + timedelta(seconds=self._clock.monotonic() - self._heard_at)
