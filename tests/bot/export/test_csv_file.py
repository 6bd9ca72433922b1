"""A result as CSV: what a program reads from it is what was in it."""

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
from genie.tables import Cell, CellKind, Column, Row
from tests.bot.export.results import LARGE, column, contents, results

BOM = b"\xef\xbb\xbf"


def read(content: bytes) -> list[list[str]]:
    """Read a CSV file."""
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content[3:].decode(), newline="")))


def written(cell: Cell, kind: CellKind = CellKind.TEXT) -> str:
    """How a single cell stands in a file."""
    _, (text,) = read(csv_file(contents([column("c", kind)], [(cell,)])))
    return text


def meant(text: str) -> str:
    """What a text becomes: without what no file can hold, and no formula."""
    clean = "".join(c for c in text if c >= " " or c in "\t\n\r")
    clean = re.sub("[\ud800-\udfff]", "\ufffd", re.sub("[\ufffe\uffff]", "", clean))
    return harmless(clean)


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
    """Whether a field names the same moment, in a zone only if the cell had one."""
    return read_as == cell and (read_as.tzinfo is None) == (cell.tzinfo is None)


def assert_survives(columns: list[Column], rows: list[Row]) -> None:
    """Write a result and read it again: every cell is there and says the same."""
    first, *rest = read(csv_file(contents(columns, rows)))

    assert first == [meant(column.name) for column in columns]
    assert len(rest) == len(rows)
    for fields, row in zip(rest, rows, strict=True):
        assert all(SAME[type(c)](text, c) for text, c in zip(fields, row, strict=True))


@settings(derandomize=True, deadline=None, max_examples=150)
@given(results())
def test_what_is_read_is_what_was_written(result: tuple[list[Column], list[Row]]) -> None:
    """Any columns and rows, under the rules that the module states."""
    assert_survives(*result)


@settings(derandomize=True, deadline=None, max_examples=12)
@given(LARGE)
def test_large_results_are_read_as_they_were_written(
    result: tuple[list[Column], list[Row]],
) -> None:
    """Two hundred columns, and five thousand rows."""
    assert_survives(*result)


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
    """No digit, no sign and no zone is lost; negative numbers stay numbers, the rest is safe."""
    assert written(cell) == text


def test_headings_are_no_formulas_either() -> None:
    """They come from the query, which Genie writes as it likes."""
    assert read(csv_file(contents([column("=1+1", CellKind.TEXT)], []))) == [["'=1+1"]]


def test_a_file_that_is_too_large_is_refused() -> None:
    """Before it fills the memory."""
    wanted = contents([column("c", CellKind.TEXT)], [("x" * 100,)] * 100)

    with pytest.raises(FileTooLargeError):
        csv_file(wanted, max_bytes=1000)

    assert len(csv_file(wanted, max_bytes=11_000)) <= 11_000
