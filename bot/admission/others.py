"""What this process knows of the questions of the bot's other instances, by its own clock.

Each instance writes a section of a record that all of them share. Times in it are by the writer's
monotonic clock, and only their differences are used. The wall clock is used for one thing: how long
ago a section was written that is seen for the first time.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from genie import Clock

# Wall clocks of instances may differ by this much.
SKEW_S: Final = 5.0
# An instance that does not use its turn for this long is passed over: it may be gone. One that is
# alive may believe for a little more than SKEW_S that it is not its turn yet.
PASSED_OVER_AFTER_S: Final = 8.0
# Posts are grouped by time, so that a section is short whatever the limit is.
_STEP_S: Final = 0.5
# The first ones in the queue are enough: the others of a long queue wait for minutes.
MOST_WAITING: Final = 100

# A round and a time of arrival: lower ranks are served first. See bot/admission/fair_window.py.
Rank = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Section:
    """What an instance tells the others, as plain JSON.

    Args:
        clock_s: its monotonic clock when it wrote this.
        wall_s: its wall clock then, in seconds since 1970.
        posts: the time from which posts count, in steps of its monotonic clock, and their number.
        waiting: the round of each waiting question, and how long it had waited by then.
        served: the round that it serves.
        closed_for_s: how long Genie will refuse questions from then on.
    """

    clock_s: float
    wall_s: float
    posts: list[list[int]] = field(default_factory=list)
    waiting: list[list[float]] = field(default_factory=list)
    served: int = 1
    closed_for_s: float = 0.0

    @classmethod
    def of(
        cls,
        clock: Clock,
        counted_from: Iterable[float],
        waiting: Iterable[Rank],
        *,
        served: int,
        closed_until: float,
    ) -> "Section":
        """Make this process's own section; all times are those of its monotonic clock."""
        now = clock.monotonic()
        steps = Counter(math.ceil(at / _STEP_S) for at in counted_from)
        return cls(
            now,
            clock.now().timestamp(),
            [list(each) for each in sorted(steps.items())],
            [[a_round, now - arrived_at] for a_round, arrived_at in waiting],
            served,
            max(0.0, closed_until - now),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A section, with its times by this process's monotonic clock.

    posts: by step. since: when it was seen for the first time.
    """

    section: Section
    since: float
    posts: dict[int, float]
    waiting: list[Rank]
    closed_until: float

    def counted_from(self) -> list[float]:
        return [self.posts[step] for step, count in self.section.posts for _ in range(count)]


class Others:
    """The other instances.

    A post counts from the latest time at which it can have been made, so that what is not known
    delays a question, and never exceeds the limit.

    Args:
        window_s: how long a post counts.
    """

    def __init__(self, clock: Clock, window_s: float) -> None:
        self._clock = clock
        self._window_s = window_s
        self._seen: dict[str, _Seen] = {}
        self._looked_at = -math.inf
        self._free_since: float | None = None

    def see(self, sections: Mapping[str, Section]) -> None:
        """Take over the sections of all other instances that the record has now."""
        self._seen = {name: self._sighted(name, each) for name, each in sections.items()}
        self._looked_at = self._clock.monotonic()

    def _sighted(self, name: str, section: Section) -> _Seen:
        known = self._seen.get(name)
        if known is not None and known.section == section:
            return known
        now = self._clock.monotonic()
        elapsed_s = max(0.0, self._clock.now().timestamp() - section.wall_s)
        written_at = now - max(0.0, elapsed_s - SKEW_S)  # at the latest
        posts = {
            # What was not there at the last look is not older, whatever the wall clocks say.
            step: max(self._looked_at, written_at - (section.clock_s - step * _STEP_S))
            for step, _ in section.posts
        }
        if known is not None:
            posts |= {step: at for step, at in known.posts.items() if step in posts}
        waiting = [(int(a_round), now - elapsed_s - age_s) for a_round, age_s in section.waiting]
        return _Seen(section, now, posts, waiting, written_at + section.closed_for_s)

    def counted_from(self) -> list[float]:
        """Return the times from which their posts count."""
        return [at for seen in self._seen.values() for at in seen.counted_from()]

    @property
    def served(self) -> int:
        """The latest round that one of them serves."""
        return max((seen.section.served for seen in self._seen.values()), default=1)

    @property
    def closed_until(self) -> float:
        """Until when Genie refuses questions, as it has told one of them."""
        return max((seen.closed_until for seen in self._seen.values()), default=-math.inf)

    @property
    def are_gone(self) -> bool:
        """Whether this instance is certainly the only one, as far as the record shows."""
        has_looked = self._looked_at > -math.inf
        return has_looked and not any(self._matters(seen) for seen in self._seen.values())

    def note_free(self, *, is_free: bool) -> None:
        """Record whether Genie takes a question now, from any instance."""
        if not is_free:
            self._free_since = None
        elif self._free_since is None:
            self._free_since = self._clock.monotonic()

    def ahead_of(self, rank: Rank) -> int:
        """Return how many of their questions are posted before one with this rank."""
        return sum(
            bisect_left(seen.waiting, rank)
            for seen in self._seen.values()
            if not self._is_passed_over(seen)
        )

    def kept(self) -> dict[str, Section]:
        """Return the sections that the next version of the record has to contain."""
        return {
            name: replace(seen.section, waiting=[]) if self._is_passed_over(seen) else seen.section
            for name, seen in self._seen.items()
            if self._matters(seen)
        }

    def _is_passed_over(self, seen: _Seen) -> bool:
        """Whether it has not used its turn; one that is alive writes its queue again."""
        if self._free_since is None:
            return False
        since = max(self._free_since, seen.since)
        return self._clock.monotonic() - since >= PASSED_OVER_AFTER_S

    def _matters(self, seen: _Seen) -> bool:
        now = self._clock.monotonic()
        counts = any(at + self._window_s > now for at in seen.posts.values())
        return counts or bool(seen.waiting) or seen.closed_until > now
