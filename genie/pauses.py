"""How long to wait before something is sent again."""

import random
from typing import Final

# No answer asks for more than a day; a longer number is a mistake that must not overflow.
_LONGEST_ASKED_S: Final = 86_400.0
_MOST_DOUBLINGS: Final = 10


def read_retry_after(header: str | None) -> float | None:
    """Read a Retry-After header as seconds; its other form, a date, counts as unsaid."""
    if not header or not header.isascii() or not header.isdigit():
        return None
    return min(float(header), _LONGEST_ASKED_S)


def pause_s(attempts: int, asked_s: float | None, *, first_s: float, longest_s: float) -> float:
    """Return the seconds to wait after so many attempts in vain.

    As long as the other side asks, else first_s, and twice as long each time, up to longest_s; and
    up to a quarter more, by chance, which keeps many clients apart.
    """
    backoff_s = min(first_s * 2.0 ** min(attempts - 1, _MOST_DOUBLINGS), longest_s)
    least_s = asked_s or backoff_s  # "Retry-After: 0" must not become a tight loop
    return least_s + random.uniform(0, least_s / 4)  # noqa: S311 - jitter is no secret
