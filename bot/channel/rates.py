"""The rate limits of a conversation, and the share that each urgency may use."""

import math
from array import array
from enum import Enum
from typing import Final

from cachetools import LRUCache

from genie import Clock

# The limits for sends of one bot to one conversation: count and seconds; updates count as sends.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
LIMITS: Final = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
_MOST_SENT: Final = max(limit for limit, _ in LIMITS)
# The most recent conversations; for a forgotten one the count starts at zero, and a 429 corrects
# it.
REMEMBERED: Final = 20_000


class Urgency(Enum):
    """The share of a conversation's rate that a message may use, and how long it is retried, in s.

    The rest is reserved for more urgent messages. A patience of 0 means one attempt. A third number
    is that of attempts that the channel may refuse; waiting for the rate is none.
    """

    TYPING = (0.4, 0.0)
    PROGRESS = (0.6, 4.0)
    TIDYING = (0.75, 60.0)  # removes progress whose Stop button has no effect any more
    NOTICE = (0.9, 8.0)  # also sent within a turn, which has to end in 10 to 15 s
    ANSWER = (1.0, 120.0)
    # An answer in the place of its progress, or of the line that announces it. Where updates are
    # refused, a new message is accepted, and people should not wait minutes for it: three attempts
    # take 4 s.
    REPLACEMENT = (1.0, 120.0, 3)

    def __init__(self, share: float, patience_s: float, most_attempts: float = math.inf) -> None:
        self.share = share
        self.patience_s = patience_s
        self.most_attempts = most_attempts

    @property
    def may_wait(self) -> bool:
        """Whether it waits for the rate. Progress does not, since the next progress is newer."""
        return self not in {Urgency.TYPING, Urgency.PROGRESS}


class ConversationRates:
    """Counts what is sent to each conversation."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # The times of the last sends. A deque would take four times as much memory.
        self._sent: LRUCache[str, array[float]] = LRUCache(REMEMBERED)
        self._closed_until: LRUCache[str, float] = LRUCache(REMEMBERED)

    def wait_s(self, conversation: str, urgency: Urgency) -> float:
        """Return how long to wait before the next send of this urgency; 0: it may be sent now."""
        now = self._clock.monotonic()
        waits = [self._closed_until.get(conversation, now) - now]
        sent = self._sent.get(conversation, ())
        for limit, window_s in LIMITS:
            allowed = max(1, int(limit * urgency.share))
            if len(sent) >= allowed:
                waits.append(sent[-allowed] + window_s - now)
        return max(0.0, *waits)

    def note(self, conversation: str) -> None:
        """Count a send, now."""
        sent = self._sent.get(conversation)
        if sent is None:
            sent = self._sent[conversation] = array("d")
        sent.append(self._clock.monotonic())
        del sent[:-_MOST_SENT]

    def close(self, conversation: str, seconds: float) -> None:
        """Block all sends for some time, since the channel has asked for it."""
        until = self._clock.monotonic() + seconds
        self._closed_until[conversation] = max(self._closed_until.get(conversation, 0.0), until)
