"""The periods of a time axis."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Final

# What sorts by time: a moment, the first day of a period, or the number of a year or of a part.
Period = date | datetime | int


class Grain(StrEnum):
    """How long the periods of a time axis are. The parts of a year, week or day come again."""

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
    WEEKDAY_NUMBER = auto()  # counted by the data's own rule
    NUMBER = auto()  # of a fiscal month or week, by the company's own rule
    HOUR = auto()


# These never come again.
ABSOLUTE: Final = frozenset(
    {Grain.MOMENT, Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR}
)
# These do.
PARTS: Final = frozenset(Grain) - ABSOLUTE
WEEKDAYS: Final = frozenset({Grain.WEEKDAY, Grain.WEEKDAY_NUMBER})
# What a year and such a part make together.
OF_A_YEAR: Final = {
    Grain.MONTH_OF_YEAR: Grain.MONTH,
    Grain.QUARTER_OF_YEAR: Grain.QUARTER,
    Grain.WEEK_OF_YEAR: Grain.WEEK,
}


def period(grain: Grain, year: int, part: int, day: int = 1) -> Period | None:
    """Return a year's day, week, month or quarter; None if there is none of that number."""
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
