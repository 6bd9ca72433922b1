"""A result as an Excel workbook, read by another library."""

import base64
import io
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.cell import Cell as ReadCell
from openpyxl.utils.escape import unescape

from bot.export.cells import decimal_text, moment_text
from bot.export.contents import FileTooLargeError
from bot.export.xlsx_cells import heading
from bot.export.xlsx_file import MAX_SHEET_COLUMNS, MAX_SHEET_ROWS, xlsx_file
from cards.formatting import column_texts
from cards.markdown import visible
from cards.reader import Reader
from genie.tables import Cell, CellKind, Column, Row
from tests.bot.export.results import ABOUT, EDGES, LARGE, column, contents, results

TAIPEI = Reader(zone_name="Asia/Taipei")
EXCEL_BEGINS = date(1900, 3, 1)


def read(content: bytes) -> Any:
    """Read a workbook."""
    return load_workbook(io.BytesIO(content))


def sheet_of(columns: Sequence[Column], rows: Sequence[Row], reader: Reader = TAIPEI) -> Any:
    """Write a result and read its sheet."""
    return read(xlsx_file(contents(columns, rows), reader)).worksheets[0]


def written(cell: Cell, kind: CellKind = CellKind.TEXT, **more: Any) -> ReadCell:
    """Return the cell of a workbook for a single cell."""
    read_as: ReadCell = sheet_of([column("c", kind, **more)], [(cell,)])["A2"]
    return read_as


def meant(text: str) -> str | None:
    """Return the text in a workbook: valid in XML, and cut to the limit of a cell."""
    clean = visible(re.sub("[\ud800-\udfff]", "\ufffd", re.sub("[\ufffe\uffff]", "", text)))
    clean = clean.replace("\r\n", "\n").replace("\r", "\n")
    units = clean.encode("utf-16-le")
    if len(units) > 2 * 32_767:
        clean = units[: 2 * 32_766].decode("utf-16-le", "ignore") + "…"
    return clean or None


def is_text(read_as: ReadCell, text: str) -> bool:
    """Whether a cell is this text, and not a formula or link."""
    value = read_as.value
    shown = None if value is None else unescape(str(value))
    is_plain = read_as.data_type in {"s", "inlineStr", "n"} and read_as.hyperlink is None
    return shown == meant(text) and is_plain and isinstance(value, str | None)


def is_number(read_as: ReadCell, cell: Decimal | int) -> bool:
    """Whether a cell is this number, or its text if Excel would lose digits."""
    number = Decimal(cell)
    _, digits, exponent = number.as_tuple()
    is_kept = isinstance(exponent, int) and (
        not number
        or (len("".join(map(str, digits)).strip("0")) <= 15 and -30 <= number.adjusted() <= 14)
    )
    if not is_kept:
        return is_text(read_as, decimal_text(number))
    return read_as.data_type == "n" and Decimal(f"{read_as.value:.15G}") == number


def is_float(read_as: ReadCell, cell: float) -> bool:
    """Whether a cell is this number, or its text if Excel has no such number."""
    if not math.isfinite(cell):
        names = {math.inf: "Infinity", -math.inf: "-Infinity"}
        return is_text(read_as, names.get(cell, "NaN"))
    if cell and not 2.2251e-308 <= abs(cell) <= 9.99999999999999e307:
        return is_text(read_as, repr(cell))
    return read_as.data_type == "n" and math.isclose(read_as.value, cell, rel_tol=1e-15)


def is_day(read_as: ReadCell, cell: date) -> bool:
    """Whether a cell is this day, or its text if Excel has no such day."""
    if cell < EXCEL_BEGINS:
        return is_text(read_as, cell.isoformat())
    return bool(read_as.is_date) and read_as.value == datetime.combine(cell, time.min)


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; without a zone, or out of range there, it is unchanged."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:
        return moment


def mean_days(cells: Sequence[Cell]) -> bool:
    """Whether all moments among cells are midnight."""
    return all(in_utc(c).time() == time.min for c in cells if isinstance(c, datetime))


def is_moment(read_as: ReadCell, cell: datetime) -> bool:
    """Whether a cell is the local time in Taipei, or its text if Excel has no such time."""
    try:
        local = cell.astimezone(TAIPEI.zone).replace(tzinfo=None) if cell.tzinfo else cell
    except OverflowError:
        return is_text(read_as, moment_text(cell))
    if local.date() < EXCEL_BEGINS:
        return is_text(read_as, moment_text(cell))
    # openpyxl does not support the year 10000, to which it may round.
    if local > datetime(9999, 12, 31, 23, 59, 59, 999_000):  # noqa: DTZ001
        return True
    return bool(read_as.is_date) and abs(read_as.value - local) <= timedelta(milliseconds=1)


SAME: dict[type, Callable[[ReadCell, Any], bool]] = {
    type(None): lambda read_as, _: read_as.value is None,
    str: is_text,
    bool: lambda read_as, cell: read_as.value is cell,
    int: is_number,
    float: is_float,
    Decimal: is_number,
    date: is_day,
    datetime: is_moment,
    bytes: lambda read_as, cell: is_text(read_as, base64.b64encode(cell).decode()),
}


