"""Times that are written as texts, in English and in Chinese.

All texts of a column must have one format: a holiday's name is not a date, however its column is
named.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from cards.charts.grains import Grain, Period, period
from genie.tables import Cell

_LONGEST: Final = 40
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_WEEKDAYS: Final = "一二三四五六日天"
_CHINESE_NUMBERS: Final = (*"一二三四五六七八九十", "十一", "十二")

_MONTH_NAME: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY_NAME: Final = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_YEAR: Final = r"(?P<year>[12]\d{3}|9999)"
_MONTH: Final = r"(?P<month>\d\d?)"
_FORMS: Final = [
    (grain, re.compile(form, re.IGNORECASE | re.ASCII))
    for grain, form in (
        (Grain.MONTH, rf"{_YEAR}[-/.年]{_MONTH}(?:月份?)?"),
        (Grain.MONTH, rf"{_MONTH_NAME}[- ./,]{{1,2}}{_YEAR}"),
        (Grain.MONTH, rf"{_YEAR}[- ./]?{_MONTH_NAME}"),
        (Grain.QUARTER, rf"{_YEAR}[- /]?Q(?P<quarter>[1-4])"),
        (Grain.QUARTER, rf"Q(?P<quarter>[1-4])[- /]?{_YEAR}"),
        (Grain.QUARTER, rf"{_YEAR}年?第?(?P<quarter>[1-4一二三四])季度?"),
        (Grain.WEEK, rf"{_YEAR}[- /]?W(?P<week>\d\d?)"),
        (Grain.YEAR, rf"FY ?{_YEAR}"),
        (Grain.YEAR, rf"{_YEAR}年度?"),
        (Grain.MONTH_OF_YEAR, _MONTH_NAME),
        (Grain.MONTH_OF_YEAR, r"(?P<month>\d\d?|十?[一二]|[三四五六七八九十])月份?"),
        (Grain.QUARTER_OF_YEAR, r"Q(?P<quarter>[1-4])"),
        (Grain.QUARTER_OF_YEAR, r"第?(?P<quarter>[1-4一二三四])季度?"),
        (Grain.WEEKDAY, _WEEKDAY_NAME),
        (Grain.WEEKDAY, r"(?:星期|禮拜|礼拜|[週周])(?P<weekday>[一二三四五六日天])"),
    )
]
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DAY: Final = re.compile(r"([12]\d{3}|9999)[-/.年](\d\d?)[-/.月](\d\d?)日?", re.ASCII)
# MySQL's notation for an unknown day.
_UNKNOWN: Final = re.compile(r"0000[-/.]00(?:[-/.]00(?:[T ][0:.]*Z?)?)?")
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)


def may_be_period(text: str) -> bool:
    """Whether a text has the format of a time, or is a number that could be one."""
    forms = (_MOMENT, _ISO_DAY, _DAY, *(form for _, form in _FORMS))
    return text.isdecimal() or any(form.fullmatch(text) for form in forms)


def is_unknown(text: str) -> bool:
    """Whether a text stands for an unknown day."""
    return bool(_UNKNOWN.fullmatch(text))


def moments_of(texts: Sequence[str]) -> Mapping[Cell, datetime] | None:
    """Read texts as ISO moments; None if one of them is not."""
    try:
        return {text: _moment(text) for text in texts}
    except ValueError:
        return None


def days_of(texts: Sequence[str]) -> Mapping[Cell, date] | None:
    """Read texts as days; None if one of them is not."""
    try:
        return {text: _day(text) for text in texts}
    except ValueError:
        return None


def periods_of(texts: Sequence[str]) -> tuple[Grain, Mapping[Cell, Period]] | None:
    """Read texts as longer periods, or as parts of one; None if their formats differ."""
    read = ((grain, _read(grain, form, texts)) for grain, form in _FORMS)
    return next(((grain, found) for grain, found in read if found), None)


def _moment(text: str) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _day(text: str) -> date:
    if _ISO_DAY.fullmatch(text):
        return date.fromisoformat(text)
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(text)
    return date(*map(int, match.groups()))


def _read(
    grain: Grain, form: re.Pattern[str], texts: Sequence[str]
) -> Mapping[Cell, Period] | None:
    found: dict[Cell, Period] = {}
    for text in texts:
        match = form.fullmatch(text) if len(text) <= _LONGEST else None
        value = _period(grain, match.groupdict()) if match else None
        if value is None:
            return None
        found[text] = value
    return found


def _period(grain: Grain, parts: Mapping[str, str]) -> Period | None:
    if "weekday" in parts:
        return _weekday(parts["weekday"])
    numbers = {name: _number(text) for name, text in parts.items()}
    year = numbers.get("year")
    part = numbers.get("month") or numbers.get("quarter") or numbers.get("week")
    if year and part:
        return period(grain, year, part)
    if "month" in numbers and not (part and part <= len(_MONTHS)):
        return None
    return year or part


def _number(text: str) -> int:
    """Read digits, a Chinese number up to twelve, or a month's name."""
    if text.isdecimal():
        return int(text)
    names = _CHINESE_NUMBERS if text in _CHINESE_NUMBERS else _MONTHS
    return names.index(text[:3].lower()) + 1


def _weekday(text: str) -> int:
    name = text[:3].lower()
    if name in _WEEKDAYS:
        return _WEEKDAYS.index(name)
    return min(_CHINESE_WEEKDAYS.index(text), _CHINESE_WEEKDAYS.index("日"))
