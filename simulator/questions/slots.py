"""The particulars of a question: which time, which region, how many."""

import re
from dataclasses import dataclass

from simulator.catalogue import CATEGORIES, REGIONS, Named
from simulator.questions.periods import Period, take_period
from simulator.questions.vocabulary import Word, words_in

MAX_TOP = 100
_CHINESE_DIGITS = "零一二三四五六七八九"
_CHINESE_NUMBER = re.compile(
    r"([一二三四五六七八九]?)十([一二三四五六七八九]?)|([一二三四五六七八九兩])"
)
_SPELLED = {"three": 3, "five": 5, "ten": 10, "twenty": 20}
_TOP = re.compile(
    r"(?:top|first|best|bottom|biggest|largest|highest|which) ?(\d{1,6}|three|five|ten|twenty)\b"
    r"|\b(\d{1,6}|three|five|ten|twenty) (?:best|top|biggest|largest|highest)"
    r"|前 ?(\d{1,6}|[一二三四五六七八九十兩]+)(?: ?(?:名|大|個|項|位|間|家|筆))?"
    r"|(\d{1,6}|[一二三四五六七八九十兩]+) ?大(?!於)"
)
_AMOUNT = re.compile(
    r"(?:nt\$?|twd|\$)? ?(?:(\d{1,12}(?:\.\d{1,4})?)|([一二三四五六七八九十兩]+)(?=[百千萬億])) ?"
    r"(k\b|m\b|million|thousand|萬|百萬|千萬|億)?"
)
_UNITS = {
    "百萬": 1e6,
    "k": 1e3,
    "thousand": 1e3,
    "萬": 1e4,
    "m": 1e6,
    "million": 1e6,
    "千萬": 1e7,
    "億": 1e8,
}
_DEFAULT_AMOUNT = 100_000


@dataclass(frozen=True, slots=True)
class Slots:
    """What a question says beyond its subject; None is "not said"."""

    period: Period | None = None
    region: Named | None = None
    category: Named | None = None
    top: int | None = None
    amount: int | None = None

    def over(self, earlier: "Slots") -> "Slots":
        """What is said now, and what was said earlier and still holds."""
        return Slots(
            period=self.period or earlier.period,
            region=self.region or earlier.region,
            category=self.category or earlier.category,
            top=self.top or earlier.top,
            amount=self.amount or earlier.amount,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing particular was said."""
        return self == Slots()


def read_slots(text: str) -> tuple[Slots, frozenset[Word]]:
    """Take the particulars out of a normalised text; return them and the words of the rest."""
    region, text = _take_named(text, REGIONS)
    category, text = _take_named(text, CATEGORIES)
    amount = None
    if Word.LARGE in words_in(text):
        amount, text = _take_amount(text)
    top, text = _take_top(text)
    period = None
    if Word.COMPARE not in words_in(text):  # a comparison has its own two spans of time
        period, text = take_period(text)
    slots = Slots(period=period, region=region, category=category, top=top, amount=amount)
    words = words_in(text)
    return slots, words | {Word.LARGE} if amount is not None else words


def _take_named(text: str, choices: tuple[Named, ...]) -> tuple[Named | None, str]:
    for choice in choices:
        if match := re.search(rf"(?<![a-z])(?:{choice.spellings})(?![a-z])", text):
            return choice, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _take_top(text: str) -> tuple[int | None, str]:
    match = _TOP.search(text)
    if not match:
        return None, text
    number = _number(next(group for group in match.groups() if group))
    keep = "best " if "best" in match[0] else ""
    rest = f"{text[: match.start()]} {keep}{text[match.end() :]}"
    return min(max(number, 1), MAX_TOP), rest


def _take_amount(text: str) -> tuple[int, str]:
    match = _AMOUNT.search(text)
    if not match:
        return _DEFAULT_AMOUNT, text
    number = float(match[1]) if match[1] else _number(match[2])
    amount = int(number * _UNITS.get(match[3] or "", 1))
    return amount, f"{text[: match.start()]}{text[match.end() :]}"


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if text in _SPELLED:
        return _SPELLED[text]
    match = _CHINESE_NUMBER.fullmatch(text.replace("兩", "二"))
    if not match:
        return 1
    if match[3]:
        return _CHINESE_DIGITS.index(match[3])
    tens = _CHINESE_DIGITS.index(match[1]) if match[1] else 1
    return tens * 10 + (_CHINESE_DIGITS.index(match[2]) if match[2] else 0)
