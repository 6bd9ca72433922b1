"""Cells as text for people: by type and locale, column by column, without rounding exact values.

The format depends on the whole column, so that cells below each other look alike.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import get_currency_precision, get_decimal_symbol, get_group_symbol

from cards.columns import is_amount
from cards.days import Span, day_of, span_of
from cards.markdown import one_line
from cards.reader import Reader, locale_of
from cards.texts import answer_texts
from cards.units import Unit, UnitKind, unit_of
from genie.tables import Cell, CellKind, Column

NO_VALUE: Final = "–"
# More digits than Databricks' longest DECIMAL has (38); longer numbers are unreadable.
_MAX_DIGITS: Final = 60
_SIGNIFICANT_DIGITS: Final = 3
_FLOAT_PLACES: Final = 2
# Outside of these limits a float is written as 1.23E+18.
_SMALLEST, _LARGEST = Decimal("1E-6"), Decimal("1E15")
_SHOWN_BYTES: Final = 8
_BY_THOUSANDS: Final = "#,##0.###"  # CLDR's pattern of nearly all locales
_READ_CHARS: Final = 1_000  # of a cell; fewer are shown
_LONGEST_WAIT_S: Final = 86_400

# CLDR's skeletons for periods that start on a day.
_SKELETONS: Final = {Span.MONTH: "yMMM", Span.QUARTER: "yQQQ", Span.YEAR: "y"}
_OF_DAYS: Final = (CellKind.DATE, CellKind.TIMESTAMP)
# Currencies that have two decimals in CLDR, but none in use.
_WITHOUT_CENTS: Final = ("TWD", "IDR")


def count(number: int, reader: Reader) -> str:
    """Write an integer."""
    return _digits(Decimal(number), 0, _Form(reader))


def seconds(wait_s: float, reader: Reader) -> str:
    """Write a wait in whole seconds, rounded up; an invalid one is a minute."""
    is_sensible = 0 <= wait_s <= _LONGEST_WAIT_S
    return count(max(1, math.ceil(wait_s)) if is_sensible else 60, reader)


def moment(at: datetime, reader: Reader) -> str:
    """Write a moment in the reader's zone, with the zone."""
    return f"{_moment(at, _Form(reader))} ({reader.zone})"


def in_zone(value: datetime, zone: tzinfo) -> datetime | None:
    """Convert a moment to a zone; None if it is out of range there.

    A moment without a zone is unchanged.
    """
    try:
        return value.astimezone(zone) if value.tzinfo else value
    except OverflowError:
        return None


class ColumnFormat:
    """The format of one column's cells.

    Args:
        cells: all of the column's, not only those of the page that is shown.
        is_key: rows are grouped by the column, so that its numbers are names.
    """

    def __init__(
        self, column: Column, cells: Sequence[Cell], reader: Reader, *, is_key: bool = False
    ) -> None:
        self.is_amount = not is_key and is_amount(column, cells)
        self.unit = unit_of(column, cells)
        self._form = _form(column, cells, reader, self.unit, is_amount=self.is_amount)
        is_timed = column.kind is CellKind.TIMESTAMP
        is_zoned = is_timed and any(isinstance(c, datetime) and c.tzinfo for c in cells)
        # The time zone of moments; "" if there are none, or if they are days.
        self.zone = str(reader.zone) if is_zoned and not self._form.is_day else ""

    def texts(self, cells: Sequence[Cell]) -> list[str]:
        """Write some of the column's cells."""
        form = self._form
        return [NO_VALUE if cell is None else _WRITERS[type(cell)](cell, form) for cell in cells]


def column_texts(column: Column, cells: Sequence[Cell], reader: Reader) -> list[str]:
    """Write all cells of one column."""
    return ColumnFormat(column, cells, reader).texts(cells)


@dataclass(frozen=True, slots=True)
class _Form:
    """The common properties of a column's cells."""

    reader: Reader
    is_grouped: bool = True
    places: int = 0
    is_whole: bool = False  # all decimals are zero, and are omitted
    suffix: str = ""  # after every number: the percent sign
    is_day: bool = False  # every moment is midnight
    span: str = ""  # CLDR's skeleton of the period that every day starts
    has_seconds: bool = False


def _form(
    column: Column, cells: Sequence[Cell], reader: Reader, unit: Unit | None, *, is_amount: bool
) -> _Form:
    is_timed = column.kind is CellKind.TIMESTAMP
    moments = [cell for cell in cells if isinstance(cell, datetime)] if is_timed else []
    is_day = all(day_of(moment) for moment in moments)
    is_whole = column.kind is CellKind.DECIMAL and not _has_cents(unit) and _are_whole(cells)
    is_float = column.kind is CellKind.FLOAT
    return _Form(
        reader,
        is_grouped=is_amount,
        places=_float_places(cells) if is_float else 0 if is_whole else column.scale or 0,
        is_whole=is_whole,
        suffix=_percent_sign(reader.locale) if unit and unit.kind is UnitKind.PERCENT else "",
        is_day=is_day,
        span=_span(column, cells) if is_day else "",
        has_seconds=any(moment.second or moment.microsecond for moment in moments),
    )


def _has_cents(unit: Unit | None) -> bool:
    """Whether the unit is a currency whose decimals are written even if all are zero."""
    if unit is None or unit.kind is not UnitKind.CURRENCY or unit.name in _WITHOUT_CENTS:
        return False
    return bool(get_currency_precision(unit.name))


