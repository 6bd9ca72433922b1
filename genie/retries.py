"""Retry intervals."""

import random
from typing import Final

# No server asks for more than a day; a larger number is a mistake, and must not overflow.
_LONGEST_ASKED_S: Final = 86_400.0
_MOST_DOUBLINGS: Final = 10


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
