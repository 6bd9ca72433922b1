"""Rate-limited logging, for events that any client can cause."""

import logging
import time
from collections import Counter
from typing import Final

PAUSE_S: Final = 5.0


class LimitedLog:
    """Logs each event at most once in PAUSE_S, with the number of omitted ones before it."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._next_at: dict[str, float] = {}
        self._left_out: Counter[str] = Counter()

    def write(
        self, level: int, event: str, *, exc_info: BaseException | None = None, **extra: object
    ) -> None:
        """Log an event, whose name is constant, unless the same one was logged recently."""
        now_s = time.monotonic()
        if now_s < self._next_at.get(event, now_s):
            self._left_out[event] += 1
            return
        self._next_at[event] = now_s + PAUSE_S
        extra["left_out"] = self._left_out.pop(event, 0)
        self._log.log(level, event, exc_info=exc_info, extra=extra)
