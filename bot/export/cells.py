"""The texts of cells, in a form that every program reads and none executes."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from cards.markdown import visible

# Characters that are invalid in XML 1.0, beyond those that are not visible.
_ILLEGAL: Final = re.compile("[\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"
# Above this, plain notation would consist of zeros: Databricks' numbers have 38 digits.
_LONGEST_PLAIN: Final = 400


def clean(text: str) -> str:
    """Remove control characters and those that hide or reorder text; replace lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    return visible(_ILLEGAL.sub("", _SURROGATE.sub(_REPLACEMENT, text)))


def cut(text: str, length: int, *, sign: str = "") -> str:
    """Return at most length UTF-16 units; sign marks the end of a text that was cut."""
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * length:
        return text
    kept = encoded[: 2 * (length - len(sign))]
    return kept.decode("utf-16-le", errors="ignore") + sign


def decimal_text(number: Decimal) -> str:
    """Write a number with all of its digits and no exponent."""
    if number.is_finite() and abs(number.adjusted()) > _LONGEST_PLAIN:
        return str(number)
    return format(number, "f")


def float_text(number: float) -> str:
    """Write a float with the digits it needs; infinity and NaN as Databricks writes them."""
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(number), repr(number))


def moment_text(moment: datetime) -> str:
    """Write a time as ISO 8601 in UTC, with a Z; one without a zone stays without one."""
    has_milliseconds = moment.microsecond and not moment.microsecond % 1000
    timespec = "milliseconds" if has_milliseconds else "auto"
    if moment.tzinfo is None:
        return moment.isoformat(timespec=timespec)
    try:
        return moment.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")
    except OverflowError:  # in UTC it would be outside the calendar
        return moment.isoformat(timespec=timespec)


def date_text(day: date) -> str:
    """Write a date as ISO 8601."""
    return day.isoformat()
