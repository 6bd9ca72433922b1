"""Short-hand for the results that Genie returns."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cards.charts import Chart, Charts, Kind
from cards.charts.context import Context
from cards.reader import Reader
from cards.sql import query_facts
from genie.tables import Cell, CellKind, Column, Table

_KINDS = {
    "STRING": CellKind.TEXT,
    "ARRAY": CellKind.TEXT,
    "BIGINT": CellKind.INTEGER,
    "DECIMAL": CellKind.DECIMAL,
    "DOUBLE": CellKind.FLOAT,
    "BOOLEAN": CellKind.BOOLEAN,
    "DATE": CellKind.DATE,
    "TIMESTAMP": CellKind.TIMESTAMP,
    "TIMESTAMP_NTZ": CellKind.TIMESTAMP,
    "BINARY": CellKind.BINARY,
}
READER = Reader(locale_tag="en-US")
REGIONS = ("North", "Central", "South", "East", "Japan")
MONTHS = tuple(date(2025, month, 1) for month in range(1, 13))
DAYS = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(5_000))


def table(columns: str, rows: Iterable[Sequence[Any]], **changes: Any) -> Table:
    """Make a table; columns are "name:TYPE", separated by commas; the type of a text is omitted."""
    made = [_column(*column.strip().rpartition(":")) for column in columns.split(",")]
    cells = tuple(_row(made, row) for row in rows)
    return Table(tuple(made), cells, changes.pop("total_row_count", len(cells)), **changes)


def _column(name: str, colon: str, type_name: str) -> Column:
    if not colon:
        return Column(type_name, "STRING", CellKind.TEXT)
    kind = _KINDS[type_name]
    return Column(name, type_name, kind, 2 if kind is CellKind.DECIMAL else None)


def _row(columns: Sequence[Column], row: Sequence[Any]) -> tuple[Cell, ...]:
    return tuple(
        Decimal(str(cell)) if column.kind is CellKind.DECIMAL and cell is not None else cell
        for column, cell in zip(columns, row, strict=True)
    )


def by_region(columns: str, numbers: Sequence[Any]) -> Table:
    """Make a table with a row for each region."""
    return table(columns, zip(REGIONS, numbers, strict=False))


def numbered(columns: str, numbers: Iterable[Any]) -> Table:
    """Make a table with one row per product; products are named by their position."""
    return table(columns, ((f"P{at:02}", number) for at, number in enumerate(numbers, start=1)))


def kinds(result: Table) -> tuple[Kind, ...]:
    """Return the chart kinds of a result of which only the table is known."""
    return Charts(result).kinds


def chart(result: Table, kind: Kind, reader: Reader = READER, *, title: str = "") -> Chart | None:
    """Draw a chart of this kind, or return None if the result does not have it."""
    return Charts(result).chart(kind, reader, title=title)


def drawn(result: Table, kind: Kind = Kind.BAR, **changes: Any) -> Chart:
    """Draw a chart, and fail if there is none."""
    made = chart(result, kind, changes.pop("reader", READER), **changes)
    assert made is not None
    return made


def charts(
    result: Table,
    sql: str = "",
    *,
    title: str = "",
    question: str = "",
    answer: str = "",
    measure_at: int | None = None,
) -> Charts:
    """Return the charts of a result whose query, title, question or answer is known as well."""
    names = [column.name for column in result.columns]
    facts = query_facts(sql, names, row_count=len(result.rows))
    return Charts(result, Context(facts, title, question, answer), measure_at=measure_at)


def shown(found: Charts, kind: Kind = Kind.BAR, reader: Reader = READER) -> Chart:
    """Draw a chart of this kind, and fail if there is none."""
    made = found.chart(kind, reader)
    assert made is not None
    return made


def values(made: Chart) -> dict[str, tuple[float | None, ...]]:
    """Return the values by series."""
    return {series.name: series.values for series in made.series}
