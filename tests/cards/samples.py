"""Sample answers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from cards import AskedQuestion, Reader
from genie.events import Answer, QueryAnswer
from genie.models import QueryAttachment, QueryParameter
from genie.tables import Cell, CellKind, Column, Table

QUESTION = AskedQuestion("Revenue by region?", "a1b2c3d4", Reader(locale_tag="en-US"))
SQL = "SELECT region,\n\tSUM(net) AS revenue\nFROM orders\nGROUP BY ALL"

COLUMNS = (
    Column("region", "STRING", CellKind.TEXT),
    Column("net_revenue", "DECIMAL(18,2)", CellKind.DECIMAL, 2),
    Column("orders", "BIGINT", CellKind.INTEGER),
    Column("share", "DOUBLE", CellKind.FLOAT),
    Column("year", "INT", CellKind.INTEGER),
    Column("since", "DATE", CellKind.DATE),
    Column("last_order", "TIMESTAMP", CellKind.TIMESTAMP),
    Column("is_open", "BOOLEAN", CellKind.BOOLEAN),
)
ROW: tuple[Cell, ...] = (
    "North",
    Decimal("1234567.80"),
    51746,
    0.4211,
    2026,
    date(2026, 7, 1),
    datetime(2026, 9, 30, 23, 59, tzinfo=UTC),
    True,
)


def table(rows: int = 2, columns: tuple[Column, ...] = COLUMNS[:5], **changes: Any) -> Table:
    """Make a table of equal rows."""
    row = ROW[: len(columns)]
    return Table(columns, (row,) * rows, changes.pop("total_row_count", rows), **changes)


def query(**changes: Any) -> QueryAttachment:
    """Make a query with all fields."""
    given = {
        "attachment_id": "q-1",
        "sql": SQL,
        "title": "Revenue by region",
        "description": "You want revenue per region.",
        "parameters": (QueryParameter("from_date", "DATE", "2026-07-01"),),
    }
    return QueryAttachment(**(given | changes))


def answer(*results: QueryAnswer, **changes: Any) -> Answer:
    """Make an answer with all fields."""
    given: dict[str, Any] = {
        "text": "**North** leads.",
        "results": results,
        "suggestions": ("And by month?", "Which products?", "Which stores?"),
    }
    return Answer("c-1", "m-1", **(given | changes))
