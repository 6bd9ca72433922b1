"""The row filter: the tables as a person sees them who may see one region."""

from collections.abc import Callable

from simulator.data import Table

_Row = tuple[object, ...]


def rows_of_region(tables: tuple[Table, ...], region: str) -> tuple[Table, ...]:
    """Keep the region's stores, what was ordered and asked there, and the customers who did."""
    by_name = {table.name: table for table in tables}
    stores = by_name["`retail`.`sales`.`stores`"]
    orders = by_name["`retail`.`sales`.`orders`"]
    store_ids = _values(_kept(stores, "region", {region}), "store_id")
    customers = _values(_kept(orders, "store_id", store_ids), "customer_id")
    filters = {"stores": ("store_id", store_ids), "orders": ("store_id", store_ids)}
    filters |= {"tickets": ("store_id", store_ids), "customers": ("customer_id", customers)}
    return tuple(
        _kept(table, *filters[name]) if (name := _last(table)) in filters else table
        for table in tables
    )


def _last(table: Table) -> str:
    return table.name.rpartition(".")[2].strip("`")


def _kept(table: Table, column: str, values: set[object]) -> Table:
    cell = _reader(table, column)
    rows = [row for row in table.rows if cell(row) in values]
    return Table(table.name, table.about_en, table.about_zh, table.columns, rows)


def _values(table: Table, column: str) -> set[object]:
    return set(map(_reader(table, column), table.rows))


def _reader(table: Table, column: str) -> Callable[[_Row], object]:
    place = [name for name, _ in table.columns].index(column)
    return lambda row: row[place]
