"""Reading a span of time from a question, in English and Chinese.

"Now" is the last day of the data, not today: otherwise "this month" would be empty a month after
this was written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.data import FIRST_DAY, LAST_DAY

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
_Q = 3  # months in a quarter


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included, and how to say it."""

    first_day: date
    last_day: date
    en: str
    zh: str


def year_period(year: int) -> Period:
    """A calendar year, as far as there is data."""
    if year == LAST_DAY.year:
        return Period(date(year, 1, 1), LAST_DAY, f"in {year} so far", f" {year} 年至今")
    return Period(date(year, 1, 1), date(year, 12, 31), f"in {year}", f" {year} 年")


def quarter_period(year: int, quarter: int) -> Period:
    """A calendar quarter."""
    start = date(year, quarter * _Q - _Q + 1, 1)
    end = _month_end(date(year, quarter * _Q, 1))
    so_far = (" so far", "至今") if start <= LAST_DAY < end else ("", "")
    en, zh = f"in Q{quarter} {year}{so_far[0]}", f" {year} 年第 {quarter} 季{so_far[1]}"
    return Period(start, min(end, LAST_DAY) if so_far[0] else end, en, zh)


def month_period(year: int, month: int) -> Period:
    """A calendar month."""
    start = date(year, month, 1)
    return Period(start, _month_end(start), f"in {start:%B} {year}", f" {year} 年 {month} 月")


def _month_end(start: date) -> date:
    next_month = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return next_month - timedelta(days=1)


def _recent_days(days: int) -> Period:
    start = LAST_DAY - timedelta(days=days - 1)
    return Period(start, LAST_DAY, f"in the last {days} days of data", f"最近 {days} 天")


ALL_TIME = Period(
    FIRST_DAY, LAST_DAY, "from January 2024 to October 2026", " 2024 年 1 月至 2026 年 10 月"
)
THIS_YEAR = year_period(LAST_DAY.year)
THIS_MONTH = month_period(LAST_DAY.year, LAST_DAY.month)


def _this_quarter() -> int:
    return (LAST_DAY.month - 1) // _Q + 1


def _named_month(match: re.Match[str]) -> Period:
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(match[1][:3]))
    return month_period(_year_or_latest(match[2], month), month)


def _numbered_month(match: re.Match[str]) -> Period:
    month = int(match[2])
    return month_period(_year_or_latest(match[1], month), month)


def _year_or_latest(year: str | None, month: int) -> int:
    """A month without a year is the latest one that there is data for."""
    return int(year) if year else LAST_DAY.year - (month > LAST_DAY.month)


def _quarter(year: str | None, quarter: str) -> Period:
    number = _CHINESE_DIGITS.get(quarter) or int(quarter)
    return quarter_period(_year_or_latest(year, number * _Q - _Q + 1), number)


_YEAR = r"(20\d\d)"
_MONTH_NAME = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)

_RULES: tuple[tuple[str, Callable[[re.Match[str]], Period]], ...] = (
    (
        r"last month|previous month|上個月|上月",
        lambda m: month_period(LAST_DAY.year, LAST_DAY.month - 1),
    ),
    (r"this month|current month|本月|這個月|當月", lambda m: THIS_MONTH),
    (
        r"last quarter|previous quarter|上一季|上季|上個季度",
        lambda m: quarter_period(LAST_DAY.year, _this_quarter() - 1),
    ),
    (
        r"this quarter|current quarter|本季|這一季|這季",
        lambda m: quarter_period(LAST_DAY.year, _this_quarter()),
    ),
    (r"last year|previous year|去年", lambda m: year_period(LAST_DAY.year - 1)),
    (
        r"this year(?: so far)?|so far this year|current year|year to date|ytd"
        r"|今年(?:以來|至今)?|本年",
        lambda m: THIS_YEAR,
    ),
    (r"(?:last|past|最近|過去) ?(\d{1,3}) ?(?:days?|天|日)", lambda m: _recent_days(int(m[1]))),
    (r"all time|ever\b|overall|since 2024|有史以來|歷年|開業以來", lambda m: ALL_TIME),
    (rf"(?:in )?q([1-4])(?: (?:of )?{_YEAR})?", lambda m: _quarter(m[2], m[1])),
    (rf"(?:in )?{_YEAR} ?年? ?q([1-4])", lambda m: _quarter(m[1], m[2])),
    (rf"(?:{_YEAR} ?年? ?的?)?第 ?([一二三四1-4]) ?季", lambda m: _quarter(m[1], m[2])),
    (rf"\b(?:in )?{_MONTH_NAME}\b(?: (?:of )?{_YEAR})?", _named_month),
    (rf"(?:{_YEAR} ?年 ?)?(?<!\d)(1[0-2]|[1-9]) ?月(?:份)?", _numbered_month),
    (rf"{_YEAR}[-/](0[1-9]|1[0-2])", _numbered_month),
    (rf"(?:in )?{_YEAR} ?年?", lambda m: year_period(int(m[1]))),
)
_COMPILED = tuple((re.compile(pattern), build) for pattern, build in _RULES)


def take_period(text: str) -> tuple[Period | None, str]:
    """Find the span of time in a normalised text; return it and the text without it."""
    for pattern, build in _COMPILED:
        if match := pattern.search(text):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return build(match), rest
    return None, text
