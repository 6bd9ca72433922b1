"""Time spans: their names, and their order.

"Now" is the last day of the data, not today: otherwise "this month" would be empty a month after
this was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from itertools import pairwise

from simulator.data import FIRST_DAY, LAST_DAY
from simulator.questions.language import Language

_Q = 3  # months in a quarter


class Unit(IntEnum):
    """The length of a span; a span of any other length is a STRETCH."""

    DAY = 1
    WEEK = 2
    MONTH = 3
    QUARTER = 4
    YEAR = 5
    STRETCH = 6


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included, and its names.

    Args:
        slug: its part of the name of a column.
    """

    first_day: date
    last_day: date
    en: str
    zh: str
    unit: Unit
    slug: str

    def said_in(self, language: Language) -> str:
        """Return the span, as part of a sentence."""
        return self.en if language == "en" else self.zh

    @property
    def is_empty(self) -> bool:
        """Whether there is no data for any of its days."""
        return self.last_day < FIRST_DAY or self.first_day > LAST_DAY


@dataclass(frozen=True, slots=True)
class Time:
    """A time span as mentioned in a question.

    Args:
        back: it is the previous one of this unit.
        is_relative: next to another span, it is the one before that, and not before the present.
    """

    period: Period
    back: Unit | None = None
    is_relative: bool = False


def day_period(day: date) -> Period:
    """Return a single day."""
    zh = f"{day.year} 年 {day.month} 月 {day.day} 日"
    return Period(day, day, f"on {day.day} {day:%B %Y}", zh, Unit.DAY, f"{day:%Y_%m_%d}")


def year_period(year: int) -> Period:
    """Return a calendar year, as far as there is data."""
    so_far = year == LAST_DAY.year
    last_day = LAST_DAY if so_far else date(year, 12, 31)
    en, zh = (" so far", "至今") if so_far else ("", "")
    return Period(
        date(year, 1, 1), last_day, f"in {year}{en}", f"{year} 年{zh}", Unit.YEAR, str(year)
    )


def quarter_period(year: int, quarter: int) -> Period:
    """Return a calendar quarter, as far as there is data."""
    start, end = date(year, quarter * _Q - _Q + 1, 1), month_end(date(year, quarter * _Q, 1))
    so_far = start <= LAST_DAY < end
    en, zh = (" so far", "至今") if so_far else ("", "")
    return Period(
        start,
        LAST_DAY if so_far else end,
        f"in Q{quarter} {year}{en}",
        f"{year} 年第 {quarter} 季{zh}",
        Unit.QUARTER,
        f"{year}_q{quarter}",
    )


def month_period(year: int, month: int) -> Period:
    """Return a calendar month."""
    start = date(year, month, 1)
    en, zh = f"in {start:%B} {year}", f"{year} 年 {month} 月"
    return Period(start, month_end(start), en, zh, Unit.MONTH, f"{year}_{month:02d}")


def week_period(day: date) -> Period:
    """Return the week of a day, from Monday, as far as there is data."""
    start = day - timedelta(days=day.weekday())
    end = start + timedelta(days=6)
    so_far = start <= LAST_DAY < end
    en, zh = (" so far", "至今") if so_far else ("", "")
    return Period(
        start,
        LAST_DAY if so_far else end,
        f"in the week of {start.day} {start:%B %Y}{en}",
        f"{start.year} 年 {start.month} 月 {start.day} 日當週{zh}",
        Unit.WEEK,
        f"week_{start:%Y_%m_%d}",
    )


def stretch(first: Period, last: Period) -> Period:
    """Return the span from the start of one span to the end of another."""
    en = f"from {_bare(first.en)} to {_bare(last.en)}"
    slug = f"{first.slug}_to_{last.slug}"
    return Period(first.first_day, last.last_day, en, f"{first.zh}到 {last.zh}", Unit.STRETCH, slug)


