"""Labels of a time axis that fit below it: short ones, with the year in the axis title.

A card's chart is some 240 pixels wide inside. Each label has an equal part of that and is cut at
its end, so that twelve labels of more than two digits would be unreadable.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any, Final

from cards.charts.dimensions import Dimension
from cards.charts.grains import Grain
from cards.charts.writing import labels, with_zones
from cards.formatting import in_zone
from cards.messages import digits_wide
from cards.reader import Reader
from cards.texts import chart_texts
from genie.tables import Cell

# Total number of digits of the labels for which there is room.
_DIGITS: Final = 34
# Differences in length up to this factor are not visible, such as those of quarters.
_UNEVEN: Final = 1.15
# The number of days from the start of one period to the next.
_DAYS_OF: Final[dict[Grain | None, tuple[int, int]]] = {
    Grain.MONTH: (28, 31),
    Grain.QUARTER: (90, 92),
    Grain.YEAR: (365, 366),
}
_DAY_OF: Final[dict[Grain | None, Callable[[Any], date]]] = {
    **dict.fromkeys((Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER), lambda day: day),
    Grain.YEAR: lambda year: date(year, 1, 1),
    Grain.MOMENT: lambda moment: moment.date(),
}
_NUMBERED: Final = frozenset(
    {Grain.HOUR, Grain.DAY_OF_MONTH, Grain.WEEK_OF_YEAR, Grain.NUMBER, Grain.MONTH_OF_YEAR}
)

_FIRST_LONG: Final = 100  # numbers such as 202501 contain a year, and skip from December to January


@dataclass(frozen=True, slots=True)
class AxisLabels:
    """The labels of an axis.

    Args:
        period: belongs into the axis title.
        has_room: no label is cut.
        long: complete labels, which do not need the title.
    """

    texts: list[str]
    period: str = ""
    has_room: bool = True
    long: Sequence[str] = ()


def axis_labels(dimension: Dimension, keys: Sequence[Cell], reader: Reader) -> AxisLabels:
    """Write the keys of a time axis in the longest form that fits."""
    long = labels(dimension, keys, reader)
    own = _on_clock(dimension, keys, reader)
    found = [AxisLabels(long), *_shorter(dimension.grain, own, long, reader)]
    fitting = (one for one in found if stand_beside(one.texts))
    shortest = found[-1] if dimension.grain is Grain.MOMENT else found[0]
    return replace(next(fitting, replace(shortest, has_room=False)), long=long)


def stand_beside(found: Sequence[str]) -> bool:
    """Whether labels fit side by side, and are distinct."""
    room = _DIGITS / max(1, len(found))
    return all(digits_wide(text) <= room for text in found) and len(set(found)) == len(found)


def days_of(
    dimension: Dimension, keys: Sequence[Cell], reader: Reader, *, has_room: bool
) -> tuple[date, ...]:
    """Return the keys as days, if only a time axis can show them, each on a day of its own.

    That is the case if labels do not fit, or the days are not evenly spaced.
    """
    as_day = _DAY_OF.get(dimension.grain)
    days = tuple(map(as_day, _on_clock(dimension, keys, reader))) if as_day else ()
    if len(set(days)) < len(days):
        return ()
    return () if has_room and _are_even(dimension.grain, days) else days


def _are_even(grain: Grain | None, days: Sequence[date]) -> bool:
    steps = {(after - before).days for before, after in pairwise(days)}
    low, high = _DAYS_OF.get(grain) or (min(steps, default=0), _UNEVEN * min(steps, default=0))
    return all(low <= step <= high for step in steps)


def as_numbers(dimension: Dimension, keys: Sequence[Cell], reader: Reader) -> tuple[int, ...]:
    """Return the keys as numbers for a numeric axis; () if they are not numbers."""
    if dimension.grain is Grain.MOMENT:
        return _hours(_on_clock(dimension, keys, reader))
    numbers = tuple(key for key in keys if type(key) is int and key < _FIRST_LONG)
    is_numbered = dimension.grain in _NUMBERED and len(numbers) == len(keys)
    return numbers if is_numbered else ()


def _hours(moments: Sequence[Any]) -> tuple[int, ...]:
    """Return whole hours of one day, without duplicates."""
    is_one_day = len({moment.date() for moment in moments}) == 1
    are_whole = all(moment.time() == time(moment.hour) for moment in moments)
    hours = tuple(moment.hour for moment in moments)
    return hours if is_one_day and are_whole and len(set(hours)) == len(hours) else ()


def _on_clock(dimension: Dimension, keys: Sequence[Cell], reader: Reader) -> Sequence[Cell]:
    """Convert moments to the reader's zone, as their labels do; to days if that is impossible."""
    if dimension.grain is not Grain.MOMENT:
        return keys
    moments = (key for key in with_zones(dimension.column, keys) if isinstance(key, datetime))
    return [in_zone(at, reader.zone) or datetime.combine(at, time.min) for at in moments]


def _shorter(
    grain: Grain | None, keys: Sequence[Any], long: Sequence[str], reader: Reader
) -> Iterator[AxisLabels]:
    """Yield shorter and shorter forms that are complete together with the title."""
    span = reader.say(chart_texts.CHART_FROM_TO, first=long[0], last=long[-1])
    match grain:
        case Grain.MONTH | Grain.QUARTER:
            yield from _in_a_year(grain, keys, span, reader)
        case Grain.DAY:
            yield from _days(keys, span, reader)
        case Grain.WEEK:
            is_one_year = len({key.isocalendar().year for key in keys}) == 1
            period = str(keys[0].isocalendar().year) if is_one_year else span
            yield AxisLabels([str(key.isocalendar().week) for key in keys], period)
        case Grain.YEAR:
            yield AxisLabels([f"{key % 100:02}" for key in keys], span)
        case Grain.MONTH_OF_YEAR | Grain.HOUR:
            yield AxisLabels([str(key) for key in keys])
        case Grain.MOMENT if len({key.date() for key in keys}) == 1:
            yield from _times(keys, span)


def _in_a_year(
    grain: Grain, keys: Sequence[date], span: str, reader: Reader
) -> Iterator[AxisLabels]:
    names = reader.locale.months if grain is Grain.MONTH else reader.locale.quarters
    number: Callable[[date], int] = (
        (lambda key: key.month) if grain is Grain.MONTH else (lambda key: (key.month + 2) // 3)
    )
    if len({key.year for key in keys}) == 1:
        year = str(keys[0].year)
        yield AxisLabels([names["stand-alone"]["abbreviated"][number(key)] for key in keys], year)
        yield AxisLabels([str(number(key)) for key in keys], year)
    elif grain is Grain.QUARTER:
        yield AxisLabels([f"{key:%y}Q{number(key)}" for key in keys], span)
    else:
        yield AxisLabels([f"{key:%y}/{key.month}" for key in keys], span)
        yield AxisLabels([str(key.month) for key in keys], span)


def _days(keys: Sequence[date], span: str, reader: Reader) -> Iterator[AxisLabels]:
    pattern = reader.locale.datetime_skeletons["Md"]
    yield AxisLabels([str(pattern.apply(key, reader.locale)) for key in keys], span)
    yield AxisLabels([str(key.day) for key in keys], span)


def _times(keys: Sequence[datetime], span: str) -> Iterator[AxisLabels]:
    """Write times of one day, if they are distinct: an hour occurs twice when summer time ends."""
    found = [f"{key:%H:%M}" for key in keys]
    if len(set(found)) == len(found):
        yield AxisLabels(found, span)
    if hours := _hours(keys):
        yield AxisLabels([str(hour) for hour in hours], span)