def assert_round_trip(columns: list[Column], rows: list[Row]) -> None:
    """Write a result, read it, and compare every cell."""
    sheet = sheet_of(columns, rows)

    assert sheet.max_row <= 1 + len(rows)
    for place, one in enumerate(columns):
        cells = [row[place] for row in rows]
        is_days = one.kind is CellKind.TIMESTAMP and mean_days(cells)
        assert is_text(sheet.cell(1, place + 1), heading(one, TAIPEI, is_days=is_days))
        for number, cell in enumerate(cells, start=2):
            meaning = in_utc(cell).date() if is_days and isinstance(cell, datetime) else cell
            read_as = sheet.cell(number, place + 1)
            assert SAME[type(meaning)](read_as, meaning), (read_as.value, cell)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(results())
def test_any_result_round_trips(result: tuple[list[Column], list[Row]]) -> None:
    """This holds for any columns and rows, under the rules that the module states."""
    assert_round_trip(*result)


@settings(derandomize=True, deadline=None, max_examples=12)
@given(LARGE)
def test_large_results_round_trip(
    result: tuple[list[Column], list[Row]],
) -> None:
    """They have two hundred columns, or five thousand rows."""
    assert_round_trip(*result)


@pytest.mark.parametrize("cell", EDGES, ids=str)
def test_the_limits_of_numbers_and_dates(cell: Cell) -> None:
    """These are the last values that Excel supports, and the first ones that it does not."""
    assert SAME[type(cell)](written(cell), cell)


@pytest.mark.parametrize(
    ("cell", "is_text"),
    [
        (999_999_999_999_999, False),
        (1_000_000_000_000_000, True),
        (Decimal("1234567890123.45"), False),
        (Decimal("12345678901234.50"), False),
        (Decimal("12345678901234.56"), True),
        (date(1900, 2, 28), True),
        (date(1900, 3, 1), False),
        (float("nan"), True),
        (1e300, False),
        ("7", True),
    ],
)
def test_values_that_excel_would_change_are_text(cell: Cell, *, is_text: bool) -> None:
    """An order number with its last digits lost would be another order's."""
    assert isinstance(written(cell).value, str) == is_text


def test_times_are_in_the_readers_zone_with_its_name() -> None:
    """A person in Taipei who reads 23:59 takes it for local time."""
    moment = datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC)
    columns = [
        column("at", CellKind.TIMESTAMP),
        column("local", CellKind.TIMESTAMP, is_naive=True),
    ]

    sheet = sheet_of(columns, [(moment, moment.replace(tzinfo=None))])

    assert [cell.value for cell in sheet[1]] == ["at (Asia/Taipei)", "local"]
    assert sheet["A2"].value == datetime(2026, 10, 1, 7, 59, 59)  # noqa: DTZ001
    assert sheet["B2"].value == datetime(2026, 9, 30, 23, 59, 59)  # noqa: DTZ001


@pytest.mark.parametrize("zone_name", ["America/New_York", "Asia/Taipei"])
def test_midnights_in_the_data_are_days_in_every_zone(zone_name: str) -> None:
    """This is the same as on the card: west of Greenwich, January would become December."""
    columns = [column("month", CellKind.TIMESTAMP), column("at", CellKind.TIMESTAMP)]
    months = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2)]
    rows: list[Row] = [(months[0], months[0]), (None, None), (months[1], months[1].replace(hour=9))]

    sheet = sheet_of(columns, rows, Reader(zone_name=zone_name))

    assert [cell.value for cell in sheet[1]] == ["month", f"at ({zone_name})"]
    days = [cell.value for cell in sheet["A"][1:]]
    assert days == [datetime(2024, 1, 1), None, datetime(2024, 2, 1)]  # noqa: DTZ001
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert sheet["B2"].value == months[0].astimezone(ZoneInfo(zone_name)).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("name", "kind", "scale", "cell", "number_format"),
    [
        ("revenue", CellKind.DECIMAL, 2, Decimal("1.50"), "#,##0.00"),
        ("revenue", CellKind.DECIMAL, 30, Decimal("1.5"), "#,##0.000000000000000"),
        ("revenue", CellKind.DECIMAL, None, Decimal("1.5"), "General"),
        ("orders", CellKind.INTEGER, 0, 1500, "#,##0"),
        ("order_id", CellKind.INTEGER, None, 1500, "0"),
        ("year", CellKind.DECIMAL, 0, Decimal(2026), "0"),
        ("share", CellKind.FLOAT, None, 0.1234, "General"),
        ("day", CellKind.DATE, None, date(2026, 1, 2), "yyyy-mm-dd"),
        (
            "at",
            CellKind.TIMESTAMP,
            None,
            datetime(2026, 1, 2, 3, tzinfo=UTC),
            "yyyy-mm-dd hh:mm:ss",
        ),
        ("month", CellKind.TIMESTAMP, None, datetime(2026, 1, 1, tzinfo=UTC), "yyyy-mm-dd"),
        ("long", CellKind.INTEGER, None, 10**20, "@"),
    ],
)
def test_cells_have_formats_for_their_meaning(
    name: str, kind: CellKind, scale: int | None, cell: Cell, number_format: str
) -> None:
    """Amounts have separators and decimals; 2,026 would not be read as a year."""
    sheet = sheet_of([column(name, kind, scale=scale)], [(cell,)])

    assert sheet["A2"].number_format == number_format


