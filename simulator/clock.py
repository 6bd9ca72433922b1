"""The workspace's time, which a test can move without waiting."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Seconds that only go forward, and the wall time that belongs to them.

    monotonic: whose seconds they are; a simulation may put others in their place.
    """

    def __init__(self) -> None:
        self.monotonic: Callable[[], float] = time.monotonic
        self._wall_offset_s = time.time() - time.monotonic()
        self._skipped_s = 0.0

    def advance(self, seconds: float) -> None:
        """Pretend that this much time has passed."""
        self._skipped_s += seconds

    def now_s(self) -> float:
        """Seconds since some moment; only differences mean anything."""
        return self.monotonic() + self._skipped_s

    def now_ms(self) -> int:
        """Wall time as Genie writes it: milliseconds since 1970."""
        return self.to_ms(self.now_s())

    def to_ms(self, moment_s: float) -> int:
        """The wall time of a moment that now_s() gave."""
        return int((moment_s + self._wall_offset_s) * 1000)


def rfc3339(moment_ms: int) -> str:
    """A wall time as Databricks writes it in links and spaces: UTC, three fraction digits."""
    moment = datetime.fromtimestamp(moment_ms / 1000, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment_ms % 1000:03d}Z"
