"""Cells as people read them."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cards.formatting import cell_text, is_a_name, locale_of
from genie.tables import Cell, CellKind, Column

KINDS = {
    int: CellKind.INTEGER,
    Decimal: CellKind.DECIMAL,
    float: CellKind.FLOAT,
    bool: CellKind.BOOLEAN,
    date: CellKind.DATE,
    datetime: CellKind.TIMESTAMP,
    bytes: CellKind.BINARY,
}


@pytest.mark.parametrize(
    ("cell", "locale", "text"),
    [
        (None, "en-US", "–"),
        ("any text", "en-US", "any text"),
        (1234567, "en-US", "1,234,567"),
        (-5, "en-US", "-5"),
        (10**30, "en-US", "1" + ",000" * 10),
        (1234567, "de-DE", "1.234.567"),
        (Decimal("1234567.80"), "en-US", "1,234,567.80"),
        (Decimal("1234567.80"), "de-DE", "1.234.567,80"),
        (Decimal("0.10"), "zh-TW", "0.10"),
        (Decimal("5"), "en-US", "5"),
        (Decimal("5E+3"), "en-US", "5,000"),
        (Decimal("-0.00"), "en-US", "-0.00"),
        (Decimal("1234567890123456789012345678901234.56789"), "en-US",
         "1,234,567,890,123,456,789,012,345,678,901,234.56789"),
        (Decimal("NaN"), "en-US", "NaN"),
        (0.4211, "en-US", "0.4211"),
        (1234.5678, "en-US", "1,234.57"),
        (3.336e8, "en-US", "333,600,000"),
        (0.0, "en-US", "0"),
        (1e-9, "en-US", "1e-09"),
        (1e300, "en-US", "1e+300"),
        (math.nan, "en-US", "NaN"),
        (math.inf, "en-US", "∞"),
        (-math.inf, "en-US", "-∞"),
        (True, "en-US", "✓"),
        (False, "en-US", "✗"),
        (date(2026, 7, 1), "en-US", "Jul 1, 2026"),
        (date(2026, 7, 1), "zh-TW", "2026年7月1日"),
        (datetime(2026, 7, 1, 13, 5, tzinfo=UTC), "en-US", "Jul 1, 2026, 1:05:00 PM UTC"),
        (datetime(2026, 7, 1, 13, 5), "en-US", "Jul 1, 2026, 1:05:00 PM"),  # noqa: DTZ001 - NTZ
        (b"\x00\x01", "en-US", "2 bytes"),
    ],
)  # fmt: skip
def test_cell_text(cell: Cell, locale: str, text: str) -> None:
    """By type and locale; a DECIMAL never goes through a float."""
    column = Column("value", "", KINDS.get(type(cell), CellKind.TEXT))

    assert cell_text(cell, column, locale_of(locale)).replace("\u202f", " ") == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("year", True),
        ("Year", True),
        ("fiscal_year", True),
        ("年", True),
        ("年度", True),
        ("customer_id", True),
        ("store_code", True),
        ("編號", True),
        ("orders", False),
        ("paid", False),
        ("yearly_total", False),
        ("net_revenue", False),
    ],
)
def test_years_and_ids_are_names(name: str, expected: bool) -> None:  # noqa: FBT001
    """2,026 is no year."""
    column = Column(name, "INT", CellKind.INTEGER)

    assert is_a_name(column) is expected
    assert cell_text(2026, column, locale_of("en")) == ("2026" if expected else "2,026")


def test_amounts_are_never_names() -> None:
    """Only whole numbers name things."""
    assert not is_a_name(Column("year", "DECIMAL(10,2)", CellKind.DECIMAL))


@pytest.mark.parametrize("tag", ["", "nonsense", "x-klingon", "en-XX", "zh_TW", "zh-Hant-TW", "12"])
def test_any_language_tag_gives_a_locale(tag: str) -> None:
    """The activity's locale comes from outside."""
    assert cell_text(1234, Column("n", "", CellKind.INTEGER), locale_of(tag)) == "1,234"
