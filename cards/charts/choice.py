"""Which charts fit a result, and which of them shows it best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cards.charts.arranging import MAX_SLICES, fits
from cards.charts.axes import Axes, axes_of
from cards.charts.data import Data, are_amounts, data_of
from cards.charts.dimensions import Dimension, dimensions, histogram
from cards.charts.grains import WEEKDAYS, Grain
from cards.charts.meaning import Unit, is_change, is_part_of_whole, names_metrics, unit_of
from cards.charts.measures import Measure, alike, is_whole, measures_of, sum_of_others
from cards.charts.model import Kind
from genie.tables import Table

_FEWEST_ROWS: Final = 2
_PAIR: Final = 2
# Two points are a comparison, not a development.
_FEWEST_FOR_A_LINE: Final = 3
# Of more ids than that, people want the list.
_MAX_IDS: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The charts that fit a result, with the data of each; the best kind first."""

    kinds: tuple[Kind, ...]
    data: Mapping[Kind, Data]


def choice_of(table: Table) -> Choice | None:
    """Choose axes, measures and kinds; None if no chart makes sense."""
    if len(table.rows) < _FEWEST_ROWS:
        return None
    found, measures = _meaning(table)
    chosen = _main(found, measures)
    if not chosen:
        return None
    main, axes = chosen
    if names_metrics(axes.axis.column):
        return None
    is_complete = not table.is_truncated and table.total_row_count <= len(table.rows)
    together = alike(main, measures)
    data = data_of(axes, together, main, is_complete=is_complete)
    whole = _whole(axes, measures) if is_complete else None
    share = whole or _alone(data, main)
    by_kind = {Kind.LINE: data, Kind.BAR: _parts(data, together) or data}
    if share:
        by_kind[Kind.SHARE] = share
    order = _order(data, is_share=whole is not None)
    fitting = [kind for kind in order if kind in by_kind and fits(kind, by_kind[kind])]
    is_list = _is_list(axes.axis, found)
    return Choice((Kind.TABLE, *fitting) if is_list else (*fitting, Kind.TABLE), by_kind)


def _meaning(table: Table) -> tuple[list[Dimension], list[Measure]]:
    """Find what can stand on axes, and what is measured there."""
    found, taken = dimensions(table)
    measures = measures_of(table, taken)
    if found or len(measures) < _PAIR or unit_of(measures[0].column) is Unit.MONEY:
        return found, measures
    classes = histogram(table, measures[0].at)
    return ([classes], measures[1:]) if classes else ([], measures)


def _main(found: Sequence[Dimension], measures: Sequence[Measure]) -> tuple[Measure, Axes] | None:
    """Choose the first measure for which there are axes; or by which a ranking is sorted."""
    additive = {measure.is_additive for measure in measures}
    axes = {is_additive: axes_of(found, is_additive=is_additive) for is_additive in additive}
    fitting = [(m, fit) for m in measures if (fit := axes[m.is_additive])]
    if not fitting:
        return None
    ranked = (pair for pair in fitting if pair[0].is_falling and not pair[1].axis.is_time)
    first, leader = fitting[0], next(ranked, fitting[0])
    # What changed is shown by what it was before and after.
    is_comparison = is_change(leader[0].column) and len(alike(first[0], measures)) > 1
    return first if is_comparison else leader


def _parts(data: Data, together: Sequence[Measure]) -> Data | None:
    """Return columns that make up a whole, if there is one with their sum as well."""
    whole = sum_of_others(together) if not data.axes.split else None
    if not whole:
        return None
    rest = [measure for measure in together if measure is not whole]
    parts = data_of(data.axes, rest, whole, is_complete=data.is_complete)
    return replace(parts, is_stackable=are_amounts(parts.tracks))


def _whole(axes: Axes, measures: Sequence[Measure]) -> Data | None:
    """Return the shares of a whole, if there is a column of such."""
    if axes.split or axes.axis.is_time or not axes.axis.is_unique:
        return None
    named = [measure for measure in measures if is_part_of_whole(measure.column)]
    found = (data_of(axes, [measure], measure, is_complete=True) for measure in named)
    return next((data for data in found if is_whole(data.tracks[0].values)), None)


def _alone(data: Data, main: Measure) -> Data | None:
    """Return the data of the main measure alone, if its parts can be added up to a whole."""
    axes = data.axes
    if axes.split or axes.axis.is_time or axes.axis.is_ordered:
        return None
    if not data.is_additive or not data.is_complete:
        return None
    return data if len(data.tracks) == 1 else data_of(axes, [main], main, is_complete=True)


def _order(data: Data, *, is_share: bool) -> tuple[Kind, ...]:
    axis = data.axes.axis
    if axis.is_time:
        is_line = len(data.keys) >= _FEWEST_FOR_A_LINE and axis.grain not in WEEKDAYS
        return (Kind.LINE, Kind.BAR) if is_line else (Kind.BAR, Kind.LINE)
    is_first = is_share and len(data.keys) <= MAX_SLICES
    return (Kind.SHARE, Kind.BAR) if is_first else (Kind.BAR, Kind.SHARE)


def _is_list(axis: Dimension, found: Sequence[Dimension]) -> bool:
    """Whether the rows are things that only have an id, such as orders, each with its moment."""
    if axis.is_identifier:
        return axis.distinct > _MAX_IDS
    unique = [dimension for dimension in found if dimension.is_unique and not dimension.is_time]
    is_of_ids = bool(unique) and all(dimension.is_identifier for dimension in unique)
    return is_of_ids and axis.is_time and (not axis.is_unique or axis.grain is Grain.MOMENT)
