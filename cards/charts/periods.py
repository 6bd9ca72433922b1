"""The times in a column: dates, ISO months in texts, years and months as numbers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from cards.charts.grains import ABSOLUTE, PARTS, Grain, Period, period
from cards.charts.period_texts import days_of, is_unknown, may_be_period, moments_of, periods_of
from cards.charts.totals import may_name_total
from cards.columns import is_fiscal
from cards.days import Span, day_of, span_of
from cards.names import words
from genie.tables import Cell, CellKind, Column

Reading = tuple[Grain, Mapping[Cell, Period]]
_Period = TypeVar("_Period", bound=Period)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH: Final = _EPOCH.replace(tzinfo=None)
# Placeholder dates mean "always" or "unknown", also those around the epoch.
_LAST_OLD_YEAR: Final = 1900
_FIRST_FAR_YEAR: Final = 2099
_FAR_DAYS: Final = 20 * 365
_YEARS: Final = range(1900, 2201)
_FOR_EVER: Final = 9999  # the last year of the calendar
_GRAINS: Final = {Span.MONTH: Grain.MONTH, Span.QUARTER: Grain.QUARTER, Span.YEAR: Grain.YEAR}
_MOST_DIGITS: Final = 8  # a day as a number
_LAST_KEY: Final = 10**_MOST_DIGITS
_PART: Final = "(?:_(?:num|no|nr|number|of_year))?$"
# In a name, these say that a number is about a month, and not which month it is.
_ABOUT: Final = re.compile(
    r"(?:^|_)(?:per|by|in|to|this|last|prev|previous|current|next|same|avg|average|mean|total|sum"
    r"|count|num|number_of|max|min|prior|term|tenure|duration|elapsed|relative)_"
    r"|[今去前明本當当上]年$|[上本當当]月$|(?:期[間间數数]|合[約约])[_年季月週周日]+$"
)
# "May" is a month, "Sun" a weekday and "Q1" a quarter only if the column's name says so.
_NAMES_PART: Final = re.compile(
    r"(?:^|_)(?:month|mth|mon|quarter|qtr|week_?day|day|dow|period|monat|mois|mes|wochentag|jour"
    r"|dia|quartal|trimestre)(?:_?(?:name|label|abbr|short|num|no|nr|number|of_(?:the_)?\w+))*$"
    r"|[月季週周]$|[月季][份度別别]$|星期|[期時时][間间]$|曜日?$|四半期$|[월]$|분기$|요일$"
)


# These are clear in a fiscal column, whenever its year begins.
_FISCAL: Final = (Grain.YEAR, Grain.QUARTER_OF_YEAR)


def _in_range(low: int, high: int) -> Callable[[int], Period | None]:
    return lambda number: number if low <= number <= high else None


def _year(number: int) -> Period | None:
    return number if number in _YEARS or number == _FOR_EVER else None


def _year_month(number: int) -> Period | None:
    return period(Grain.MONTH, number // 100, number % 100)


def _year_week(number: int) -> Period | None:
    return period(Grain.WEEK, number // 100, number % 100)


def _year_month_day(number: int) -> Period | None:
    return period(Grain.DAY, number // 10_000, number // 100 % 100, number % 100)


# The meaning of a column's numbers by its name, if all of them are in range. Taiwan also counts
# years from 1912.
_NUMBERS: Final[list[tuple[Grain, re.Pattern[str], Callable[[int], Period | None]]]] = [
    (grain, re.compile(pattern), read)
    for grain, pattern, read in (
        (Grain.YEAR, r"(?:^|_)(?:year|yr|yyyy|fy)$|年[度份]?$", _year),
        (Grain.YEAR, r"年[度份]?$", _in_range(1, 200)),
        (Grain.MONTH, r"(?:^|_)(?:yyyy_?mm|ym|year_?month|month_?(?:id|key)|period|month)$|月份?$",
         _year_month),
        (Grain.DAY, r"(?:^|_)(?:yyyy_?mm_?dd|date_?(?:id|key|int)?|day_?(?:id|key)?|dt)$|日期?$",
         _year_month_day),
        (Grain.WEEK, r"(?:^|_)(?:year_?week|yyyy_?ww|week)$|[週周]$", _year_week),
        (Grain.MONTH_OF_YEAR, rf"(?:^|_)(?:month|mth){_PART}|月份?$", _in_range(1, 12)),
        (Grain.QUARTER_OF_YEAR, rf"(?:^|_)(?:quarter|qtr){_PART}|季度?$", _in_range(1, 4)),
        (Grain.WEEK_OF_YEAR, rf"(?:^|_)(?:week|wk|iso_?week|week_?of_?year){_PART}|[週周]次?$",
         _in_range(1, 53)),
        (Grain.WEEKDAY_NUMBER, r"(?:^|_)(?:weekday|dow|day_?of_?week)$|星期$", _in_range(0, 7)),
        # A "delivery_day" and a "處理日" may be durations.
        (Grain.DAY_OF_MONTH, r"^day$|(?:^|_)(?:dom|day_?of_?month)$|^日$", _in_range(1, 31)),
        (Grain.HOUR, r"(?:^|_)(?:hour|hr|hour_?of_?day)$|^[時时]$|[時时]段$|^小[時时]$",
         _in_range(0, 23)),
    )
]  # fmt: skip


def may_be_time(column: Column) -> bool:
    """Whether a column of numbers may hold years, months and the like, by its name."""
    name = _name(column)
    return not _ABOUT.search(name) and any(pattern.search(name) for _, pattern, _ in _NUMBERS)


def _name(column: Column) -> str:
    return "_".join(words(column.name))


def periods(column: Column, cells: Collection[Cell]) -> Reading | None:
    """Read the distinct cells of a column as times; None if they are not.

    Numbers must be finite. The mapping has no empty cells and no totals.
    """
    match column.kind:
        case CellKind.DATE | CellKind.TIMESTAMP:
            return _of_dates(column, {cell: cell for cell in cells if isinstance(cell, date)})
        case CellKind.TEXT:
            return _of_texts(column, cells)
        case _ if column.is_number and may_be_time(column):
            return _of_numbers(column, {cell: _whole(cell) for cell in cells if cell is not None})
        case _:
            return None


def _of_dates(column: Column, dates: Mapping[Cell, date]) -> Reading | None:
    """Treat moments as days if each is midnight at its own offset."""
    near = _near(dates)
    if all(map(day_of, near.values())):
        days = {cell: day for cell, value in near.items() if (day := day_of(value))}
        return _of_days(column, days) if days else None
    moments = ((cell, value) for cell, value in near.items() if isinstance(value, datetime))
    return Grain.MOMENT, {cell: _in_utc(value) for cell, value in moments}


def _of_days(column: Column, days: Mapping[Cell, date]) -> Reading:
    span = span_of(column.name, days.values())
    if span is Span.YEAR:
        return Grain.YEAR, {cell: day.year for cell, day in days.items()}
    return _GRAINS[span] if span else Grain.DAY, days


def _near(found: Mapping[Cell, _Period]) -> Mapping[Cell, _Period]:
    """Leave out placeholders, which are far from all other days."""
    known = {_first_day(value) for value in found.values()}
    if not any(map(_may_be_unknown, known)):
        return found
    groups: list[list[date]] = []
    for day in sorted(known):
        if groups and (day - groups[-1][-1]).days < _FAR_DAYS:
            groups[-1].append(day)
        else:
            groups.append([day])
    real = {day for group in groups if not all(map(_may_be_unknown, group)) for day in group}
    if not real:
        return found
    return {cell: value for cell, value in found.items() if _first_day(value) in real}


def _first_day(value: Period) -> date:
    if isinstance(value, int):
        return date(value, 1, 1)
    return value.date() if isinstance(value, datetime) else value


def _may_be_unknown(day: date) -> bool:
    is_epoch = abs((day - _EPOCH.date()).days) <= 1
    return is_epoch or not _LAST_OLD_YEAR < day.year < _FIRST_FAR_YEAR


def _in_utc(value: datetime) -> datetime:
    """Convert a moment to UTC without its zone; one out of range there is unchanged."""
    if value.tzinfo is None:
        return value
    try:  # several times faster than replacing the zone
        return _NAIVE_EPOCH + (value - _EPOCH)
    except OverflowError:
        return value.replace(tzinfo=None)


def _of_texts(column: Column, cells: Iterable[Cell]) -> Reading | None:
    """Read texts by their format; digits and names of parts also need a matching column name."""
    known = (c for c in cells if isinstance(c, str) and c and not _is_no_time(c))
    first = next(known, None)
    if first is None or not may_be_period(first):
        return None
    texts = [first, *known]
    if all(text.isdecimal() and text.isascii() for text in texts):
        return _of_numbers(column, {text: _whole(text) for text in texts})
    if dates := moments_of(texts) or days_of(texts):
        return _of_dates(column, dates)
    found = periods_of(texts)
    return _named(column, *found) if found else None


def _is_no_time(text: str) -> bool:
    return is_unknown(text) or may_name_total(text)


def _named(column: Column, grain: Grain, found: Mapping[Cell, Period]) -> Reading | None:
    """Leave the texts of a fiscal year's months unchanged, and names that may be others."""
    if is_fiscal(column.name) and grain not in _FISCAL:
        return None
    if grain in PARTS and not _names_part(_name(column)):
        return None
    return grain, _near(found) if grain in ABSOLUTE else found


def _names_part(name: str) -> bool:
    return bool(_NAMES_PART.search(name)) and not _ABOUT.search(name)


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
                near = _near(known) if grain in ABSOLUTE else known
                return _by_own_rule(column, grain, whole) or (grain, near)
    return None


def _by_own_rule(column: Column, grain: Grain, numbers: Mapping[Cell, int]) -> Reading | None:
    """Leave the numbers of a fiscal year's months unchanged: its first is seldom January."""
    if is_fiscal(column.name) and grain not in _FISCAL:
        return Grain.NUMBER, numbers
    return None


def _whole(cell: Cell) -> int | None:
    """Return an integer of at most eight digits."""
    if isinstance(cell, str):
        return int(cell) if len(cell) <= _MOST_DIGITS else None
    if not isinstance(cell, (int, float, Decimal)) or not 0 <= cell <= _LAST_KEY:
        return None
    return int(cell) if cell == int(cell) else None
