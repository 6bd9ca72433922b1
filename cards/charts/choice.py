"""Which charts fit a result, and which of them shows it best.

Only certain readings are drawn: one measure, or variants of it, by the columns that identify the
rows. Other measures are shown by a button.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cards.charts.arranging import MAX_SLICES, fits
from cards.charts.axes import Axes, axes_of
from cards.charts.context import Context
from cards.charts.data import MAX_SERIES, Data, data_of
from cards.charts.dimensions import Dimension, dimensions
from cards.charts.grains import WEEKDAYS
from cards.charts.meaning import is_part_of_whole, names_metrics
from cards.charts.measures import Measure, main_of, measures_of, variants_of, whole_of
from cards.charts.model import Kind
from cards.charts.totals import may_name_total
from genie.tables import Table

_FEWEST_ROWS: Final = 2
# Two points are a comparison, and not a development.
_FEWEST_FOR_A_LINE: Final = 3
# With more parts, the largest ones are too small a fraction of the whole.
_MOST_PARTS: Final = 200
# With more ids, people want the list.
_MAX_IDS: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The charts that fit a result, with the data of each; the best kind first.

    Args:
        measures: the indices of the columns that can be drawn.
        shown: the indices of the columns that are drawn.
    """

    kinds: tuple[Kind, ...]
    data: Mapping[Kind, Data]
    measures: tuple[int, ...]
    shown: tuple[int, ...]


def choice_of(table: Table, context: Context, measure_at: int | None) -> Choice | None:
    """Choose axes, measures and kinds; None if no chart makes sense.

    measure_at: the index of the column that a person chose, or None.
    """
    if len(table.rows) < _FEWEST_ROWS:
        return None
    found, taken = dimensions(table, context)
    measures = measures_of(table, taken, context)
    axes = axes_of(found)
    if not axes or not measures or _part_metrics(axes):
        return None
    main = main_of(measures, context, measure_at)
    variants = [main] if axes.split else _variants(main, measures)
    data = data_of(axes, variants, measures, has_rollup=context.facts.has_rollup)
    by_kind = {Kind.LINE: data, Kind.BAR: data}
    if _may_be_whole(table, data, context) and (share := _share(data, main)):
        by_kind[Kind.SHARE] = share
    order = _order(data, is_share=is_part_of_whole(main.column.name))
    fitting = [kind for kind in order if kind in by_kind and fits(kind, by_kind[kind])]
    is_list = _is_list(axes, found, context)
    return Choice(
        (Kind.TABLE, *fitting) if is_list else (*fitting, Kind.TABLE),
        by_kind,
        measures=tuple(measure.at for measure in measures),
        shown=tuple(measure.at for measure in variants[:MAX_SERIES]),
    )


def _variants(main: Measure, measures: Sequence[Measure]) -> list[Measure]:
    """Return the columns that are drawn together, in the result's order, including the main one."""
    found = variants_of(main, measures)
    is_drawn = main in found[:MAX_SERIES]
    return found if is_drawn else sorted(found, key=lambda measure: measure is not main)


def _part_metrics(axes: Axes) -> bool:
    """Whether rows hold different metrics, such as revenue and orders."""
    parting = [dimension for dimension in (axes.axis, axes.split) if dimension]
    return any(names_metrics(dimension.column) for dimension in parting)


def _is_list(axes: Axes, found: Sequence[Dimension], context: Context) -> bool:
    """Whether the rows are items that people want to read, such as the latest orders."""
    if axes.axis.is_identifier and axes.axis.distinct > _MAX_IDS:
        return True
    times = {dimension.at for dimension in found if dimension.is_time}
    is_by_time = any(at in times for at in context.facts.orders[:1])
    has_ids = any(dimension.is_identifier and dimension.is_unique for dimension in found)
    return has_ids and is_by_time and not context.facts.keys


def _may_be_whole(table: Table, data: Data, context: Context) -> bool:
    """Whether the rows may be all parts of a whole: shares of the first ten mean nothing.

    A total among its parts is excluded too, even if the sums do not match.
    """
    axis = data.axes.axis
    is_parted = not data.axes.split and not axis.is_time and not axis.is_ordered
    is_whole_result = table.extent.is_whole and not context.facts.is_limited
    is_possible = is_whole_result and is_parted and len(data.keys) <= _MOST_PARTS
    return is_possible and not any(map(may_name_total, data.keys))


def _share(data: Data, main: Measure) -> Data | None:
    """Return the parts of a whole, if the main measure is additive, or holds shares."""
    own = next(track for track in data.tracks if track.column is main.column)
    heights = own.values
    if is_part_of_whole(main.column.name):
        if not (whole := whole_of(heights)):
            return None
        return replace(data, tracks=(own,), heights=heights, whole=whole)
    if not main.is_additive or data.axes.axis.is_mixture:
        return None
    return replace(data, tracks=(own,), heights=heights)


def _order(data: Data, *, is_share: bool) -> tuple[Kind, ...]:
    axis = data.axes.axis
    if axis.is_time:
        is_line = len(data.keys) >= _FEWEST_FOR_A_LINE and axis.grain not in WEEKDAYS
        return (Kind.LINE, Kind.BAR) if is_line else (Kind.BAR, Kind.LINE)
    is_first = is_share and len(data.keys) <= MAX_SLICES
    return (Kind.SHARE, Kind.BAR) if is_first else (Kind.BAR, Kind.SHARE)
