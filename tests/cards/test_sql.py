"""What a query's SQL says of its result."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.sql import MAX_CHARS, NOTHING, Order, QueryFacts, query_facts


def facts(sql: str, names: str = "region revenue", rows: int = 5) -> QueryFacts:
    """Read a query whose result has these columns."""
    return query_facts(sql, names.split(), row_count=rows)


GROUPED = "SELECT region, SUM(net) AS revenue FROM orders GROUP BY region"
UP, DOWN = Order(1, is_falling=False), Order(1, is_falling=True)


@pytest.mark.parametrize(
    ("sql", "orders"),
    [
        (GROUPED, ()),
        (f"{GROUPED} ORDER BY revenue DESC", (DOWN,)),
        (f"{GROUPED} ORDER BY REVENUE", (UP,)),
        (f"{GROUPED} ORDER BY `revenue` DESC NULLS LAST", (DOWN,)),
        (f"{GROUPED} ORDER BY 2 DESC", (DOWN,)),
        (f"{GROUPED} ORDER BY 0, 3", ()),
        (f"{GROUPED} ORDER BY SUM(net) DESC", (DOWN,)),
        (f"{GROUPED} ORDER BY ROUND(SUM(net), 2) DESC", (DOWN,)),
        (f"{GROUPED} ORDER BY MAX(net) DESC", ()),
        (f"{GROUPED} ORDER BY revenue DESC, region", (DOWN, Order(0, is_falling=False))),
        (f"SELECT * FROM ({GROUPED}) ORDER BY revenue DESC", (DOWN,)),  # noqa: S608 - it is only read
        (f"WITH t AS ({GROUPED} ORDER BY revenue) SELECT region, revenue FROM t", ()),  # noqa: S608
        ("SELECT `地區`, SUM(x) AS revenue FROM t GROUP BY ALL ORDER BY `revenue` DESC", (DOWN,)),
        (f"{GROUPED} UNION ALL SELECT 'all', 1 ORDER BY revenue", (UP,)),
    ],
)
def test_the_order_of_a_result(sql: str, orders: tuple[Order, ...]) -> None:
    """By a column's name, place or expression."""
    assert facts(sql).orders == orders


@pytest.mark.parametrize(
    ("sql", "is_limited"),
    [
        (GROUPED, False),
        (f"{GROUPED} LIMIT 5", True),
        (f"{GROUPED} LIMIT 6", False),  # it was not reached
        (f"{GROUPED} LIMIT 1000", False),
        (f"{GROUPED} LIMIT :top", True),
        (f"{GROUPED} LIMIT 2 + 8", True),
        (f"SELECT * FROM ({GROUPED} LIMIT 1000)", True),  # noqa: S608
        ("SELECT region, revenue FROM t TABLESAMPLE (10 PERCENT)", True),
        ("SELECT region, revenue FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY revenue) AS n FROM t) "
         "WHERE n <= 3", True),
        ("SELECT region, revenue FROM t QUALIFY RANK() OVER (ORDER BY revenue DESC) <= 3", True),
        ("SELECT region, revenue FROM t QUALIFY DENSE_RANK() OVER (ORDER BY revenue) < 3", True),
    ],
)  # fmt: skip
def test_rows_that_may_be_missing(sql: str, *, is_limited: bool) -> None:
    """Of a Top-N there are no shares."""
    assert facts(sql).is_limited is is_limited


@pytest.mark.parametrize(
    ("item", "is_sum"),
    [
        ("SUM(net)", True),
        ("COUNT(*)", True),
        ("COUNT(order_id)", True),
        ("COUNT_IF(is_late)", True),
        ("ROUND(SUM(net), 2)", True),
        ("CAST(COALESCE(SUM(net), 0) AS DECIMAL(18, 2))", True),
        ("TRY_CAST((SUM(net)) AS BIGINT)", True),
        ("SUM(net) FILTER (WHERE is_open)", True),
        ("COUNT(DISTINCT customer_id)", False),
        ("AVG(net)", False),
        ("MAX(net)", False),
        ("SUM(net) / COUNT(*)", False),
        ("SUM(SUM(net)) OVER (ORDER BY region)", False),
        ("APPROX_COUNT_DISTINCT(customer_id)", False),
    ],
)
def test_sums_and_counts_can_be_added_up(item: str, *, is_sum: bool) -> None:
    """Nothing else can, whatever it is called."""
    found = facts(f"SELECT region, {item} AS revenue FROM t GROUP BY region")  # noqa: S608

    assert (1 in found.sums, 1 in found.other_values) == (is_sum, not is_sum)
    assert found.keys == {0}


def test_plain_columns_may_be_anything() -> None:
    """Of those, the name has to tell."""
    assert facts("SELECT region, revenue FROM t") == NOTHING


@pytest.mark.parametrize(
    ("sql", "keys"),
    [
        ("SELECT stars, COUNT(*) FROM t GROUP BY stars", {0}),
        ("SELECT stars, COUNT(*) FROM t GROUP BY 1", {0}),
        ("SELECT stars, COUNT(*) FROM t GROUP BY ALL", {0}),
        ("SELECT COUNT(*), FLOOR(price / 10) * 10 FROM t GROUP BY ALL", {1}),
        ("SELECT stars, revenue FROM t", set()),
    ],
)
def test_what_rows_are_grouped_by(sql: str, keys: set[int]) -> None:
    """Numbers among them are classes."""
    assert facts(sql).keys == keys


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "   ",
        "SELECT",
        "SELECT (",
        "not sql at all, 漢字",
        "DROP TABLE t",
        "SELECT 1; SELECT 2",
        f"{GROUPED} {' ' * MAX_CHARS}",
        "SELECT " + "(" * 3_000 + "1" + ")" * 3_000,
    ],
)
def test_what_cannot_be_read_says_nothing(sql: str) -> None:
    """Nor what is too long, or nested too deep."""
    assert facts(sql) == NOTHING


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM t", "SELECT a, b, c FROM t", f"{GROUPED} UNION {GROUPED}"]
)
def test_columns_that_cannot_be_told_are_not(sql: str) -> None:
    """A star may stand for any."""
    assert facts(sql) == NOTHING


@given(st.text(max_size=40), st.lists(st.text(max_size=5), max_size=3))
def test_any_query_can_be_read(sql: str, names: list[str]) -> None:
    """Nothing is raised, and no place is out of the result."""
    for text in (sql, f"SELECT {sql} FROM t ORDER BY {sql}"):  # noqa: S608
        found = query_facts(text, names, row_count=3)
        places = {*found.sums, *found.other_values, *found.keys, *(o.at for o in found.orders)}
        assert places <= set(range(len(names)))
