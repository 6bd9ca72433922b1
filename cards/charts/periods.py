"""The times in a column: dates, ISO months in texts, years and months as numbers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from cards.charts.grains import Grain, Period, period
from cards.charts.period_texts import days_of, may_be_period, moments_of, periods_of
from cards.charts.totals import may_name_total
from cards.columns import is_fiscal
from cards.names import words
from genie.tables import Cell, CellKind, Column

Reading = tuple[Grain, Mapping[Cell, Period]]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH: Final = _EPOCH.replace(tzinfo=None)
# What systems write for a date that never comes, or is not known; the calendar's first and last
# year are meant so as well.
_FOR_EVER: Final = frozenset(
    {date(1753, 1, 1), date(1899, 12, 30), date(1900, 1, 1), date(1970, 1, 1), date(2099, 12, 31)}
    | {date(2199, 12, 31), date(2999, 12, 31), date(3000, 1, 1)}
)
_FAR_DAYS: Final = 20 * 365
_PAIR: Final = 2
_MOST_DIGITS: Final = 8  # of a day as a number
_LAST_KEY: Final = 10**_MOST_DIGITS
_PART: Final = "(?:_(?:num|no|nr|number|of_year))?$"
# In a name, these say that a number is about a month, not which month it is.
_ABOUT: Final = re.compile(
    r"(?:^|_)(?:per|by|in|to|this|last|prev|previous|current|next|same|avg|average|mean|total|sum"
    r"|count|num|number_of|max|min|prior)_|[今去前明本當当上]年$|[上本當当]月$"
)


def _in_range(low: int, high: int) -> Callable[[int], Period | None]:
    return lambda number: number if low <= number <= high else None


def _year_month(number: int) -> Period | None:
    return period(Grain.MONTH, number // 100, number % 100)


def _year_week(number: int) -> Period | None:
    return period(Grain.WEEK, number // 100, number % 100)


def _year_month_day(number: int) -> Period | None:
    return period(Grain.DAY, number // 10_000, number // 100 % 100, number % 100)


# What a column's numbers are by its name, if all of them can be that. Taiwan counts years from
# 1912, too.
_NUMBERS: Final[list[tuple[Grain, re.Pattern[str], Callable[[int], Period | None]]]] = [
    (grain, re.compile(pattern), read)
    for grain, pattern, read in (
        (Grain.YEAR, r"(?:^|_)(?:year|yr|yyyy|fy)$|年[度份]?$", _in_range(1900, 2200)),
        (Grain.YEAR, r"年[度份]?$", _in_range(1, 200)),
        (Grain.MONTH, r"(?:^|_)(?:yyyy_?mm|ym|year_?month|month_?(?:id|key)|period|month)$|月份?$",
         _year_month),
        (Grain.DAY, r"(?:^|_)(?:yyyy_?mm_?dd|date_?(?:id|key|int)?|day_?(?:id|key)?|dt)$|日期?$",
         _year_month_day),
        (Grain.WEEK, r"(?:^|_)(?:year_?week|yyyy_?ww|week)$|[週周]$", _year_week),
        (Grain.MONTH_OF_YEAR, rf"(?:^|_)(?:month|mon|mth){_PART}|月份?$", _in_range(1, 12)),
        (Grain.QUARTER_OF_YEAR, rf"(?:^|_)(?:quarter|qtr){_PART}|季度?$", _in_range(1, 4)),
        (Grain.WEEK_OF_YEAR, rf"(?:^|_)(?:week|wk|iso_?week|week_?of_?year){_PART}|[週周]次?$",
         _in_range(1, 53)),
        (Grain.WEEKDAY_NUMBER, r"(?:^|_)(?:weekday|dow|day_?of_?week)$|星期$", _in_range(0, 7)),
        (Grain.DAY_OF_MONTH, r"(?:^|_)(?:day|dom|day_?of_?month)$|日$", _in_range(1, 31)),
        (Grain.HOUR, r"(?:^|_)(?:hour|hr|hour_?of_?day)$|[時时]段?$", _in_range(0, 23)),
    )
]  # fmt: skip


def may_be_time(column: Column) -> bool:
    """Whether a column of numbers may hold years, months and the like, by its name."""
    name = _name(column)
    return not _ABOUT.search(name) and any(pattern.search(name) for _, pattern, _ in _NUMBERS)


def _name(column: Column) -> str:
    return "_".join(words(column.name))


def periods(column: Column, cells: Collection[Cell]) -> Reading | None:
    """Read the distinct cells of a column as times; None if that is not what they are.

    Numbers must be finite. What is empty, or a total, is not in the mapping.
    """
    match column.kind:
        case CellKind.DATE | CellKind.TIMESTAMP:
            return _of_dates(column, cells)
        case CellKind.TEXT:
            return _of_texts(column, cells)
        case _ if column.is_number and may_be_time(column):
            return _of_numbers(column, {cell: _whole(cell) for cell in cells if cell is not None})
        case _:
            return None


def _of_dates(column: Column, cells: Iterable[Cell]) -> Reading | None:
    dates: dict[Cell, date] = {cell: cell for cell in cells if isinstance(cell, date)}
    far = _placeholders({_in_day(value) for value in dates.values()})
    near = {cell: value for cell, value in dates.items() if _in_day(value) not in far}
    return _of_moments(column, near) if near else None


def _placeholders(days: Collection[date]) -> set[date]:
    """Return the days that stand for "always" or "unknown": known ones, far from all others."""
    real = [day for day in days if day not in _FOR_EVER and MINYEAR < day.year < MAXYEAR]
    return (
        {
            day
            for day in days
            if day not in real and not any(abs((day - other).days) < _FAR_DAYS for other in real)
        }
        if real
        else set()
    )


def _of_moments(column: Column, moments: Mapping[Cell, date]) -> Reading:
    """Take moments for days if each is a midnight, where it was written down."""
    times = [value for value in moments.values() if isinstance(value, datetime)]
    if not times:
        return _of_days(column, moments)
    if any(value.time() != time.min for value in times):
        known = ((cell, v) for cell, v in moments.items() if isinstance(v, datetime))
        return Grain.MOMENT, {cell: _in_utc(value) for cell, value in known}
    return _of_days(column, {cell: _in_day(value) for cell, value in moments.items()})


def _in_day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _of_days(column: Column, days: Mapping[Cell, date]) -> Reading:
    grain = _grain_of(column, days.values())
    if grain is Grain.YEAR:
        return grain, {cell: day.year for cell, day in days.items()}
    return grain, days


def _grain_of(column: Column, days: Collection[date]) -> Grain:
    """Say what days stand for: date_trunc makes the first of January of a whole year."""
    name = _name(column)
    if is_fiscal(column.name) or any(day.day != 1 for day in days) or len(set(days)) < _PAIR:
        return Grain.DAY
    if "quarter" in name or "季" in name:
        return Grain.QUARTER
    is_years = all(day.month == 1 for day in days) and "month" not in name and "月" not in name
    return Grain.YEAR if is_years else Grain.MONTH


def _in_utc(value: datetime) -> datetime:
    """Return a moment in UTC, without its zone; one out of the calendar there stays."""
    if value.tzinfo is None:
        return value
    try:  # several times faster than to replace the zone
        return _NAIVE_EPOCH + (value - _EPOCH)
    except OverflowError:
        return value.replace(tzinfo=None)


def _of_texts(column: Column, cells: Iterable[Cell]) -> Reading | None:
    """Read texts by their form alone; bare digits need a name that says what they are."""
    known = (c for c in cells if isinstance(c, str) and c and not may_name_total(c))
    first = next(known, None)
    if first is None or not may_be_period(first):
        return None
    texts = [first, *known]
    if all(text.isdecimal() and text.isascii() for text in texts):
        return _of_numbers(column, {text: _whole(text) for text in texts})
    if times := moments_of(texts):
        return _of_moments(column, times)
    if days := days_of(texts):
        return _of_days(column, days)
    return periods_of(texts)


def _of_numbers(column: Column, numbers: Mapping[Cell, int | None]) -> Reading | None:
    name = _name(column)
    whole = {cell: number for cell, number in numbers.items() if number is not None}
    if len(whole) < max(1, len(numbers)) or not may_be_time(column):
        return None
    for grain, pattern, read in _NUMBERS:
        if pattern.search(name):
            found = {cell: read(number) for cell, number in whole.items()}
            known = {cell: value for cell, value in found.items() if value is not None}
            if len(known) == len(found):
                return _by_own_rule(column, grain, whole) or (grain, known)
    return None


def _by_own_rule(column: Column, grain: Grain, numbers: Mapping[Cell, int]) -> Reading | None:
    """Leave the numbers of a fiscal year's months alone: its first is seldom January."""
    if is_fiscal(column.name) and grain not in (Grain.YEAR, Grain.QUARTER_OF_YEAR):
        return Grain.NUMBER, numbers
    return None


def _whole(cell: Cell) -> int | None:
    """Return a whole number of at most eight digits."""
    if isinstance(cell, str):
        return int(cell) if len(cell) <= _MOST_DIGITS else None
    if not isinstance(cell, (int, float, Decimal)) or not 0 <= cell <= _LAST_KEY:
        return None
    return int(cell) if cell == int(cell) else None
