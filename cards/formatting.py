"""Cells as people read them: by type and locale, and never through a float."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from genie.tables import Cell, CellKind, Column

NO_VALUE: Final = "–"
_FLOAT_DIGITS: Final = 6
# Whole numbers that name something instead of counting it: 2,026 would be no year.
_NAMES: Final = re.compile(
    r"(^|_|\b)(year|yr|id|code|no|zip|postcode|phone|number|key)$|年|編號|代碼|號碼|電話",
    re.IGNORECASE,
)


def locale_of(tag: str) -> Locale:
    """Return the locale for an activity's language tag; English for what is no known one."""
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return Locale("en", "US")


def is_a_name(column: Column) -> bool:
    """Whether a column's numbers are years, ids or codes rather than amounts."""
    return column.kind is CellKind.INTEGER and bool(_NAMES.search(column.name.strip()))


def cell_text(cell: Cell, column: Column, locale: Locale) -> str:
    """Write a cell the way its type and the reader's locale have it."""
    if cell is None:
        return NO_VALUE
    if isinstance(cell, int) and is_a_name(column):
        return str(cell)
    return _WRITERS[type(cell)](cell, locale)


def _number(value: Decimal, pattern: str, locale: Locale) -> str:
    # Babel computes in the current context, whose 28 digits are fewer than a DECIMAL(38) has.
    with localcontext(prec=max(50, len(value.as_tuple().digits) + 10)):
        return str(format_decimal(value, pattern, locale=locale))


def _decimal(value: Decimal, locale: Locale) -> str:
    if not value.is_finite():
        return str(value)
    exponent = value.as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    return _number(value, "#,##0" + ("." + "0" * digits if digits else ""), locale)


def _float(value: float, locale: Locale) -> str:
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "-∞"}.get(value, "NaN")
    if value and not 1e-4 <= abs(value) < 1e15:  # noqa: PLR2004 - beyond, digits mislead
        return f"{value:.{_FLOAT_DIGITS}g}"
    digits = max(0, _FLOAT_DIGITS - 1 - math.floor(math.log10(abs(value)))) if value else 0
    pattern = "#,##0." + "#" * min(digits, _FLOAT_DIGITS) if digits else "#,##0"
    return _number(Decimal(repr(value)), pattern, locale)


def _moment(value: datetime, locale: Locale) -> str:
    text = str(format_datetime(value, "medium", locale=locale))
    return f"{text} UTC" if value.tzinfo else text


def _day(value: date, locale: Locale) -> str:
    return str(format_date(value, "medium", locale=locale))


_WRITERS: Final[dict[type, Callable[[Any, Locale], str]]] = {
    str: lambda text, _: text,
    bool: lambda value, _: "✓" if value else "✗",
    int: lambda value, locale: _number(Decimal(value), "#,##0", locale),
    Decimal: _decimal,
    float: _float,
    datetime: _moment,
    date: _day,
    bytes: lambda value, _: f"{len(value)} bytes",
}