def joined(periods: Sequence[Period]) -> Period | None:
    """Return consecutive spans as one; None if there is a gap."""
    ordered = sorted(periods, key=lambda period: period.first_day)
    if any(b.first_day - a.last_day != timedelta(days=1) for a, b in pairwise(ordered)):
        return None
    first, last = ordered[0], ordered[-1]
    if first is last:
        return first
    if Unit.STRETCH in (first.unit, last.unit):  # its name has two ends already
        return stretch(day_period(first.first_day), day_period(last.last_day))
    return stretch(first, last)


def since(period: Period) -> Period:
    """Return the span from the start of a span to the end of the data."""
    start = max(period.first_day, FIRST_DAY)
    zh = f"{start.year} 年 {start.month} 月至今"
    return Period(start, LAST_DAY, f"since {start:%B %Y}", zh, Unit.STRETCH, f"since_{start:%Y_%m}")


def recent_days(days: int) -> Period:
    """Return this many days up to the last one of the data."""
    start = LAST_DAY - timedelta(days=days - 1)
    en, zh = f"in the last {days} days of data", f"最近 {days} 天"
    return Period(start, LAST_DAY, en, zh, Unit.STRETCH, f"last_{days}_days")


def recent_months(months: int) -> Period:
    """Return this many calendar months up to the last one of the data."""
    start = shifted_month(LAST_DAY, 1 - months)
    en, zh = f"in the last {months} months of data", f"最近 {months} 個月"
    return Period(start, LAST_DAY, en, zh, Unit.STRETCH, f"last_{months}_months")


def half_year(year: int, half: int) -> Period:
    """Return January to June, or July to December."""
    start = date(year, half * 6 - 5, 1)
    end = min(month_end(date(year, half * 6, 1)), max(LAST_DAY, start))
    en, zh = f"in the {('first', 'second')[half - 1]} half of {year}", "上下"[half - 1]
    return Period(start, end, en, f"{year} 年{zh}半年", Unit.STRETCH, f"{year}_h{half}")


def month_end(start: date) -> date:
    """Return the last day of a month."""
    return shifted_month(start, 1) - timedelta(days=1)


def shifted_month(day: date, months: int) -> date:
    """Return the first day of the month this many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def before(period: Period, unit: Unit) -> Period | None:
    """Return the span of the same length one unit earlier; None if that has no meaning."""
    if unit is period.unit and unit in (Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        return _of_unit(unit, period.first_day - timedelta(days=1))
    if unit is Unit.YEAR and period.unit in (Unit.MONTH, Unit.QUARTER):
        return _of_unit(period.unit, period.first_day.replace(year=period.first_day.year - 1))
    return None


def as_far(earlier: Period, later: Period) -> Period:
    """Cut the earlier year at the point that the later one has reached."""
    is_whole = (later.last_day.month, later.last_day.day) == (12, 31)
    if is_whole or (earlier.unit, later.unit) != (Unit.YEAR, Unit.YEAR):
        return earlier
    end = later.last_day.replace(year=earlier.first_day.year)
    en = f"from January to {end:%B} {end.year}"
    return Period(
        earlier.first_day, end, en, f"{end.year} 年 1 至 {end.month} 月", Unit.YEAR, earlier.slug
    )


def _of_unit(unit: Unit, day: date) -> Period:
    if unit is Unit.YEAR:
        return year_period(day.year)
    if unit is Unit.QUARTER:
        return quarter_period(day.year, (day.month - 1) // _Q + 1)
    return month_period(day.year, day.month) if unit is Unit.MONTH else week_period(day)


def previous(unit: Unit) -> Period:
    """Return last year, quarter, month or week."""
    return _of_unit(unit, present(unit).first_day - timedelta(days=1))


def present(unit: Unit) -> Period:
    """Return this year, quarter, month or week."""
    return _of_unit(unit, LAST_DAY)


def _bare(text: str) -> str:
    return text.removeprefix("in ").removeprefix("on ")


ALL_TIME = Period(
    FIRST_DAY,
    LAST_DAY,
    "from January 2024 to October 2026",
    "2024 年 1 月至 2026 年 10 月",
    Unit.STRETCH,
    "all",
)
THIS_YEAR = year_period(LAST_DAY.year)
THIS_MONTH = month_period(LAST_DAY.year, LAST_DAY.month)
