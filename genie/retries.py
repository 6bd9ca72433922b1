"""Retries, and the intervals between them."""

import math
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from genie.clock import Clock

# No server asks for more than a day; a larger number is a mistake, and must not overflow.
_LONGEST_ASKED_S: Final = 86_400.0
_MOST_DOUBLINGS: Final = 10

ResultT = TypeVar("ResultT")
# Takes an error and the number of attempts so far; returns the seconds to wait before the next
# attempt, or None: the error is final.
PauseAfter = Callable[[Exception, int], float | None]


def read_retry_after(header: str | None) -> float | None:
    """Read a Retry-After header in seconds; its other form, a date, counts as absent."""
    if not header or not header.isascii() or not header.isdigit():
        return None
    return min(float(header), _LONGEST_ASKED_S)


def pause_s(attempts: int, asked_s: float | None, *, first_s: float, longest_s: float) -> float:
    """Return the seconds to wait after this number of failed attempts.

    It is the time that the server asks for, or else first_s, doubled with each attempt up to
    longest_s. Up to a quarter of jitter is added, which spreads many clients.
    """
    backoff_s = min(first_s * 2.0 ** min(attempts - 1, _MOST_DOUBLINGS), longest_s)
    least_s = asked_s or backoff_s  # "Retry-After: 0" must not become a tight loop
    return least_s + random.uniform(0, least_s / 4)  # noqa: S311 - jitter needs no cryptography


async def retry(
    send: Callable[[], Awaitable[ResultT]],
    pause_after: PauseAfter,
    *,
    clock: Clock,
    deadline: float = math.inf,
) -> ResultT:
    """Call send until it succeeds, with pauses between the attempts; return its result.

    An error is raised if it is final, or if the pause after it would end later than deadline, on
    the clock's monotonic().
    """
    attempts = 0
    while True:
        attempts += 1
        try:
            return await send()
        except Exception as exc:
            wait_s = pause_after(exc, attempts)
            if wait_s is None or clock.monotonic() + wait_s > deadline:
                raise
        await clock.sleep(wait_s)
