"""The SQL engine of the workspace: DuckDB in memory, over the sample data.

A query is written once, in SQL that is valid in Databricks and DuckDB: backticks, three-part names,
GROUP BY ALL. Only the parameter markers differ, and are translated here.
"""

import asyncio
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from simulator.data import Table, make_tables
from simulator.row_filter import rows_of_region
from simulator.values import Column, column_of

# Genie returns at most this many rows; the full result is a download.
# Source: https://docs.databricks.com/aws/en/genie/conversation-api
MAX_ROWS = 5_000
# Functions that differ are defined with Databricks' meaning.
_MACROS = (
    "CREATE MACRO try_divide(a, b) AS a / NULLIF(b, 0)",
    "CREATE MACRO weekday(day) AS isodow(day) - 1",
    "CREATE MACRO unix_timestamp(moment) AS CAST(epoch(moment) AS BIGINT)",
)
_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


class QueryError(Exception):
    """The engine refused a query; the message is the engine's own."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named parameter of a query, as Genie reports it."""

    keyword: str
    sql_type: str
    value: str


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Rows as Python values, with their columns."""

    columns: tuple[Column, ...]
    rows: list[tuple[object, ...]]
    is_truncated: bool = False


class _Database:
    """A database in memory with these tables."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET threads = 2")
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("ATTACH ':memory:' AS `retail`")
        for macro in _MACROS:
            self._connection.execute(macro)
        for schema in ("sales", "support"):
            self._connection.execute(f"CREATE SCHEMA `retail`.`{schema}`")
        for table in tables:
            self._load(table)
        self.cursor = self._connection.cursor
        self.close = self._connection.close

    def _load(self, table: Table) -> None:
        columns = ", ".join(f"`{name}` {kind}" for name, kind in table.columns)
        values = ", ".join(
            f"CAST(unnest(${n}) AS {kind})" for n, (_, kind) in enumerate(table.columns, start=1)
        )
        self._connection.execute(f"CREATE TABLE {table.name} ({columns})")
        # One list per column: inserting row by row would take seconds.
        by_column = [list(column) for column in zip(*table.rows, strict=True)]
        self._connection.execute(f"INSERT INTO {table.name} SELECT {values}", by_column)


class Engine:
    """A database, and one for each region, which has no other region's rows.

    Every query has its own cursor and runs in a thread.
    """

    def __init__(self) -> None:
        self.tables = make_tables()
        self._loading = threading.Lock()
        self._databases: dict[str | None, _Database] = {None: _Database(self.tables)}

    async def query(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        max_rows: int | None = MAX_ROWS,
        region: str | None = None,
    ) -> ResultTable:
        """Run a query over the rows of a region, or all, and return at most max_rows rows.

        Raises:
            QueryError: the engine refuses the query.
        """
        return await asyncio.to_thread(self.run, sql, parameters, max_rows=max_rows, region=region)

    def run(
        self,
        sql: str,
        parameters: Sequence[Parameter] = (),
        *,
        max_rows: int | None = MAX_ROWS,
        region: str | None = None,
    ) -> ResultTable:
        """Do the same, blocking."""
        values = {p.keyword: p.value for p in parameters}
        types = {p.keyword: p.sql_type for p in parameters}
        with self._database(region).cursor() as cursor:
            try:
                cursor.execute(_with_parameters(sql, types), values)
                columns = tuple(column_of(d[0], str(d[1])) for d in cursor.description or ())
                rows = cursor.fetchall() if max_rows is None else cursor.fetchmany(max_rows + 1)
            except duckdb.Error as exc:
                raise QueryError(str(exc).splitlines()[0]) from exc
        kept = rows if max_rows is None else rows[:max_rows]
        return ResultTable(columns, kept, is_truncated=len(kept) < len(rows))

    def close(self) -> None:
        """Close the databases."""
        for database in self._databases.values():
            database.close()

    def _database(self, region: str | None) -> _Database:
        with self._loading:
            if region is not None and region not in self._databases:
                self._databases[region] = _Database(rows_of_region(self.tables, region))
            return self._databases[region]


def _with_parameters(sql: str, types: dict[str, str]) -> str:
    """Translate parameters: Databricks writes :name, DuckDB $name; both allow a cast."""

    def replace(match: re.Match[str]) -> str:
        kind = types.get(match[1])
        return f"CAST(${match[1]} AS {kind})" if kind else match[0]

    return _PARAMETER.sub(replace, sql)
