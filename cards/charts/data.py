"""A result's numbers in the shape of a chart: the keys of an axis, a track for each series."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isclose
from typing import Final, TypeVar, cast

from cards.charts.amounts import Key, Number, Numbers, floats, known_of, sums, total
from cards.charts.axes import Axes
from cards.charts.dimensions import Dimension
from cards.charts.meaning import TOTALS
from cards.charts.measures import Measure, near
from genie.tables import Cell, Column

Value = TypeVar("Value")

ByPair = Mapping[tuple[Cell, Cell], Number | None]

MAX_SERIES: Final = 6
_ROUNDING: Final = 1e-6
_FEWEST_PARTS: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A series before it is drawn: a number for each key. key tells it apart, if a split does."""

    column: Column
    values: tuple[Number | None, ...]
    key: Cell = None
    is_others: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """All that a chart of these axes could show.

    Args:
        keys: those of the axis, by time if it is one of time, else in the order of the rows.
        heights: for each key, the number that it is sorted by.
        is_additive: tracks can be added up over their keys.
        is_complete: the result holds all that there is.
        more_series: how many series have no track of their own.
        has_others: the last track is the sum of those.
        is_stackable: the series are parts of one whole.
    """

    axes: Axes
    keys: tuple[Cell, ...]
    heights: tuple[Number | None, ...] = ()
    tracks: tuple[Track, ...] = ()
    is_additive: bool = False
    is_complete: bool = True
    more_series: int = 0
    has_others: bool = False
    is_stackable: bool = False


def data_of(axes: Axes, measures: Sequence[Measure], main: Measure, *, is_complete: bool) -> Data:
    """Bring the numbers into shape, those of the main measure only if a split parts them.

    Rows that hold the total of the others are left out, since they would count twice.
    """
    rows = _meant(axes, main)
    places = _picked(axes.axis.keys, rows)
    known = dict.fromkeys(places)
    keys = tuple(_by_time(known) if axes.axis.is_time else known)
    is_additive = main.is_additive and not axes.axis.is_mixture
    data = Data(axes, keys, is_additive=is_additive, is_complete=is_complete)
    if axes.split:
        pairs = [*zip(places, _picked(axes.split.keys, rows), strict=True)]
        by_pair = _by_place(axes, pairs, _picked(main.numbers, rows))
        by_key = sums((key for key, _ in by_pair), by_pair.values())
        parted = _parted(data, axes.split, main, by_pair)
        return replace(parted, heights=tuple(by_key[key] for key in keys))
    tracks = {}
    for measure in (main, *measures):
        numbers = _by_place(axes, places, _picked(measure.numbers, rows))
        tracks[measure] = Track(measure.column, tuple([numbers[key] for key in keys]))
    kept = _largest([tracks[measure] for measure in measures])
    more = len(measures) - len(kept)
    return replace(data, heights=tracks[main].values, tracks=tuple(kept), more_series=more)


def _picked(values: Sequence[Value], rows: Sequence[int]) -> Sequence[Value]:
    return values if len(rows) == len(values) else [values[at] for at in rows]


def _by_place(axes: Axes, places: Sequence[Key], numbers: Numbers) -> dict[Key, Number | None]:
    """Add up what falls on one place; where nothing does, there is no need to."""
    return dict(zip(places, numbers, strict=True)) if axes.is_exact else sums(places, numbers)


def _largest(tracks: Sequence[Track]) -> list[Track]:
    largest = sorted(tracks, key=lambda track: _size(track.values), reverse=True)[:MAX_SERIES]
    return [track for track in tracks if track in largest]


def _parted(data: Data, split: Dimension, main: Measure, by_pair: ByPair) -> Data:
    """Make the largest series, and one of the sum of all others where that means something."""
    is_mixed = split.is_mixture
    is_whole = main.is_additive and not is_mixed and not split.is_time
    kept = _kept(split, by_pair, with_others=is_whole and data.is_complete)
    tracks = [Track(main.column, tuple(by_pair.get((k, s)) for k in data.keys), s) for s in kept]
    if is_mixed:
        tracks = [track for track in tracks if near(tracks[0].values, track.values)]
    more = len({key for _, key in by_pair}) - len(tracks)
    has_others = more > 0 and is_whole and data.is_complete
    if has_others:
        tracks.append(_others(main.column, data.keys, by_pair, set(kept)))
    return replace(
        data,
        tracks=tuple(tracks),
        more_series=more,
        has_others=has_others,
        is_stackable=is_whole and are_amounts(tracks),
    )


def are_amounts(tracks: Iterable[Track]) -> bool:
    """Whether no number is below zero, so that bars can stand on each other."""
    return all(value >= 0 for track in tracks for value in known_of(track.values))


def _kept(split: Dimension, by_pair: ByPair, *, with_others: bool) -> list[Cell]:
    """Return the keys of the largest series, the largest first; times stay in order.

    Instead of a single other one there is room for that itself.
    """
    sizes: dict[Cell, float] = {}
    for (_, key), number in by_pair.items():
        sizes[key] = sizes.get(key, 0.0) + abs(float(number or 0))
    is_one_more = len(sizes) == MAX_SERIES + 1 and (with_others or split.is_time)
    count = MAX_SERIES + is_one_more
    kept = sorted(sizes, key=lambda key: sizes[key], reverse=True)[:count]
    return _by_time(kept) if split.is_time else kept


def _others(column: Column, keys: Sequence[Cell], by_pair: ByPair, kept: set[Cell]) -> Track:
    rest = [(key, number) for (key, series), number in by_pair.items() if series not in kept]
    by_key = sums((key for key, _ in rest), (number for _, number in rest))
    return Track(column, tuple(by_key.get(key) for key in keys), is_others=True)


def _meant(axes: Axes, main: Measure) -> Sequence[int]:
    """Return the places of the rows that have a place on the axis and hold no total of others."""
    axis, split = axes.axis, axes.split
    rows: Sequence[int] = range(len(axis.keys))
    for dimension in (axis, split):
        if dimension and (skipped := _skipped(dimension)):
            rows = [at for at in rows if dimension.keys[at] not in skipped]
    if split:
        rows = _without_sums(split, axis, main, rows)
    return _without_sums(axis, axis, main, rows)


def _skipped(dimension: Dimension) -> Collection[Cell]:
    if dimension.is_time:
        return {None} if None in dimension.keys else ()
    return TOTALS & dimension.values


def _without_sums(
    dimension: Dimension, axis: Dimension, main: Measure, rows: Sequence[int]
) -> Sequence[int]:
    """Leave out the rows without a name if they are the sums of the others, as ROLLUP adds them.

    Those of a split may have sums of their own: the row that has no name on the axis either.
    """
    if None not in dimension.values or not main.is_additive:
        return rows
    named = [at for at in rows if dimension.keys[at] is not None]
    unnamed = [at for at in rows if dimension.keys[at] is None]
    if dimension is not axis:
        unnamed = [at for at in unnamed if axis.keys[at] is not None]
    of_named = float(total(main.numbers[at] for at in named) or 0)
    of_unnamed = float(total(main.numbers[at] for at in unnamed) or 0)
    is_sum = isclose(of_named, of_unnamed, rel_tol=_ROUNDING)
    return named if is_sum and len(named) >= _FEWEST_PARTS else rows


def _by_time(keys: Iterable[Cell]) -> list[Cell]:
    # The periods of one grain are of one type.
    return [*sorted(cast("Iterable[date]", keys))]


def _size(values: Numbers) -> float:
    return sum(map(abs, floats(values)))
