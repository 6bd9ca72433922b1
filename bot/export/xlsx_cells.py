"""Single cells of a workbook, each with its type."""

import base64
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.export.cells import (
    clean,
    cut,
    date_text,
    decimal_text,
    float_text,
    moment_text,
)
from bot.export.formulas import looks_like_formula
from cards.columns import Cells, is_identifier
from cards.days import day_of
from cards.reader import Reader
from genie.tables import Cell, CellKind, Column, Row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Excel's limits. It replaces the last digits of longer numbers by zeros.
# Source: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MAX_CELL_CHARS: Final = 32_767
MAX_DIGITS: Final = 15
_LARGEST: Final = 9.99999999999999e307
_SMALLEST: Final = 2.2251e-308
_CUT: Final = "…"
# Excel has a 29 February 1900, which did not exist; other programs differ before that day.
FIRST_DAY: Final = date(1900, 3, 1)

_DATE: Final = "yyyy-mm-dd"
_MOMENT: Final = "yyyy-mm-dd hh:mm:ss"
_PRECISE_MOMENT: Final = "yyyy-mm-dd hh:mm:ss.000"
_GENERAL: Final = "General"
_TEXT: Final = "@"
_LINE_BREAK: Final = re.compile("\r\n?")
_MEASURED_CHARS: Final = 100
# A card decides by the rows of Genie's first response, so a file reads at most as many.
_ROWS_OF_A_CARD: Final = 5_000


def heading(column: Column, reader: Reader, *, is_days: bool) -> str:
    """Return a column's heading; for times, with their zone, unless they are days."""
    is_moment = column.kind is CellKind.TIMESTAMP and not is_days
    has_zone = is_moment and not column.type_text.upper().endswith("_NTZ")
    return f"{column.name} ({reader.zone})" if has_zone else column.name


def shown_width(cell: Cell) -> int:
    """Estimate the width of a cell in characters; Chinese ones count double."""
    match cell:
        case datetime():
            return len(_MOMENT if not cell.microsecond else _PRECISE_MOMENT)
        case bool() | date():
            return len(_DATE)
        case int() | float() | Decimal():
            return len(f"{cell:,}"[:_MEASURED_CHARS])
        case bytes():
            return len(cell) * 4 // 3
        case _:
            shown = (cell or "")[:_MEASURED_CHARS]
            return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in shown)


def fits_a_number(number: Decimal) -> bool:
    """Whether Excel keeps all digits of a number."""
    if not number:
        return number.is_finite()
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):  # NaN or infinity
        return False
    significant = len("".join(map(str, digits)).strip("0"))
    return significant <= MAX_DIGITS and -MAX_DIGITS * 2 <= number.adjusted() < MAX_DIGITS


class Forms(NamedTuple):
    """Properties of columns that depend on their rows.

    Args:
        days: the indexes of columns whose times are days, such as the starts of months.
        ids: the indexes of columns whose numbers are ids, codes or years, as on the card.
    """

    days: Collection[int] = ()
    ids: Collection[int] = ()


_PLAIN: Final = Forms()


def forms_of(columns: Sequence[Column], rows: Iterable[Row]) -> Forms:
    """Derive them from the rows of a result, with one pass for each."""
    return Forms(_day_columns(columns, rows), _identifier_columns(columns, rows))


def _day_columns(columns: Sequence[Column], rows: Iterable[Row]) -> frozenset[int]:
    found = [at for at, column in enumerate(columns) if column.kind is CellKind.TIMESTAMP]
    for row in rows:
        if not found:
            break
        found = [at for at in found if _may_be_day(row[at])]
    return frozenset(found)


def _may_be_day(cell: Cell) -> bool:
    return not isinstance(cell, datetime) or day_of(cell) is not None


def _identifier_columns(columns: Sequence[Column], rows: Iterable[Row]) -> frozenset[int]:
    known = [*islice(rows, _ROWS_OF_A_CARD)]
    places = range(len(columns))
    return frozenset(at for at in places if is_identifier(columns[at], Cells(known, at)))


