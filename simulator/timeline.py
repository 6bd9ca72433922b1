"""The status of a message over time."""

from dataclasses import dataclass

from simulator.switches import Switch, Switches

# The start of each status, as a fraction of the total time.
_STARTS = {
    "SUBMITTED": 0.0,
    "FETCHING_METADATA": 0.05,
    "FILTERING_CONTEXT": 0.15,
    "ASKING_AI": 0.25,
}
_WAREHOUSE_AT, _EXECUTING_AT = 0.45, 0.70
_RETRY = (("EXECUTING_QUERY", 0.45), ("ASKING_AI", 0.55), ("EXECUTING_QUERY", 0.80))


@dataclass(frozen=True, slots=True)
class Step:
    """A status and its start, in seconds after the question."""

    status: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A position on the timeline: the step, and the fraction of it that is over."""

    position: int
    status: str
    progress: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The statuses of one message; the last one is final."""

    steps: tuple[Step, ...]

    def moment(self, elapsed_s: float, *, is_held: bool = False) -> Moment:
        """Return the status after this many seconds; a held message does not become final."""
        reached = [n for n, step in enumerate(self.steps) if step.at_s <= elapsed_s]
        last = len(self.steps) - 1
        position = min(reached[-1] if reached else 0, last - 1 if is_held else last)
        step = self.steps[position]
        if position == last:
            return Moment(position, step.status, 1.0)
        length_s = self.steps[position + 1].at_s - step.at_s
        progress = (elapsed_s - step.at_s) / length_s if length_s else 1.0
        return Moment(position, step.status, min(max(progress, 0.0), 1.0))

    @property
    def end_s(self) -> float:
        """The time at which the message becomes final."""
        return self.steps[-1].at_s

    def ending(self, status: str) -> "Timeline":
        """Return the same with another final status."""
        return Timeline((*self.steps[:-1], Step(status, self.end_s)))


def plan(total_s: float, *, has_query: bool, switches: Switches) -> Timeline:
    """Return the timeline of an answer that takes total_s seconds."""
    parts = list(_STARTS.items())
    if has_query and switches.has(Switch.WAREHOUSE):
        parts.append(("PENDING_WAREHOUSE", _WAREHOUSE_AT))
    if has_query and switches.has(Switch.RETRY):
        parts.extend(_RETRY)
    elif has_query:
        parts.append(("EXECUTING_QUERY", _EXECUTING_AT))
    parts.append((_end_status(switches), 1.0))
    return Timeline(tuple(Step(status, part * total_s) for status, part in parts))


def _end_status(switches: Switches) -> str:
    if switches.has(Switch.FAIL) or switches.has(Switch.RATE_LIMIT):
        return "FAILED"
    return "CANCELLED" if switches.has(Switch.CANCEL) else "COMPLETED"
