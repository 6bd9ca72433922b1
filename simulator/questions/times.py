"""Wordings of time spans, in English and Chinese."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from simulator.data import FIRST_DAY, LAST_DAY
from simulator.questions.periods import (
    ALL_TIME,
    Period,
    Time,
    Unit,
    day_period,
    half_year,
    month_period,
    present,
    previous,
    quarter_period,
    recent_days,
    recent_months,
    since,
    stretch,
    year_period,
)

TimeRule = tuple[str, Callable[[re.Match[str]], Time | None]]

_MONTH_NAMES = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_CHINESE = {
    char: number for number, char in enumerate("一二三四五六七八九十", 1)
} | {"十一": 11, "十二": 12, "兩": 2}  # fmt: skip
_YEAR = r"(20\d\d)"
# A year after a month or a quarter, or before one in Chinese.
_OF_YEAR = r"(?:,?(?: of)? (20\d\d|last year|this year))"
_HAN_YEAR = r"(?:(20\d\d|前年|去年|今年) ?年? ?的?)"
_AGO = {"this year": 0, "今年": 0, "last year": 1, "去年": 1, "前年": 2}
_NAME = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBERED = r"(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]) ?月(?:份)?"
_SMALL = r"(\d{1,3}|two|three|four|five|six|twelve|[一二兩三四五六七八九十]|十二)"
_PREVIOUS = "(?:previous|prior|preceding)"
_SPELLED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12}


def _number(text: str) -> int:
    return _CHINESE.get(text) or _SPELLED.get(text) or int(text)


def _year(text: str) -> int:
    return LAST_DAY.year - _AGO[text] if text in _AGO else int(text)


def _latest_year(month: int) -> int:
    """Return the latest year with data for a month."""
    return LAST_DAY.year - (month > LAST_DAY.month)


def _month(name: str, year: str | None) -> Period:
    month = _MONTH_NAMES.index(name[:3]) + 1 if name[0].isascii() and name.isalpha() else 0
    month = month or _number(name)
    return month_period(_year(year) if year else _latest_year(month), month)


def _quarter(quarter: str, year: str | None) -> Period:
    number = _number(quarter)
    return quarter_period(_year(year) if year else _latest_year(number * 3 - 2), number)


def _day(year: str | None, month: str, day: str) -> Time | None:
    try:
        period = _month(month, year)
        return Time(day_period(period.first_day.replace(day=int(day))))
    except ValueError:
        return None


def _months(first: str, last: str, year: str | None) -> Time | None:
    """Return January to March; the year at the end applies to both."""
    end = _month(last, year)
    start = _month(first, str(end.first_day.year))
    return Time(stretch(start, end)) if start.first_day < end.first_day else None


def _years(first: str, last: str) -> Time | None:
    start, end = year_period(int(first)), year_period(int(last))
    return Time(stretch(start, end)) if start.first_day < end.first_day else None


def _recent(count: str, unit: str) -> Time | None:
    number = _number(count)
    if number < 1:
        return None
    if unit.startswith(("year", "年", "month", "個月")):
        months = number * (12 if unit.startswith(("year", "年")) else 1)
        return Time(recent_months(min(months, _most_months())))
    days = 7 if unit.startswith(("week", "週", "周", "個星期", "星期")) else 1
    return Time(recent_days(number * days))


def _most_months() -> int:
    return (LAST_DAY.year - FIRST_DAY.year) * 12 + LAST_DAY.month


def _last(unit: Unit) -> Callable[[re.Match[str]], Time | None]:
    return lambda _: Time(previous(unit), back=unit)


def _relative(unit: Unit) -> Callable[[re.Match[str]], Time | None]:
    return lambda _: Time(previous(unit), back=unit, is_relative=True)


def _now(unit: Unit) -> Callable[[re.Match[str]], Time | None]:
    return lambda _: Time(present(unit))


# A wording → its span; None is an invalid one.
TIME_RULES: tuple[TimeRule, ...] = (
    (r"(?:the )?(?:same )?last year|去年", _last(Unit.YEAR)),
    (r"(?:the )?past year", lambda _: Time(recent_months(12))),
    (r"(?:the )?last quarter|上一?個?季度?", _last(Unit.QUARTER)),
    (r"(?:the )?last month|上一?個?月", _last(Unit.MONTH)),
    (r"(?:the )?last week|上一?個?(?:週|周|星期|禮拜)", _last(Unit.WEEK)),
    *((rf"(?:the )?(?:{_PREVIOUS} {en}|{en} before)|(?:前一|再前一|更早一){zh}", _relative(unit))
      for unit, en, zh in (
          (Unit.YEAR, "year", "年"), (Unit.QUARTER, "quarter", "個?季度?"),
          (Unit.MONTH, "month", "個?月"), (Unit.WEEK, "week", "個?(?:週|周|星期|禮拜)"),
      )),
    (r"上一年", _relative(Unit.YEAR)),
    (r"(?:this|current) year(?: so far)?|so far this year|year to date|ytd"
     r"|今年(?:以來|至今)?|本年度?",
     _now(Unit.YEAR)),
    (r"(?:this|current) quarter(?: so far)?|本季|這一?季", _now(Unit.QUARTER)),
    (r"(?:this|current) month|本月|這個?月|當月", _now(Unit.MONTH)),
    (r"(?:this|current) week|本週|本周|這一?個?(?:週|周|星期|禮拜)", _now(Unit.WEEK)),
    (r"today|今天|今日", lambda _: Time(day_period(LAST_DAY))),
    (r"yesterday|昨天|昨日", lambda _: Time(day_period(LAST_DAY - timedelta(days=1)))),
    (rf"(?:the )?(?:last|past|previous|最近|過去|近) ?{_SMALL} ?"
     r"(days?|weeks?|months?|years?|天|日|週|周|個?星期|個月|年)",
     lambda m: _recent(m[1], m[2])),
    (r"all[- ]time|of all times?|ever|有史以來|歷年|歷來|開業以來", lambda _: Time(ALL_TIME)),
    (rf"q([1-4])(?:{_OF_YEAR}|{_YEAR})?", lambda m: Time(_quarter(m[1], m[2] or m[3]))),
    (rf"{_YEAR} ?年?[ -]?q([1-4])", lambda m: Time(_quarter(m[2], m[1]))),
    (rf"{_HAN_YEAR}?第 ?([一二三四1-4]) ?季度?", lambda m: Time(_quarter(m[2], m[1]))),
    (rf"(?:the )?(first|second) half of {_YEAR}|h([12]) {_YEAR}",
     lambda m: Time(half_year(int(m[2] or m[4]), int(m[3] or 1 + (m[1] == "second"))))),
    (rf"{_HAN_YEAR}(上|下)半年", lambda m: Time(half_year(_year(m[1]), 1 + (m[2] == "下")))),
        (rf"(?:from |between )?{_NAME} (?:to|until|through|and|-) {_NAME}(?:(?: of)? {_YEAR})?",
     lambda m: _months(m[1], m[2], m[3])),
    (rf"{_HAN_YEAR}?{_NUMBERED}? ?(?:到|至|~|-) ?{_NUMBERED}",
     lambda m: _months(m[2], m[3], m[1]) if m[2] else None),
    (rf"(?:from )?{_YEAR} ?年? ?(?:to|until|through|-|到|至|~) ?{_YEAR} ?年?",
     lambda m: _years(m[1], m[2])),
    (rf"since {_NAME}(?: {_YEAR})?", lambda m: Time(since(_month(m[1], m[2])))),
    (rf"since {_YEAR}", lambda m: Time(since(year_period(int(m[1]))))),
    (rf"(?:自從?|從)? ?{_YEAR} ?年以來", lambda m: Time(since(year_period(int(m[1]))))),
    (rf"(?:{_NAME} (\d\d?)(?:st|nd|rd|th)?,? {_YEAR}|(\d\d?)(?:st|nd|rd|th)? {_NAME} {_YEAR})",
     lambda m: _day(m[3] or m[6], m[1] or m[5], m[2] or m[4])),
    (rf"(?:{_YEAR} ?年 ?)?{_NUMBERED} ?(\d\d?) ?[日號]", lambda m: _day(m[1], m[2], m[3])),
    (rf"{_YEAR}[-/](\d\d?)[-/](\d\d?)", lambda m: _iso_day(m[1], m[2], m[3])),
    (rf"{_NAME}{_OF_YEAR}", lambda m: Time(_month(m[1], m[2]))),
    (rf"(?!may){_NAME}", lambda m: Time(_month(m[1], None))),
    (rf"(?:in|for|during) (may){_OF_YEAR}?", lambda m: Time(_month(m[1], m[2]))),
    (rf"{_HAN_YEAR}?(?<!\d){_NUMBERED}", lambda m: Time(_month(m[2], m[1]))),
    (rf"{_YEAR}[-/](0[1-9]|1[0-2])", lambda m: Time(_month(str(int(m[2])), m[1]))),
    (r"前年|(?:the )?year before last", lambda _: Time(year_period(LAST_DAY.year - 2))),
    (rf"{_YEAR} ?年?度?", lambda m: Time(year_period(int(m[1])))),
)  # fmt: skip


def _iso_day(year: str, month: str, day: str) -> Time | None:
    try:
        return Time(day_period(date(int(year), int(month), int(day))))
    except ValueError:
        return None
