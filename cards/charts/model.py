"""What a chart shows, independent of the renderer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How a result is shown; a person can switch between those that make sense for it."""

    BAR = "bar"
    LINE = "line"
    SHARE = "share"
    TABLE = "table"  # no chart at all


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or the bars of one colour: a value for each category, None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, ready to be drawn: whatever stands in it is plain text, one line, of modest length.

    Args:
        title: "" if the result has none.
        categories: what stands along the axis, in order, short enough to be read there.
        days: the same as days, if the axis has to be one of time: for days far apart, or for too
            many labels.
        numbers: the same as numbers, if the axis has to be one of numbers, for too many labels.
        series: at least one; as many values each as there are categories.
        category_title, value_title: what the axes measure, and in what: values may be millions.
        is_horizontal: bars go to the right, since their labels are long.
        has_room: Teams' own drawing has room for every label; it cuts them where there is none.
        is_stacked: bars of several series stand on each other, not beside each other.
        notes: what the chart leaves out, in sentences.
        description: the alternative text, for who does not see it.
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