class CellWriter:
    """Writes the cells of one sheet, row after row."""

    def __init__(
        self,
        workbook: "Workbook",
        sheet: "Worksheet",
        columns: Sequence[Column],
        reader: Reader,
        *,
        forms: Forms = _PLAIN,
    ) -> None:
        self._days = forms.days
        self._workbook = workbook
        self._sheet = sheet
        self._zone = reader.zone
        self._formats: dict[str, Format] = {}
        self._number_formats = [
            self._format(_number_format(column, is_grouped=at not in forms.ids))
            for at, column in enumerate(columns)
        ]
        self._harmless = workbook.add_format({"quote_prefix": True})
        self._number_as_text = workbook.add_format({"num_format": _TEXT, "align": "right"})
        self._writers: dict[type, Callable[[int, int, Any], object]] = {
            type(None): lambda row, column, cell: None,
            str: self._text,
            bool: sheet.write_boolean,
            int: self._int,
            Decimal: self._decimal,
            float: self._float,
            datetime: self._moment,
            date: self._date,
            bytes: self._bytes,
        }

    def write_row(self, row: int, cells: Row) -> None:
        """Write a row, after all rows above it."""
        for column, cell in enumerate(cells):
            self._writers[type(cell)](row, column, cell)

    def write_text(self, row: int, column: int, text: str, text_format: "Format | None") -> None:
        """Write any text as text, cut to the size of a cell."""
        text = _LINE_BREAK.sub("\n", clean(text))
        text = cut(text, MAX_CELL_CHARS, sign=_CUT)
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter would take it as the XML of a text in several fonts, so it is written as
            # one.
            form = () if text_format is None else (text_format,)
            self._sheet.write_rich_string(row, column, text[0], text[1], text[2:], *form)
        elif text:
            self._sheet.write_string(row, column, text, text_format)

    def _text(self, row: int, column: int, text: str) -> None:
        # With the prefix it stays text when a person edits it.
        self.write_text(row, column, text, self._harmless if looks_like_formula(text) else None)

    def _int(self, row: int, column: int, number: int) -> None:
        if abs(number) < 10**MAX_DIGITS:
            self._sheet.write_number(row, column, number or 0, self._number_formats[column])
        else:
            self._long_number(row, column, str(number))

    def _decimal(self, row: int, column: int, number: Decimal) -> None:
        if fits_a_number(number):
            self._sheet.write_number(
                row, column, float(number) or 0.0, self._number_formats[column]
            )
        else:
            self._long_number(row, column, decimal_text(number))

    def _float(self, row: int, column: int, number: float) -> None:
        if number == 0 or _SMALLEST <= abs(number) <= _LARGEST:
            self._sheet.write_number(row, column, number or 0, self._number_formats[column])
        else:
            self._long_number(row, column, float_text(number))

    def _long_number(self, row: int, column: int, text: str) -> None:
        self.write_text(row, column, text, self._number_as_text)

    def _date(self, row: int, column: int, day: date) -> None:
        if day >= FIRST_DAY:
            midnight = datetime.combine(day, time.min)
            self._sheet.write_datetime(row, column, midnight, self._format(_DATE))
        else:
            self.write_text(row, column, date_text(day), None)

    def _moment(self, row: int, column: int, moment: datetime) -> None:
        if column in self._days and (day := day_of(moment)):
            self._date(row, column, day)
            return
        local = self._local(moment)
        if local is None or local.date() < FIRST_DAY:
            self.write_text(row, column, moment_text(moment), None)
        else:
            shown = _PRECISE_MOMENT if local.microsecond else _MOMENT
            self._sheet.write_datetime(row, column, local, self._format(shown))

    def _local(self, moment: datetime) -> datetime | None:
        """Return the time in the reader's zone; None if that is outside the calendar."""
        try:
            local = moment if moment.tzinfo is None else moment.astimezone(self._zone)
        except OverflowError:
            return None
        return local.replace(tzinfo=None)

    def _bytes(self, row: int, column: int, content: bytes) -> None:
        self.write_text(row, column, base64.b64encode(content).decode("ascii"), None)

    def _format(self, number_format: str) -> "Format":
        if number_format not in self._formats:
            made = self._workbook.add_format({"num_format": number_format})
            self._formats[number_format] = made
        return self._formats[number_format]


def _number_format(column: Column, *, is_grouped: bool) -> str:
    """Return the format of a column's numbers; years and ids have no thousands separators."""
    if column.kind is CellKind.FLOAT or (column.scale is None and column.kind is CellKind.DECIMAL):
        return _GENERAL
    places = min(column.scale or 0, MAX_DIGITS) if column.kind is CellKind.DECIMAL else 0
    whole = "#,##0" if is_grouped else "0"
    return f"{whole}.{'0' * places}" if places else whole
