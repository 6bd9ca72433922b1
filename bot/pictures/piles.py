"""Where each bar begins and ends: beside or on each other, in the unit of their scale."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.amounts import Unit
from bot.pictures.frame import Gaps, Scale


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the unit of the scale; those of a category stand in lanes."""

    category: int
    lane: int
    start: float
    length: float

    @property
    def end(self) -> float:
        """Where it ends, on the side away from zero."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of each series, in so many lanes per category, and the scale that measures them."""

    series: Sequence[Sequence[Bar]]
    lanes: int
    scale: Scale

    @property
    def are_positive(self) -> bool:
        """Whether none reaches below zero."""
        return all(bar.length >= 0 for bars in self.series for bar in bars)


def bars_of(series: Sequence[Gaps], *, is_stacked: bool) -> Bars:
    """Place the values, which are finite, and of which there is at least one."""
    unit = Unit.of(_farthest(series) if is_stacked else _largest(series))
    scaled = [[None if v is None else unit.scale(v) for v in values] for values in series]
    bars = _stacked(scaled) if is_stacked else _beside(scaled)
    scale = Scale.of((bar.end for row in bars for bar in row), unit, is_from_zero=True)
    return Bars(bars, 1 if is_stacked else len(series), scale)


def _largest(series: Sequence[Gaps]) -> float:
    return max(abs(v) for values in series for v in values if v is not None)


def _farthest(series: Sequence[Gaps]) -> float:
    """Return how far the farthest pile reaches from zero; none reaches beyond the numbers."""
    piles = [[v for v in pile if v is not None] for pile in zip(*series, strict=True)]
    highest = max(sum(v for v in pile if v > 0) for pile in piles)
    lowest = min(sum(v for v in pile if v < 0) for pile in piles)
    return min(max(highest, -lowest), sys.float_info.max)


def _beside(series: Sequence[Gaps]) -> list[list[Bar]]:
    return [
        [Bar(n, lane, 0.0, value) for n, value in enumerate(values) if value is not None]
        for lane, values in enumerate(series)
    ]


def _stacked(series: Sequence[Gaps]) -> list[list[Bar]]:
    """Pile up what is above zero, and downwards what is below."""
    ends: dict[tuple[int, bool], float] = {}
    rows: list[list[Bar]] = []
    for values in series:
        known = [(n, v) for n, v in enumerate(values) if v is not None]
        row = [Bar(n, 0, ends.get((n, v < 0), 0.0), v) for n, v in known]
        ends |= {(bar.category, bar.length < 0): bar.end for bar in row}
        rows.append(row)
    return rows
