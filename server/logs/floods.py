"""Many equal lines become one with a count."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from server.logs.entries import Entry

PAUSE_S: Final = 5.0
# Different lines of the last PAUSE_S; with more, the oldest may be repeated too early.
MOST_REMEMBERED: Final = 2_000


@dataclass(slots=True)
class _Repeated:
    """Equal lines since one was written. left_out counts those that were not."""

    ends_s: float
    last: Entry
    left_out: int = 0


class Floods:
    """Writes equal lines at most once in PAUSE_S. All times are those of one monotonic clock.

    The first line is written at once. If others follow, the last of them is written at the end of
    the pause; its field left_out counts the ones in between. Lines are equal if only their times
    differ, so that none about another question is ever left out.
    """

    def __init__(self) -> None:
        # In the order of their ends, since all pauses have the same length.
        self._repeated: dict[Entry, _Repeated] = {}

    @property
    def next_end_s(self) -> float | None:
        """When a pause ends next."""
        return next((each.ends_s for each in self._repeated.values()), None)

    def take(self, entry: Entry, now_s: float) -> Iterator[Entry]:
        """Take a line, and return those that are to be written now."""
        yield from self.ended(now_s)
        if (repeated := self._repeated.get(entry)) is not None:
            repeated.last = entry
            repeated.left_out += 1
            return
        if len(self._repeated) >= MOST_REMEMBERED:
            yield from self._counted(next(iter(self._repeated)))
        self._repeated[entry] = _Repeated(now_s + PAUSE_S, entry)
        yield entry

    def ended(self, now_s: float) -> Iterator[Entry]:
        """Return the lines whose pauses have ended, and begin another pause for them."""
        while self._repeated:
            entry, repeated = next(iter(self._repeated.items()))
            if repeated.ends_s > now_s:
                return
            for counted in self._counted(entry):
                self._repeated[entry] = _Repeated(now_s + PAUSE_S, entry)
                yield counted

    def rest(self) -> Iterator[Entry]:
        """Return all lines that wait for the ends of their pauses."""
        for entry in tuple(self._repeated):
            yield from self._counted(entry)

    def _counted(self, entry: Entry) -> Iterator[Entry]:
        repeated = self._repeated.pop(entry)
        if repeated.left_out:
            fields = (*repeated.last.fields, ("left_out", repeated.left_out - 1))
            yield replace(repeated.last, fields=fields)
