"""Which data is drawn, and in which order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import Final

from cards.charts.amounts import Number, Numbers, floats, known_of, total
from cards.charts.data import Data, Track
from cards.charts.measures import is_rising
from cards.charts.model import Kind
from cards.charts.thinning import thinned
from genie.tables import Cell

MAX_BARS: Final = 12
_MAX_BARS_TOGETHER: Final = 80
MAX_SLICES: Final = 7
# A card is some 400 pixels wide, so that a line with more points looks the same.
MAX_POINTS: Final = 200
_FEWEST: Final = 2
_NUMBERED: Final = re.compile(r"[<>≤≥~≈$€]?\s*(?P<number>\d{1,9})(?!\d)", re.ASCII)
_BELOW: Final = ("<", "≤")


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A chart's keys and numbers, still exact.

    Args:
        tracks: a value for each key, and for shares possibly one more for all other keys, so that
            all parts add up to the whole.
        others: how many keys are in that last value.
        left_out: how many keys are not shown at all.
        has_largest: the shown keys are the largest, and not the first ones of the result.
        points: the number of keys before the line was thinned.
    """

    keys: tuple[Cell, ...]
    tracks: tuple[Track, ...]
    others: int = 0
    left_out: int = 0
    has_largest: bool = True
    points: int = 0


def fits(kind: Kind, data: Data) -> bool:
    """Whether this kind of chart can show the data."""
    counts = [len(known_of(track.values)) for track in data.tracks]
    axis = data.axes.axis
    match kind:
        case Kind.LINE:  # a series of one point is not a line
            return axis.is_time and max(counts, default=0) >= _FEWEST
        case Kind.BAR:
            has_two = len(data.keys) >= _FEWEST and sum(counts) >= _FEWEST
            return has_two and (not axis.is_time or _is_short(data))
        case _:
            return _is_of_parts(data)


def figure_of(kind: Kind, data: Data, *, is_ranked: bool) -> Figure:
    """Arrange data for a kind that fits it. is_ranked: the query sorts by the measure."""
    match kind:
        case Kind.LINE:
            kept = thinned([track.values for track in data.tracks], MAX_POINTS)
            return replace(_picked(data.keys, data.tracks, kept), points=len(data.keys))
        case Kind.BAR:
            return _bars(data, is_ranked=is_ranked)
        case _:
            return _slices(data)


def _is_short(data: Data) -> bool:
    """Whether all bars can be drawn, which is required if their order has a meaning."""
    keys = len(data.keys)
    return keys <= MAX_BARS and keys * len(data.tracks) <= _MAX_BARS_TOGETHER


def _bars(data: Data, *, is_ranked: bool) -> Figure:
    """Arrange bars by time, by their own order, by the query's order, or by size."""
    if data.axes.axis.is_time:
        return Figure(data.keys, data.tracks, points=len(data.keys))
    if _is_short(data) and (order := _own_order(data)):
        return _picked(data.keys, data.tracks, order)
    is_in_order = data.axes.split is None and (is_ranked or is_rising(data.heights))
    return _first(data) if is_in_order else _by_size(data)


def _is_of_parts(data: Data) -> bool:
    """Whether the numbers are parts of a whole, and few enough to be told apart."""
    values = data.tracks[0].values
    sizes = floats(values)
    if len(known_of(values)) < len(sizes) or sum(size > 0 for size in sizes) < _FEWEST:
        return False
    # Most of the whole must not be in the combined slice.
    shown = sum(nlargest(MAX_SLICES - 1, sizes))
    return min(sizes) >= 0 and (len(sizes) <= MAX_SLICES or 2 * shown >= sum(sizes))


def _slices(data: Data) -> Figure:
    """Arrange the parts of a whole, the largest first, the smallest ones combined."""
    sizes = floats(data.tracks[0].values)
    order = sorted(range(len(sizes)), key=lambda at: sizes[at], reverse=True)
    count = len(order) if len(order) <= MAX_SLICES else MAX_SLICES - 1
    return _picked(data.keys, data.tracks, order[:count], order[count:])


def _first(data: Data) -> Figure:
    """Show the first keys in the result's order, as asked; keys without a number come last."""
    heights = data.heights
    places = [at for at, height in enumerate(heights) if height is not None]
    places += [at for at, height in enumerate(heights) if height is None]
    figure = _picked(data.keys, data.tracks, places[:MAX_BARS])
    has_largest = is_rising(floats(data.heights)[::-1])
    return replace(figure, left_out=len(places[MAX_BARS:]), has_largest=has_largest)


def _by_size(data: Data) -> Figure:
    """Show the largest; keys without a number come last."""
    sizes, known = floats(data.heights), [height is not None for height in data.heights]
    places = range(len(data.keys))
    largest = nlargest(MAX_BARS, places, key=lambda at: (known[at], abs(sizes[at])))
    shown = sorted(largest, key=lambda at: (known[at], sizes[at]), reverse=True)
    figure = _picked(data.keys, data.tracks, shown)
    return replace(figure, left_out=len(places) - len(shown))


def _picked(
    keys: Sequence[Cell], tracks: Sequence[Track], shown: Sequence[int], rest: Sequence[int] = ()
) -> Figure:
    """Take the keys at some positions, and add up those at others."""

    def picked(values: Numbers) -> tuple[Number | None, ...]:
        others = [total(values[at] for at in rest)] if rest else []
        return (*(values[at] for at in shown), *others)

    return Figure(
        tuple(keys[at] for at in shown),
        tuple(replace(track, values=picked(track.values)) for track in tracks),
        others=len(rest),
    )


def _own_order(data: Data) -> list[int] | None:
    """Return the order of classes such as "18-24" and "25-34"; None if the keys have none."""
    if data.axes.axis.is_ordered:
        return list(range(len(data.keys)))
    numbers = []
    for key in data.keys:
        number = _first_number(key)
        if number is None or data.axes.axis.is_identifier:
            return None
        numbers.append(number)
    return sorted(range(len(numbers)), key=lambda at: numbers[at])


def _first_number(key: Cell) -> tuple[int, int] | None:
    """Return the number at the start of a text, and whether more text follows."""
    if not isinstance(key, str) or not (match := _NUMBERED.match(key)):
        return None
    return int(match["number"]), 0 if key.startswith(_BELOW) else 1
