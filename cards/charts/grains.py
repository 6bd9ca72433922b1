"""The periods of a time axis."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Final

# A sortable time: a moment, the first day of a period, or the number of a year or part.
Period = date | datetime | int


class Grain(StrEnum):
    """The length of a time axis' periods. Parts of a year, week or day recur."""

    MOMENT = auto()  # in UTC, without a zone
    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    QUARTER = auto()
    YEAR = auto()
    MONTH_OF_YEAR = auto()
    QUARTER_OF_YEAR = auto()
    WEEK_OF_YEAR = auto()
    DAY_OF_MONTH = auto()
    WEEKDAY = auto()  # 0 is Monday
    WEEKDAY_NUMBER = auto()  # numbered by the data's own rule
    NUMBER = auto()  # a fiscal month or week, by the company's own rule
    HOUR = auto()


# These do not recur.
ABSOLUTE: Final = frozenset(
    {Grain.MOMENT, Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR}
)
# These recur.
PARTS: Final = frozenset(Grain) - ABSOLUTE
WEEKDAYS: Final = frozenset({Grain.WEEKDAY, Grain.WEEKDAY_NUMBER})
# The grain of a year combined with such a part.
OF_A_YEAR: Final = {
    Grain.MONTH_OF_YEAR: Grain.MONTH,
    Grain.QUARTER_OF_YEAR: Grain.QUARTER,
    Grain.WEEK_OF_YEAR: Grain.WEEK,
}


def period(grain: Grain, year: int, part: int, day: int = 1) -> Period | None:
    """Return a year's day, week, month or quarter; None if the number is invalid."""
    try:
        match grain:
            case Grain.WEEK:
                return date.fromisocalendar(year, part, 1)
            case Grain.QUARTER:
                return date(year, 3 * part - 2, 1)
            case _:
                return date(year, part, day)
    except ValueError:
        return None
