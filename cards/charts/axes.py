"""The axis of a chart, and the dimension that splits it into series."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from cards.charts.dimensions import Dimension
from cards.charts.grains import ABSOLUTE

_PAIR: Final = 2
_COMBINED_COLUMNS: Final = 4


@dataclass(frozen=True, slots=True)
class Axes:
    """The dimensions of a chart. They identify each row."""

    axis: Dimension
    split: Dimension | None = None


def axes_of(dimensions: Sequence[Dimension]) -> Axes | None:
    """Choose the axes; None if rows would coincide, since charts do not add up rows."""
    time = _time_axis(dimensions)
    named = [dimension for dimension in dimensions if not dimension.is_time]
    named.sort(key=lambda dimension: dimension.is_identifier)
    thing = next((dimension for dimension in named if dimension.is_unique), None)
    if time and not (thing and _belongs_to(time, thing)):
        found = _over_time(time, [other for other in dimensions if other is not time])
        if found:
            return found
    return Axes(thing) if thing else _by_two(named[:_COMBINED_COLUMNS])


def _time_axis(dimensions: Sequence[Dimension]) -> Dimension | None:
    """Choose the time axis: not a recurring part of a year, and not a property of a thing."""
    times = [dimension for dimension in dimensions if dimension.is_time]
    return min(
        times,
        key=lambda time: (time.grain not in ABSOLUTE, time.describes, time.at),
        default=None,
    )


def _belongs_to(time: Dimension, thing: Dimension) -> bool:
    """Whether a time is a property of the things that the rows are about."""
    return time.describes or not time.is_unique or thing.at < time.at


def _over_time(time: Dimension, others: Sequence[Dimension]) -> Axes | None:
    if time.is_unique:
        return Axes(time)
    # A series of a single point is not a line.
    long = [other for other in others if other.distinct * _PAIR <= len(other.keys)]
    splits = [other for other in long if _tell_rows_apart(time, other)]
    if not splits:
        return None
    split = min(splits, key=lambda other: (other.is_identifier, other.distinct))
    # Two years of many regions become two bars per region.
    if time.distinct == _PAIR and split.distinct > _PAIR and not split.is_time:
        return Axes(split, time)
    return Axes(time, split)


def _by_two(named: Sequence[Dimension]) -> Axes | None:
    for one, other in combinations(named, 2):
        if _tell_rows_apart(one, other):
            return Axes(other, one) if other.distinct > one.distinct else Axes(one, other)
    return None


def _tell_rows_apart(one: Dimension, other: Dimension) -> bool:
    """Whether no two rows agree in both; rows without a time do not count."""
    pairs = list(zip(one.keys, other.keys, strict=True))
    if one.is_time:
        pairs = [pair for pair in pairs if pair[0] is not None]
    return len(set(pairs)) == len(pairs)
