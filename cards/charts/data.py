"""A result's numbers in the shape of a chart: the keys of an axis, and a track per series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from cards.charts.amounts import Number, floats, known_of, last_place, total
from cards.charts.axes import Axes
from cards.charts.dimensions import Dimension
from cards.charts.meaning import is_part_of_whole
from cards.charts.measures import Measure
from cards.charts.totals import Group, may_name_total, totals_in
from genie.tables import Cell, Column

# The rounding of longer results is not examined.
_FEW_ROWS: Final = 1_000
MAX_SERIES: Final = 7  # the number of colours, and of weekdays


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A series before it is drawn: a number per key. key identifies it within a split."""

    column: Column
    values: tuple[Number | None, ...]
    key: Cell = None


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """All data that a chart of these axes could show.

    Args:
        keys: those of the axis, sorted if it is a time axis, else in the order of the rows.
        heights: for each key, the number by which it is sorted; None if nothing is drawn there.
        totals: the keys of rows that hold the sum of the others and are left out, each with its
            dimension.
        unplaced: the number of rows without a time that an axis can show.
        more_series: the number of series without a track.
        is_stackable: the series are parts of one whole, and none is missing.
        whole: what the numbers are shares of by themselves, 1 or 100; None: of their sum.
    """

    axes: Axes
    keys: tuple[Cell, ...]
    heights: tuple[Number | None, ...] = ()
    tracks: tuple[Track, ...] = ()
    totals: tuple[tuple[Dimension, Cell], ...] = ()
    unplaced: int = 0
    more_series: int = 0
    is_stackable: bool = False
    whole: float | None = None


def data_of(
    axes: Axes, shown: Sequence[Measure], measures: Sequence[Measure], *, has_rollup: bool
) -> Data:
    """Arrange the numbers for a chart; a split shows only the first of the measures.

    Args:
        measures: all of the result's, which decide whether a row holds the sum of the others.
        has_rollup: the query adds rows without a name for totals.
    """
    placed = _placed(axes)
    rows, totals = _parts(axes, placed, measures, has_rollup=has_rollup)
    known = dict.fromkeys(axes.axis.keys[at] for at in rows)
    data = Data(
        axes,
        tuple(_by_time(known) if axes.axis.is_time else known),
        totals=totals,
        unplaced=len(axes.axis.keys) - len(placed),
    )
    if axes.split:
        return _split(data, axes.split, shown[0], rows)
    return _side_by_side(data, shown, rows)


def _placed(axes: Axes) -> Sequence[int]:
    """Return the indices of the rows that have a position on the axis, which needs a time."""
    times = [d for d in (axes.axis, axes.split) if d and d.is_time]
    rows: Sequence[int] = range(len(axes.axis.keys))
    for time in times:
        keys = time.keys
        rows = [at for at in rows if keys[at] is not None]
    return rows


def _parts(
    axes: Axes, rows: Sequence[int], measures: Sequence[Measure], *, has_rollup: bool
) -> tuple[Sequence[int], tuple[tuple[Dimension, Cell], ...]]:
    """Leave out the rows that hold the sums of others, and return their keys as well."""
    left: list[tuple[Dimension, Cell]] = []
    summed = [m for m in measures if m.is_additive or is_part_of_whole(m.column.name)]
    known = summed or measures
    last_places = [last_place(m.numbers) if len(rows) <= _FEW_ROWS else 0.0 for m in known]
    for one, other in ((axes.split, axes.axis), (axes.axis, axes.split)):
        if one is None or one.is_time or not _may_have_total(one, rows):
            continue
        groups = _groups(one, other, rows, known)
        found = totals_in(groups, last_places=last_places, can_add=bool(summed))
        if has_rollup and None in one.values:
            found = tuple({*found, None})
        rows = [at for at in rows if one.keys[at] not in found]
        left += [(one, key) for key in found]
    return rows, tuple(left)


def _may_have_total(one: Dimension, rows: Sequence[int]) -> bool:
    """Whether to look for totals: at the end of a long result only by name."""
    ends = [one.keys[at] for at in (*rows[:1], *rows[-1:])]
    return len(rows) <= _FEW_ROWS or any(map(may_name_total, ends))


def _groups(
    one: Dimension, other: Dimension | None, rows: Sequence[int], measures: Sequence[Measure]
) -> list[Group]:
    groups: dict[Cell, dict[Cell, list[float]]] = {}
    for at in rows:
        group = groups.setdefault(other.keys[at] if other else None, {})
        group[one.keys[at]] = floats([measure.numbers[at] for measure in measures])
    return list(groups.values())


def _side_by_side(data: Data, shown: Sequence[Measure], rows: Sequence[int]) -> Data:
    """Make a series for each measure."""
    keys = data.axes.axis.keys
    row_of = {keys[at]: at for at in rows}
    order = [row_of[key] for key in data.keys]
    tracks = []
    for measure in shown[:MAX_SERIES]:
        numbers = measure.numbers
        tracks.append(Track(measure.column, tuple([numbers[at] for at in order])))
    more = len(shown) - len(tracks)
    return replace(data, heights=tracks[0].values, tracks=tuple(tracks), more_series=more)


def _split(data: Data, split: Dimension, main: Measure, rows: Sequence[int]) -> Data:
    """Make the largest series."""
    axis = data.axes.axis
    by_pair = {(axis.keys[at], split.keys[at]): main.numbers[at] for at in rows}
    sizes: dict[Cell, float] = {}
    for (_, series), number in by_pair.items():
        sizes[series] = sizes.get(series, 0.0) + abs(float(number or 0))
    kept = sorted(sizes, key=lambda key: sizes[key], reverse=True)[:MAX_SERIES]
    if split.is_time:
        kept = _by_time(kept)
    tracks = [Track(main.column, tuple(by_pair.get((k, s)) for k in data.keys), s) for s in kept]
    is_whole = main.is_additive and not split.is_mixture and not split.is_time
    return replace(
        data,
        heights=tuple(map(total, zip(*(track.values for track in tracks), strict=True))),
        tracks=tuple(tracks),
        more_series=len(sizes) - len(kept),
        is_stackable=is_whole and len(sizes) == len(kept) and are_amounts(tracks),
    )


def are_amounts(tracks: Iterable[Track]) -> bool:
    """Whether no number is negative, so that bars can be stacked."""
    return all(value >= 0 for track in tracks for value in known_of(track.values))


def _by_time(keys: Iterable[Cell]) -> list[Cell]:
    # The periods of one grain have the same type.
    return [*sorted(cast("Iterable[date]", keys))]
