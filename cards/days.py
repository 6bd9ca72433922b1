"""The meaning of a column's days and times, by the same rule for tables and charts."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from enum import IntEnum
from functools import lru_cache
from typing import Final

from cards.columns import is_fiscal
from cards.names import words


class Span(IntEnum):
    """A period that starts on a day; its value is the number of months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


# A name must end in these: the "monthly_payment_due" and the "月結日" are days.
_START: Final = "(?:_(?:start|begin|beginning))?$"
_SPANS: Final = tuple(
    (span, re.compile(rf"(?:^|_)(?:{latin}){_START}|(?:{cjk})$"))
    for span, latin, cjk in (
        (Span.QUARTER, "quarter|qtr|quartal|trimestre", "季[度別别初]?|四半期|분기"),
        (Span.MONTH, "month|mth|monat|mois|mes|mese|maand", "月[份度別别初]?|월"),
        (Span.YEAR, "year|yr|jahr|annee|ano|anio|anno|jaar", "年[度份別别初]?|[연년]도?"),
    )
)


def day_of(at: date) -> date | None:
    """Return the day of a moment that is midnight at its own offset, else None.

    A midnight in the data means the same day in every time zone.
    """
    if not isinstance(at, datetime):
        return at
    return at.date() if at.time() == time.min else None


def span_of(name: str, days: Iterable[date]) -> Span | None:
    """Return the period that each of a column's days starts, if the name says so, else None.

    It is not known when a fiscal year starts: dates of its quarters stay days.
    """
    span = _named(name)
    if span is None:
        return None
    known = list(days)
    are_first = all(day.day == 1 and (day.month - 1) % span == 0 for day in known)
    return span if known and are_first else None


@lru_cache(maxsize=1024)
def _named(name: str) -> Span | None:
    if is_fiscal(name):
        return None
    known = "_".join(words(name))
    return next((span for span, pattern in _SPANS if pattern.search(known)), None)
