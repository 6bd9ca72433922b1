"""CSV files round-trip."""

import base64
import csv
import io
import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from bot.export.contents import FileTooLargeError
from bot.export.csv_file import csv_file
from bot.export.formulas import harmless
from cards.markdown import visible
from genie.tables import Cell, CellKind, Column, Row
from tests.bot.export.results import LARGE, column, contents, results

BOM = b"\xef\xbb\xbf"


def read(content: bytes) -> list[list[str]]:
    """Read a CSV file."""
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content[3:].decode(), newline="")))


def written(cell: Cell, kind: CellKind = CellKind.TEXT) -> str:
    """Return the field of a single cell."""
    _, (text,) = read(csv_file(contents([column("c", kind)], [(cell,)])))
    return text


def meant(text: str) -> str:
    """Return the field for a text: without invalid characters, and not a formula."""
    clean = visible(re.sub("[\ud800-\udfff]", "\ufffd", re.sub("[\ufffe\uffff]", "", text)))
    return harmless(clean)


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\x00"])
def test_cells_keep_what_is_visible(hidden: str) -> None:
    """A text that looks like another one, or turns the line around, is not data."""
    assert written(f"{hidden}in{hidden}voice\tNo.\n1") == "invoice\tNo.\n1"


NO_NUMBERS = {"NaN", "Infinity", "-Infinity"}
SAME: dict[type, Callable[[str, Any], bool]] = {
    type(None): lambda text, _: text == "",
    str: lambda text, cell: text == meant(cell),
    bool: lambda text, cell: text == ("true" if cell else "false"),
    int: lambda text, cell: int(text) == cell,
    float: lambda text, cell: float(text) == cell if math.isfinite(cell) else text in NO_NUMBERS,
    Decimal: lambda text, cell: (
        text == (format(cell, "f") if cell.is_finite() else meant(str(cell)))
    ),
    date: lambda text, cell: date.fromisoformat(text) == cell,
    datetime: lambda text, cell: is_same_moment(datetime.fromisoformat(text), cell),
    bytes: lambda text, cell: base64.b64decode(text.removeprefix("'")) == cell,
}


def is_same_moment(read_as: datetime, cell: datetime) -> bool:
    """Whether a field is the same moment, with a zone only if the cell has one."""
    return read_as == cell and (read_as.tzinfo is None) == (cell.tzinfo is None)


def assert_round_trip(columns: list[Column], rows: list[Row]) -> None:
    """Write a result, read it, and compare every cell."""
    first, *rest = read(csv_file(contents(columns, rows)))

    assert first == [meant(column.name) for column in columns]
    assert len(rest) == len(rows)
    for fields, row in zip(rest, rows, strict=True):
        assert all(SAME[type(c)](text, c) for text, c in zip(fields, row, strict=True))


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


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Decimal("1234567890123456789012345678.9000"), "1234567890123456789012345678.9000"),
        (Decimal("1E-10"), "0.0000000001"),
        (Decimal("1E+5000"), "1E+5000"),
        (Decimal("-Infinity"), "-Infinity"),
        (12345678901234567890, "12345678901234567890"),
        (-5, "-5"),
        (0.1, "0.1"),
        (float("-inf"), "-Infinity"),
        (True, "true"),
        (None, ""),
        (b"\x00\xff", "AP8="),
        (b"\xf8\x00", "+AA="),
        (date(1, 2, 3), "0001-02-03"),
        (datetime(2026, 9, 30, 23, 59, tzinfo=UTC), "2026-09-30T23:59:00Z"),
        (datetime(2026, 9, 30, 1, 2, 3, 400_000, UTC), "2026-09-30T01:02:03.400Z"),
        (datetime(2026, 9, 30, 1, 2, 3, 4, UTC), "2026-09-30T01:02:03.000004Z"),
        (datetime(2026, 9, 30, 8, tzinfo=timezone(timedelta(hours=8))), "2026-09-30T00:00:00Z"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))), "0001-01-01T00:00:00+08:00"),
        (datetime(2026, 9, 30, 8), "2026-09-30T08:00:00"),  # noqa: DTZ001 - TIMESTAMP_NTZ
    ],
)
def test_values_are_exact(cell: Cell, text: str) -> None:
    """No digit, sign or zone is lost; negative numbers are still numbers, and texts are safe."""
    assert written(cell) == text


def test_headers_are_not_formulas() -> None:
    """They come from Genie's query."""
    assert read(csv_file(contents([column("=1+1", CellKind.TEXT)], []))) == [["'=1+1"]]


def test_a_file_that_is_too_large_is_an_error() -> None:
    """It must not fill the memory."""
    wanted = contents([column("c", CellKind.TEXT)], [("x" * 100,)] * 100)

    with pytest.raises(FileTooLargeError):
        csv_file(wanted, max_bytes=1000)

    assert len(csv_file(wanted, max_bytes=11_000)) <= 11_000
