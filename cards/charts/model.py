"""A chart, independent of the renderer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How a result is shown; a person can switch between the kinds that make sense for it."""

    BAR = "bar"
    LINE = "line"
    SHARE = "share"
    TABLE = "table"  # no chart


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or the bars of one colour: a value per category, None for a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, ready to be drawn; all texts are plain, one line, and of limited length.

    Args:
        title: "" if the result has none.
        categories: the labels of the axis, in order, short enough to be readable.
        days: the same as days, if the axis has to be a time axis: because of gaps, or of too many
            labels.
        numbers: the same as numbers, if the axis has to be numeric, because of too many labels.
        series: at least one, each with as many values as there are categories.
        category_title, value_title: the titles of the axes, with the scale: values may be in
            millions.
        is_horizontal: bars are horizontal, since their labels are long.
        has_room: Teams' own chart has room for every label, and cuts none.
        is_stacked: bars of several series are stacked and not grouped.
        notes: sentences on what the chart leaves out.
        description: the alternative text.
    """

    kind: Kind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    category_title: str = ""
    value_title: str = ""
    days: tuple[date, ...] = ()
    numbers: tuple[int, ...] = ()
    is_horizontal: bool = False
    has_room: bool = True
    is_stacked: bool = False
    notes: tuple[str, ...] = ()
    description: str = ""
