"""The client's clocks, which tests and simulations can replace."""

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol


class Clock(Protocol):
    """The time functions that the client needs, in seconds."""

    def monotonic(self) -> float:
        """Return seconds since some fixed moment."""

    def now(self) -> datetime:
        """Return the current time as an aware datetime."""

    async def sleep(self, seconds: float) -> None:
        """Wait for this time."""

    def timeout(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Limit the time inside the block; after it, the block ends with TimeoutError."""


class SystemClock:
    """Real time."""

    def monotonic(self) -> float:
        """Return the system's monotonic seconds."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the event loop."""
        await asyncio.sleep(seconds)

    def timeout(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Return the event loop's timeout."""
        return asyncio.timeout(seconds)


class WorkspaceTime:
    """The time in the workspace, from the Date of its responses, to the second.

    Creation times of messages are compared only with this time: this machine's wall clock may be
    wrong, and may jump. Until the first response it is that clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: str | None = None
        self._date: datetime | None = None
        self._heard_at = 0.0

    def note(self, date: str | None) -> None:
        """Record the Date of a response that has just arrived.

        Within a second the first response is closest to it.
        """
        if date == self._told:
            return
        self._told = date
        try:
            moment = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if moment.tzinfo is not None:
            self._date, self._heard_at = moment, self._clock.monotonic()

    def now(self) -> datetime:
        """Return the current time as an aware datetime."""
        if self._date is None:
            return self._clock.now()
        return self._date + timedelta(seconds=self._clock.monotonic() - self._heard_at)
