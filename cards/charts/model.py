"""What a chart shows, whoever draws it."""

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
        categories: what stands along the axis, in order, as the reader writes it.
        days: the same as days, if every category is one: then the axis is one of time.
        series: at least one; as many values each as there are categories.
        category_title, value_title: what the axes measure.
        is_horizontal: bars go to the right, since their labels are long.
        is_stacked: bars of several series stand on each other, not beside each other.
        description: the alternative text, for who does not see it.
    """

    kind: Kind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    category_title: str = ""
    value_title: str = ""
    days: tuple[date, ...] = ()
    is_horizontal: bool = False
    is_stacked: bool = False
    description: str = ""
