"""The sample data as plain rows, and sums over them without SQL or parsed questions."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from simulator.data import Table, make_tables

Row = dict[str, Any]
LAST_DAY = date(2026, 10, 31)


def _rows(table: Table) -> list[Row]:
    names = [name for name, _ in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


@cache
def _tables() -> dict[str, list[Row]]:
    return {table.name.split("`")[5]: _rows(table) for table in make_tables()}


def stores() -> list[Row]:
    """Return all stores."""
    return _tables()["stores"]


def products() -> list[Row]:
    """Return all products."""
    return _tables()["products"]


def customers() -> list[Row]:
    """Return all known customers."""
    return _tables()["customers"]


@cache
def lines() -> list[Row]:
    """Return all order lines, each with its store, product and customer."""
    store = {row["store_id"]: row for row in stores()}
    product = {row["product_id"]: row for row in products()}
    customer = {row["customer_id"]: row for row in customers()}
    unknown = dict.fromkeys(("customer_name", "segment"))
    return [
        store[line["store_id"]] | product[line["product_id"]]
        | customer.get(line["customer_id"], unknown) | line
        | {"net": Decimal(line["net_amount"]), "month": line["order_date"].replace(day=1)}
        for line in _tables()["orders"]
    ]  # fmt: skip


@cache
def tickets() -> list[Row]:
    """Return all tickets, each with its store."""
    store = {row["store_id"]: row for row in stores()}
    return [
        store[ticket["store_id"]]
        | ticket
        | {
            "opened_on": ticket["opened_at"].date(),
            "month": ticket["opened_at"].date().replace(day=1),
        }
        for ticket in _tables()["tickets"]
    ]


def in_span(rows: Iterable[Row], day: str, first: date, last: date = LAST_DAY) -> list[Row]:
    """Return the rows within a time span."""
    return [row for row in rows if first <= row[day] <= last]


def sold(first: date = date(2026, 1, 1), last: date = LAST_DAY, **values: object) -> list[Row]:
    """Return the order lines of a time span, by default this year, with these values."""
    rows = in_span(lines(), "order_date", first, last)
    return [row for row in rows if all(row[name] == value for name, value in values.items())]


def opened(first: date = date(2026, 1, 1), last: date = LAST_DAY, **values: object) -> list[Row]:
    """Return the tickets of a time span, by default this year, with these values."""
    rows = in_span(tickets(), "opened_on", first, last)
    return [row for row in rows if all(row[name] == value for name, value in values.items())]


def year(number: int, **values: object) -> list[Row]:
    """Return the order lines of a year."""
    return sold(date(number, 1, 1), date(number, 12, 31), **values)


def revenue(rows: Iterable[Row]) -> Decimal:
    """Return the sum of what was paid."""
    return sum((row["net"] for row in rows), Decimal(0))


def orders(rows: Iterable[Row]) -> int:
    """Return the number of distinct orders."""
    return len({row["order_id"] for row in rows})


def units(rows: Iterable[Row]) -> int:
    """Return the number of units sold."""
    return sum(row["quantity"] for row in rows)


def profit(rows: Iterable[Row]) -> Decimal:
    """Return what was paid, less the cost."""
    return sum(
        (row["net"] - Decimal(row["unit_cost"]) * row["quantity"] for row in rows), Decimal(0)
    )


def by(rows: Iterable[Row], *names: str, of: Callable[[list[Row]], Any]) -> list[tuple[Any, ...]]:
    """Return a number for each combination of values of some columns, the highest first."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    found = [(*key, of(group)) for key, group in groups.items()]
    return sorted(found, key=lambda row: row[-1], reverse=True)


def share(part: Decimal | int, whole: Decimal | int) -> float:
    """Return a percentage, rounded to one decimal place."""
    return round(float(100 * Decimal(part) / Decimal(whole)), 1)
