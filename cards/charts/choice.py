"""Which charts fit a result, and which of them shows it best.

Only what is certain is drawn: one measure, or variants of it, along the columns that tell the rows
apart. Other readings are a button away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cards.charts.arranging import MAX_SLICES, fits
from cards.charts.axes import Axes, axes_of
from cards.charts.context import Context
from cards.charts.data import MAX_SERIES, Data, data_of
from cards.charts.dimensions import dimensions
from cards.charts.grains import WEEKDAYS
from cards.charts.meaning import is_part_of_whole, names_metrics
from cards.charts.measures import Measure, is_whole, main_of, measures_of, variants_of
from cards.charts.model import Kind
from genie.tables import Table

_FEWEST_ROWS: Final = 2
# Two points are a comparison, not a development.
_FEWEST_FOR_A_LINE: Final = 3
# Of more ids than that, people want the list.
_MAX_IDS: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The charts that fit a result, with the data of each; the best kind first.

    Args:
        measures: the places of the columns that can be drawn.
        shown: the places of the columns that are drawn.
    """

    kinds: tuple[Kind, ...]
    data: Mapping[Kind, Data]
    measures: tuple[int, ...]
    shown: tuple[int, ...]


def choice_of(table: Table, context: Context, measure_at: int | None) -> Choice | None:
    """Choose axes, measures and kinds; None if no chart makes sense.

    measure_at: the place of the column that a person wants to see, or None.
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
    data = data_of(axes, variants, measures)
    by_kind = {Kind.LINE: data, Kind.BAR: data}
    if _may_be_whole(table, axes, context) and (share := _share(axes, main, measures)):
        by_kind[Kind.SHARE] = share
    order = _order(data, is_share=is_part_of_whole(main.column.name))
    fitting = [kind for kind in order if kind in by_kind and fits(kind, by_kind[kind])]
    is_list = axes.axis.is_identifier and axes.axis.distinct > _MAX_IDS
    return Choice(
        (Kind.TABLE, *fitting) if is_list else (*fitting, Kind.TABLE),
        by_kind,
        measures=tuple(measure.at for measure in measures),
        shown=tuple(measure.at for measure in variants[:MAX_SERIES]),
    )


def _variants(main: Measure, measures: Sequence[Measure]) -> list[Measure]:
    """Return what is drawn beside each other: in the result's order, the main one for certain."""
    found = variants_of(main, measures)
    is_drawn = main in found[:MAX_SERIES]
    return found if is_drawn else sorted(found, key=lambda measure: measure is not main)


def _part_metrics(axes: Axes) -> bool:
    """Whether the numbers beside each other are of different things, as revenue and orders are."""
    parting = [dimension for dimension in (axes.axis, axes.split) if dimension]
    return any(names_metrics(dimension.column) for dimension in parting)


def _may_be_whole(table: Table, axes: Axes, context: Context) -> bool:
    """Whether the rows may be all parts of something: shares of the first ten mean nothing."""
    is_parted = not axes.split and not axes.axis.is_time and not axes.axis.is_ordered
    return table.extent.is_whole and not context.facts.is_limited and is_parted


def _share(axes: Axes, main: Measure, measures: Sequence[Measure]) -> Data | None:
    """Return the parts of a whole, if the main measure can be added up, or is of shares."""
    data = data_of(axes, [main], measures)
    if is_part_of_whole(main.column.name):
        return data if is_whole(data.tracks[0].values) else None
    return data if main.is_additive and not axes.axis.is_mixture else None


def _order(data: Data, *, is_share: bool) -> tuple[Kind, ...]:
    axis = data.axes.axis
    if axis.is_time:
        is_line = len(data.keys) >= _FEWEST_FOR_A_LINE and axis.grain not in WEEKDAYS
        return (Kind.LINE, Kind.BAR) if is_line else (Kind.BAR, Kind.LINE)
    is_first = is_share and len(data.keys) <= MAX_SLICES
    return (Kind.SHARE, Kind.BAR) if is_first else (Kind.BAR, Kind.SHARE)
