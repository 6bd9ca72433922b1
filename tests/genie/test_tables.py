"""Cells, which are strings on the wire, as typed values."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from genie.errors import GenieProtocolError
from genie.tables import Cell, CellKind, Column, typed_rows


def column(type_text: str, type_name: str | None = None, **more: object) -> Column:
    return Column.from_json({"name": "c", "type_text": type_text, "type_name": type_name, **more})


@pytest.mark.parametrize(
    ("type_name", "text", "value"),
    [
        ("LONG", "-9223372036854775808", -(2**63)),
        ("LONG", "9" * 40, int("9" * 40)),
        ("BYTE", "1", 1),
        ("SHORT", "1", 1),
        ("INT", "1", 1),
        ("DECIMAL", "1.50", Decimal("1.50")),
        (
            "DECIMAL",
            "1234567890123456789012345678.0123456789",
            Decimal("1234567890123456789012345678.0123456789"),
        ),
        ("DOUBLE", "3.336E8", 333_600_000.0),
        ("FLOAT", "-Infinity", -math.inf),
        ("BOOLEAN", "true", True),
        ("BOOLEAN", "false", False),
        ("DATE", "2026-09-30", date(2026, 9, 30)),
        (
            "TIMESTAMP",
            "2026-09-30T23:59:59.123Z",
            datetime(2026, 9, 30, 23, 59, 59, 123000, tzinfo=UTC),
        ),
        ("BINARY", "AAH/", b"\x00\x01\xff"),
        ("STRING", "true", "true"),
        ("ARRAY", '["1","2"]', '["1","2"]'),
        ("INTERVAL", "INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '1-2' YEAR TO MONTH"),
        ("NULL", "x", "x"),
    ],
)
def test_a_cell_becomes_the_value_of_its_type(type_name: str, text: str, value: Cell) -> None:
    """Cards format numbers and dates by locale, and need exact values."""
    ((cell,),) = typed_rows([column(type_name, type_name)], [[text]])

    assert cell == value
    assert type(cell) is type(value)


def test_a_decimal_keeps_its_scale() -> None:
    """1.50 is shown with both digits."""
    assert str(typed_rows([column("DECIMAL", "DECIMAL")], [["1.50"]])[0][0]) == "1.50"


def test_nan_is_a_float() -> None:
    """Databricks writes it like Java."""
    ((cell,),) = typed_rows([column("DOUBLE", "DOUBLE")], [["NaN"]])

    assert isinstance(cell, float)
    assert math.isnan(cell)


def test_a_timestamp_without_zone_stays_without() -> None:
    """TIMESTAMP_NTZ is a local time, and converting it from UTC would shift it.

    It has no type_name.
    """
    ((cell,),) = typed_rows([column("TIMESTAMP_NTZ")], [["2026-09-30T23:59:59.123"]])

    assert cell == datetime(2026, 9, 30, 23, 59, 59, 123000)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("DATE", "+12026-01-01"),
        ("DATE", "-0044-03-15"),
        ("TIMESTAMP", "+12026-01-01T00:00:00.000Z"),
        ("DECIMAL", "a lot"),
        ("LONG", "9" * 5000),
        ("BOOLEAN", "maybe"),
        ("BINARY", "&"),
        ("DOUBLE", "much"),
    ],
)
def test_values_out_of_range_stay_text(type_name: str, text: str) -> None:
    """One invalid cell must not lose the table."""
    ((cell,),) = typed_rows([column(type_name, type_name)], [[text]])

    assert cell == text


@pytest.mark.parametrize("type_name", ["STRING", "LONG", "DATE", "BINARY"])
def test_null_is_none_in_every_column(type_name: str) -> None:
    """A missing value is not an empty text."""
    assert typed_rows([column(type_name, type_name)], [[None]]) == ((None,),)


@pytest.mark.parametrize(
    ("type_name", "raw", "value"),
    [
        ("LONG", 5, 5),
        ("BOOLEAN", True, True),
        ("DECIMAL", 1.5, Decimal("1.5")),
        ("STRING", {"a": "é"}, '{"a": "é"}'),
    ],
)
def test_a_cell_that_is_not_a_string_is_shown_as_json(
    type_name: str, raw: object, value: Cell
) -> None:
    """This has not been seen yet; people must not see Python's own notation."""
    assert typed_rows([column(type_name, type_name)], [[raw]]) == ((value,),)


@pytest.mark.parametrize("row", [["1"], ["1", "2", "3"], "12", None, {"0": "1"}])
def test_a_row_must_have_as_many_cells_as_columns(row: object) -> None:
    """Shifted cells would be shown under the wrong names."""
    with pytest.raises(GenieProtocolError):
        typed_rows([column("INT", "INT"), column("INT", "INT")], [row])


def test_two_columns_may_share_a_name() -> None:
    """SQL allows it, so that rows are tuples and not mappings."""
    assert typed_rows([column("INT", "INT"), column("STRING", "STRING")], [["1", "b"]]) == (
        (1, "b"),
    )


@pytest.mark.parametrize(
    ("type_text", "type_name", "kind"),
    [
        ("DECIMAL(18,2)", "DECIMAL", CellKind.DECIMAL),
        ("DECIMAL(38,10)", None, CellKind.DECIMAL),
        ("bigint", None, CellKind.INTEGER),
        ("", "LONG", CellKind.INTEGER),
        ("VARIANT", None, CellKind.TEXT),
        ("VOID", "NULL", CellKind.TEXT),
        ("", None, CellKind.TEXT),
    ],
)
def test_the_kind_of_a_column_is_known(
    type_text: str, type_name: str | None, kind: CellKind
) -> None:
    """Newer types have no type_name."""
    assert column(type_text, type_name).kind is kind


def test_a_column_keeps_its_scale() -> None:
    """Numbers are shown with their scale, which may be an int64 written as text."""
    amount = column("DECIMAL(18,2)", "DECIMAL", type_scale="2")
    name = column("STRING", "STRING")

    assert (amount.scale, amount.is_number, amount.type_text) == (2, True, "DECIMAL(18,2)")
    assert (name.scale, name.is_number) == (None, False)
