"""Leases as an observer sees them, by its own monotonic clock only.

A holder renews its lease by changing a stamp. An observer that has seen the same stamp for the
duration of a lease considers the holder dead. Clocks are never compared, so that a jump of the wall
clock, or clocks that differ, cost no holder its lease.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from genie import Clock


class Stamped(NamedTuple):
    """An entry as an observer sees it; holder and renewals together are the stamp.

    added_at: in seconds since 1970, by the wall clock of the latest holder.
    """

    key: str
    holder: str
    renewals: float
    added_at: float


class _Seen(NamedTuple):
    """The times are those of the observer's monotonic clock."""

    entry: Stamped
    since: float
    added_at: float


class Leases:
    """What this process has seen of the entries of all processes, and since when."""

    def __init__(self, clock: Clock, lease_s: float) -> None:
        self._clock = clock
        self._lease_s = lease_s
        self._looked_at = -math.inf
        self._seen: dict[str, _Seen] = {}

    def look(self, entries: Sequence[Stamped]) -> None:
        """Update with all current entries."""
        now, wall = self._clock.monotonic(), self._clock.now().timestamp()
        seen: dict[str, _Seen] = {}
        for entry in entries:
            known = self._seen.get(entry.key)
            if known is None:
                # An entry that was missing at the last look cannot be older than it, whatever the
                # clocks say.
                age_s = min(max(0.0, wall - entry.added_at), now - self._looked_at)
                seen[entry.key] = _Seen(entry, now, now - age_s)
            elif known.entry[:3] != entry[:3]:
                seen[entry.key] = _Seen(entry, now, known.added_at)
            else:
                seen[entry.key] = known
        self._seen, self._looked_at = seen, now

    def has_run_out(self, key: str) -> bool:
        """Whether the lease of an entry has expired."""
        return self._clock.monotonic() - self._seen[key].since >= self._lease_s

    def age_s(self, key: str) -> float:
        """How long ago an entry was added, without the clock jumps that were observed."""
        return self._clock.monotonic() - self._seen[key].added_at
