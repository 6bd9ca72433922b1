"""The workspace's clock, which a test can advance without waiting."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """A monotonic clock, and the wall clock that follows it.

    monotonic: the source of seconds, which a simulation may replace.
    """

    def __init__(self) -> None:
        self.monotonic: Callable[[], float] = time.monotonic
        self._wall_offset_s = time.time() - time.monotonic()
        self._skipped_s = 0.0

    def advance(self, seconds: float) -> None:
        """Advance by this time."""
        self._skipped_s += seconds

    def now_s(self) -> float:
        """Return seconds since some fixed moment."""
        return self.monotonic() + self._skipped_s

    def now_ms(self) -> int:
        """Return the wall time in Genie's format: milliseconds since 1970."""
        return self.to_ms(self.now_s())

    def to_ms(self, moment_s: float) -> int:
        """Return the wall time of a value of now_s()."""
        return int((moment_s + self._wall_offset_s) * 1000)


def rfc3339(moment_ms: int) -> str:
    """Return a wall time in Databricks' format for links and spaces: UTC, three fraction digits."""
    moment = datetime.fromtimestamp(moment_ms / 1000, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment_ms % 1000:03d}Z"