def test_a_sheet_has_frozen_headers_filters_and_widths() -> None:
    """Columns are about as wide as their content."""
    columns = [column("id", CellKind.INTEGER), column("name", CellKind.TEXT)]

    sheet = sheet_of(columns, [(1, "x" * 30), (2, "台北")])

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet["A1"].font.b
    assert sheet.column_dimensions["A"].width < 12
    assert 30 <= sheet.column_dimensions["B"].width < 35


def test_text_that_looks_like_a_formula_stays_text_after_editing() -> None:
    """Excel's own quote prefix does that."""
    assert written("=1+1").quotePrefix
    assert not written("1+1").quotePrefix


def test_a_second_sheet_says_the_origin_of_the_rows() -> None:
    """People pass on the file without the chat."""
    book = read(xlsx_file(contents([], [], title="Sales: Q3?"), TAIPEI))

    assert book.sheetnames == ["Sales Q3", "About"]
    assert [tuple(cell.value for cell in row) for row in book["About"]] == list(ABOUT.lines)


def test_a_lone_surrogate_in_a_title_is_removed() -> None:
    """Genie cuts titles, and an emoji has two UTF-16 units."""
    book = read(xlsx_file(contents([], [], title="Sales \ud83d\x00"), TAIPEI))

    assert book.properties.title == "Sales \ufffd"


def test_the_workbook_is_reproducible() -> None:
    """It does not depend on the machine or the time."""
    wanted = contents([column("id", CellKind.INTEGER)], [(1,)])

    one, other = (
        {name: archive.read(name) for name in archive.namelist()}
        for archive in (ZipFile(io.BytesIO(xlsx_file(wanted, TAIPEI))) for _ in range(2))
    )

    assert one == other


def test_a_file_that_is_too_large_is_an_error() -> None:
    """The file is sent from memory."""
    rows = [(number,) for number in range(10_000)]

    with pytest.raises(FileTooLargeError):
        xlsx_file(contents([column("c", CellKind.INTEGER)], rows), TAIPEI, max_bytes=20_000)


def test_too_many_rows_for_a_sheet_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows must not be left out silently."""
    monkeypatch.setattr("bot.export.xlsx_file.MAX_SHEET_ROWS", 4)
    one = [column("c", CellKind.INTEGER)]
    rows: list[Row] = [(number,) for number in range(4)]

    assert sheet_of(one, rows[:3]).max_row == 4
    with pytest.raises(FileTooLargeError):
        sheet_of(one, rows)
    with pytest.raises(FileTooLargeError):
        sheet_of(one * (MAX_SHEET_COLUMNS + 1), [])


def test_excels_own_limits() -> None:
    """Beyond them Excel does not open the file."""
    assert (MAX_SHEET_ROWS, MAX_SHEET_COLUMNS) == (2**20, 2**14)


def test_no_temporary_files_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are on disk while a workbook is made, also if that fails."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one = [column("c", CellKind.INTEGER)]

    def rows() -> Any:
        yield from repeat((1,), 100)
        raise ZeroDivisionError

    xlsx_file(contents(one, [(1,)]), TAIPEI)
    with pytest.raises(ZeroDivisionError):
        xlsx_file(contents(one, rows()), TAIPEI)

    assert list(tmp_path.iterdir()) == []


IDS: dict[str, list[int | None]] = {
    "客戶ID": [20260001, 20260002],
    "統編": [12345678, 87654321],
    "社員番号": [1001, 1002],
    "고객번호": [1001, 1002],
    "PLZ": [10115, 80331],
    "store_nbr": [1001, None],
    "年度": [2025, 2026],
    "売上年": [2025, 2026],
    "x": [20260001, 20260002],  # ids, by their values
}
AMOUNTS: dict[str, list[int | None]] = {
    "orders": [1001, 1002],
    "year": [20_250, 45_000],
    "上年": [2025, 2026],
}


@pytest.mark.parametrize("name", [*IDS, *AMOUNTS])
def test_ids_have_the_same_format_as_on_the_card(name: str) -> None:
    """Name and numbers of the whole column decide."""
    numbers = (IDS | AMOUNTS)[name]
    sheet = sheet_of([column(name, CellKind.INTEGER)], [(number,) for number in numbers])

    assert [sheet["A2"].value, sheet["A3"].value] == numbers
    assert sheet["A2"].number_format == ("0" if name in IDS else "#,##0")
    on_card = column_texts(column(name, CellKind.INTEGER), numbers, TAIPEI)
    assert on_card[0] == (str(numbers[0]) if name in IDS else f"{numbers[0]:,}")