def _are_whole(cells: Sequence[Cell]) -> bool:
    numbers = (cell for cell in cells if isinstance(cell, Decimal) and cell.is_finite())
    return all(number == number.to_integral_value() for number in numbers)


@lru_cache(maxsize=64)
def _percent_sign(locale: Locale) -> str:
    """Return the suffix of a percentage in a locale: "%", or a space and "%"."""
    return str(locale.percent_formats[None].suffix[0])


def _span(column: Column, cells: Sequence[Cell]) -> str:
    if column.kind not in _OF_DAYS:
        return ""
    span = span_of(column.name, (cell for cell in cells if isinstance(cell, date)))
    return _SKELETONS[span] if span else ""


def _float_places(cells: Sequence[Cell]) -> int:
    """Return two decimals, more for numbers below one, and none if all are whole."""
    most = 0
    smallest = math.inf  # numbers that are not smaller need no more decimals
    for cell in cells:
        if type(cell) is not float or not -smallest < cell < smallest or cell.is_integer():
            continue
        if _is_readable(number := Decimal(repr(cell))):
            most = max(most, _places(number))
            if most >= _FLOAT_PLACES:
                smallest = 10.0 ** (_SIGNIFICANT_DIGITS - 1 - most)
    return most


def _wanted_places(number: Decimal) -> int:
    return max(_FLOAT_PLACES, _SIGNIFICANT_DIGITS - 1 - number.adjusted())


def _places(number: Decimal) -> int:
    rounded = round(number, _wanted_places(number)).normalize()
    return max(0, -int(rounded.as_tuple().exponent))


def _is_readable(number: Decimal) -> bool:
    return not number or _SMALLEST <= abs(number) < _LARGEST


def _digits(number: Decimal, places: int, form: _Form) -> str:
    """Write a finite number with this many decimals."""
    if number.adjusted() + places > _MAX_DIGITS:
        return str(number) + form.suffix
    exact = abs(number) if number == 0 else number  # avoids minus zero
    separators = _separators(form.reader.locale_tag)
    if separators is None:
        return _by_pattern(exact, places, form) + form.suffix
    text = f"{exact:,.{places}f}" if form.is_grouped else f"{exact:.{places}f}"
    return text.translate(separators) + form.suffix


@lru_cache(maxsize=64)
def _separators(locale_tag: str) -> Mapping[int, str] | None:
    """Return what a locale writes for "," and "."; None if it groups other digits than thousands.

    Python writes such a number ten times as fast as Babel.
    """
    locale = locale_of(locale_tag)
    if locale.decimal_formats[None].pattern != _BY_THOUSANDS:
        return None
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


def _by_pattern(number: Decimal, places: int, form: _Form) -> str:
    pattern = copy(form.reader.locale.decimal_formats[None])
    pattern.frac_prec = (places, places)
    with localcontext() as context:
        context.prec = 2 * _MAX_DIGITS
        return str(pattern.apply(number, form.reader.locale, group_separator=form.is_grouped))


def _int(number: int, form: _Form) -> str:
    return _digits(Decimal(number), 0, form)


def _decimal(number: Decimal, form: _Form) -> str:
    if not number.is_finite():
        return _not_finite(math.nan if number.is_nan() else float(number))
    own = 0 if form.is_whole else -int(number.as_tuple().exponent)
    if own > _MAX_DIGITS:
        return str(number)
    return _digits(number, max(own, form.places), form)


def _float(number: float, form: _Form) -> str:
    if not math.isfinite(number):
        return _not_finite(number)
    exact = Decimal(repr(number))
    if not _is_readable(exact):
        return f"{number:.{_SIGNIFICANT_DIGITS - 1}E}"
    return _digits(exact, form.places, form)


def _not_finite(number: float) -> str:
    return {math.inf: "∞", -math.inf: "-∞"}.get(number, "NaN")


def _moment(value: datetime, form: _Form) -> str:
    shown = None if form.is_day else in_zone(value, form.reader.zone)
    if shown is None:
        return _day(value.date(), form)
    day = _day(shown.date(), form)
    style = "medium" if form.has_seconds else "short"
    hour = str(format_time(shown.time(), style, locale=form.reader.locale))
    return _together(form.reader.locale).replace("{0}", hour).replace("{1}", day)


@lru_cache(maxsize=64)
def _together(locale: Locale) -> str:
    """Return a locale's pattern for a time, {0}, and a date, {1}."""
    return str(get_datetime_format("medium", locale=locale)).replace("'", "")


def _day(value: date, form: _Form) -> str:
    return _written_day(value, form.span, form.reader.locale)


@lru_cache(maxsize=1024)  # the moments of a column are on few days, and formatting one is slow
def _written_day(value: date, span: str, locale: Locale) -> str:
    if span:
        return str(format_skeleton(span, value, locale=locale))
    return str(format_date(value, "medium", locale=locale))


def _bytes(value: bytes, form: _Form) -> str:
    shown = f"0x{value[:_SHOWN_BYTES].hex()}{'…' if len(value) > _SHOWN_BYTES else ''}"
    size = count(len(value), form.reader)
    return form.reader.say_many(answer_texts.BYTES, len(value), shown=shown, count=size)


_WRITERS: Final[dict[type, Callable[[Any, _Form], str]]] = {
    str: lambda text, _: one_line(text[:_READ_CHARS]),
    bool: lambda value, form: form.reader.say(answer_texts.YES if value else answer_texts.NO),
    int: _int,
    Decimal: _decimal,
    float: _float,
    datetime: _moment,
    date: _day,
    bytes: _bytes,
}
