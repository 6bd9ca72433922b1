"""The sample data and its engine: always the same company, in Databricks' types."""

from decimal import Decimal
from math import inf, nan

import pytest

from simulator.engine import Engine, Parameter, QueryError
from simulator.values import cell_text, java_double


def scalar(engine: Engine, sql: str) -> object:
    """Return the only value of a result."""
    return engine.run(sql).rows[0][0]


def test_the_data_is_always_the_same(engine: Engine) -> None:
    """Other tests and the pictures of the demo depend on these totals."""
    total = scalar(engine, "SELECT SUM(net_amount) FROM retail.sales.orders")

    assert total == Decimal("37733584.00")
    assert {table.name.split("`")[5]: len(table.rows) for table in engine.tables} == {
        "orders": 12_302,
        "products": 24,
        "stores": 16,
        "customers": 640,
        "tickets": 2_400,
    }


def test_the_data_is_consistent(engine: Engine) -> None:
    """Keys exist, dates are in range, and there are some NULLs."""
    stray = scalar(
        engine,
        "SELECT COUNT(*) FROM retail.sales.orders o "
        "LEFT JOIN retail.sales.stores s USING (store_id) "
        "LEFT JOIN retail.sales.products p USING (product_id) "
        "LEFT JOIN retail.sales.customers c USING (customer_id) "
        "WHERE s.store_id IS NULL OR p.product_id IS NULL "
        "OR (o.customer_id IS NOT NULL AND c.customer_id IS NULL)",
    )
    dates = engine.run("SELECT MIN(order_date), MAX(order_date) FROM retail.sales.orders")
    unknown = scalar(engine, "SELECT COUNT(*) FROM retail.sales.orders WHERE customer_id IS NULL")

    assert stray == 0
    assert [str(day) for day in dates.rows[0]] == ["2024-01-01", "2026-10-31"]
    assert isinstance(unknown, int)
    assert unknown > 1000


@pytest.mark.parametrize(
    ("sql", "type_text", "type_name", "text"),
    [
        ("CAST(5 AS BIGINT)", "BIGINT", "LONG", "5"),
        ("SUM(CAST(5 AS INTEGER))", "BIGINT", "LONG", "5"),
        ("CAST(5 AS SMALLINT)", "SMALLINT", "SHORT", "5"),
        ("CAST(5 AS TINYINT)", "TINYINT", "BYTE", "5"),
        ("CAST(5 AS INTEGER)", "INT", "INT", "5"),
        ("CAST(1.5 AS DECIMAL(18,2))", "DECIMAL(18,2)", "DECIMAL", "1.50"),
        ("CAST('1e-9' AS DECIMAL(38,10))", "DECIMAL(38,10)", "DECIMAL", "0.0000000010"),
        ("CAST(333600000 AS DOUBLE)", "DOUBLE", "DOUBLE", "3.336E8"),
        ("CAST(0.5 AS FLOAT)", "FLOAT", "FLOAT", "0.5"),
        ("TRUE", "BOOLEAN", "BOOLEAN", "true"),
        ("'台北'", "STRING", "STRING", "台北"),
        ("DATE '2026-09-30'", "DATE", "DATE", "2026-09-30"),
        (
            "TIMESTAMP '2026-09-30 23:59:59.123456'",
            "TIMESTAMP",
            "TIMESTAMP",
            "2026-09-30T23:59:59.123Z",
        ),
        (
            "CAST('2026-09-30 01:02:03' AS TIMESTAMP_S)",
            "TIMESTAMP_NTZ",
            "TIMESTAMP_NTZ",
            "2026-09-30T01:02:03.000",
        ),
        ("CAST('abc' AS BLOB)", "BINARY", "BINARY", "YWJj"),
        ("[1, 2]", "ARRAY<INT>", "ARRAY", '["1","2"]'),
        ("{'a': 1.5, 'b': NULL}", "STRUCT", "STRUCT", '{"a":"1.5","b":null}'),
        ("NULL", "VOID", "NULL", None),
        (
            "INTERVAL '26' HOUR",
            "INTERVAL DAY TO SECOND",
            "INTERVAL",
            "INTERVAL '1 02:00:00.000000' DAY TO SECOND",
        ),
    ],
)
def test_types_and_cells(
    engine: Engine, sql: str, type_text: str, type_name: str, text: str | None
) -> None:
    """Each cell is a string or null, written as Databricks writes it."""
    result = engine.run(f"SELECT {sql} AS x")
    (column,) = result.columns

    described = column.to_json(0)
    assert (described["type_text"], described["type_name"]) == (type_text, type_name)
    assert cell_text(result.rows[0][0], column) == text
    assert ("type_precision" in described) is (type_name == "DECIMAL")
    assert ("type_interval_type" in described) is (type_name == "INTERVAL")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (42.0, "42.0"),
        (-0.3405, "-0.3405"),
        (1e7, "1.0E7"),
        (1234567.5, "1234567.5"),
        (-12345678.9, "-1.23456789E7"),
        (0.0001, "1.0E-4"),
        (nan, "NaN"),
        (inf, "Infinity"),
        (-inf, "-Infinity"),
    ],
)
def test_doubles_are_written_like_java(value: float, text: str) -> None:
    """They are in scientific notation below a thousandth and from ten million on."""
    assert java_double(value) == text


def test_parameters_and_differences_of_the_dialects(engine: Engine) -> None:
    """The same SQL text runs on both engines."""
    sql = (
        "SELECT :day AS `day`, WEEKDAY(:day) AS `weekday`, try_divide(1, 0) AS `share`, "
        "'10:30' AS `time`"
    )

    result = engine.run(sql, [Parameter("day", "DATE", "2026-11-01")])

    assert [str(value) for value in result.rows[0]] == ["2026-11-01", "6", "None", "10:30"]


def test_an_invalid_query_is_one_line(engine: Engine) -> None:
    """It is the engine's message without the quoted SQL."""
    with pytest.raises(QueryError, match="does not exist") as caught:
        engine.run("SELECT * FROM retail.sales.orderz")

    assert "\n" not in str(caught.value)
