"""The workspace's limit on questions: five in any minute, over all its spaces."""

import math
from collections import deque

from simulator import errors
from simulator.clock import Clock


class QuestionLimit:
    """A sliding window over accepted questions; refused ones do not count."""

    def __init__(self, clock: Clock, *, limit: int, window_s: float) -> None:
        self._clock = clock
        self._limit = limit
        self._window_s = window_s
        self._accepted: deque[float] = deque()

    def take(self) -> None:
        """Count one question, or raise a 429 with Retry-After."""
        if self._limit <= 0:
            return
        now_s = self._clock.now_s()
        while self._accepted and self._accepted[0] <= now_s - self._window_s:
            self._accepted.popleft()
        if len(self._accepted) >= self._limit:
            wait_s = self._accepted[0] + self._window_s - now_s
            raise errors.too_many_questions(self._limit, max(1, math.ceil(wait_s)))
        self._accepted.append(now_s)
