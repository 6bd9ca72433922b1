"""What the SQL of a query says about its result."""

# ruff: noqa: S608 - the queries are only read

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.sql import MAX_CHARS, NOTHING, UNREAD, QueryFacts, query_facts


def facts(sql: str, names: str = "region revenue", rows: int = 5) -> QueryFacts:
    """Read a query whose result has these columns."""
    return query_facts(sql, names.split(), row_count=rows)


GROUPED = "SELECT region, SUM(net) AS revenue FROM orders GROUP BY region"
AVERAGED = "SELECT region, AVG(net) AS revenue FROM orders GROUP BY region"


@pytest.mark.parametrize(
    ("sql", "orders"),
    [
        (GROUPED, ()),
        (f"{GROUPED} ORDER BY revenue DESC", (1,)),
        (f"{GROUPED} ORDER BY REVENUE", (1,)),
        (f"{GROUPED} ORDER BY `revenue` DESC NULLS LAST", (1,)),
        (f"{GROUPED} ORDER BY 2 DESC", (1,)),
        (f"{GROUPED} ORDER BY 0, 3", ()),
        (f"{GROUPED} ORDER BY SUM(net) DESC", (1,)),
        (f"{GROUPED} ORDER BY ROUND(SUM(net), 2) DESC", (1,)),
        (f"{GROUPED} ORDER BY MAX(net) DESC", ()),
        (f"{GROUPED} ORDER BY revenue DESC, region", (1, 0)),
        (f"{GROUPED} ORDER BY CASE region WHEN 'East' THEN 1 END, revenue", ()),
        (f"{GROUPED} ORDER BY revenue, LOWER(region), region", (1,)),
        (f"SELECT * FROM ({GROUPED}) ORDER BY revenue DESC", (1,)),
        (f"WITH t AS ({GROUPED} ORDER BY revenue) SELECT region, revenue FROM t", ()),
        ("SELECT `地區`, SUM(x) AS revenue FROM t GROUP BY ALL ORDER BY `revenue` DESC", (1,)),
        (f"{GROUPED} UNION ALL SELECT 'all', 1 ORDER BY revenue", (1,)),
    ],
)
def test_columns_in_order_by(sql: str, orders: tuple[int, ...]) -> None:
    """ORDER BY uses a column's name, position or expression."""
    assert facts(sql).orders == orders


@pytest.mark.parametrize(
    ("by", "orders"), [("b.revenue", (1,)), ("a.revenue", (0,)),
                       ("revenue", ()), ("c.revenue", ())],
)  # fmt: skip
def test_columns_of_the_same_name_in_order_by(by: str, orders: tuple[int, ...]) -> None:
    """The query's table prefix tells them apart."""
    sql = f"SELECT a.revenue, b.revenue FROM a JOIN b USING (region) ORDER BY {by}"

    assert facts(sql, "revenue revenue").orders == orders


def within(sql: str, rest: str = "") -> str:
    """Select the columns from a common table expression."""
    return f"WITH a AS ({sql}) SELECT region, revenue FROM a {rest}"


@pytest.mark.parametrize(
    ("sql", "is_limited"),
    [
        (GROUPED, False),
        (f"{GROUPED} LIMIT 5", True),
        (f"{GROUPED} LIMIT 6", False),  # the limit was not reached
        (f"{GROUPED} LIMIT 1000", False),
        (f"{GROUPED} LIMIT :top", True),
        (f"{GROUPED} LIMIT 2 + 8", True),
        (f"SELECT * FROM ({GROUPED} LIMIT 1000)", True),
        ("SELECT region, revenue FROM t TABLESAMPLE (10 PERCENT)", True),
        ("SELECT region, revenue FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY revenue) AS n FROM t) "
         "WHERE n <= 3", True),
        ("SELECT region, revenue FROM t QUALIFY RANK() OVER (ORDER BY revenue DESC) <= 3", True),
        ("SELECT region, revenue FROM t QUALIFY DENSE_RANK() OVER (ORDER BY revenue) < 3", True),
        ("SELECT region, revenue FROM t QUALIFY PERCENT_RANK() OVER (ORDER BY x) < 0.1", True),
        ("SELECT region, RANK() OVER (ORDER BY SUM(x)) AS revenue FROM t GROUP BY region", False),
        (f"{GROUPED} HAVING SUM(net) > 100", True),
        (f"{GROUPED} OFFSET 5", True),
        (f"{GROUPED} LIMIT 100 OFFSET 10", True),
        (f"{GROUPED} FETCH FIRST 5 ROWS ONLY", True),
        ("SELECT region, revenue FROM (SELECT *, MAX(revenue) OVER () AS m FROM t) "
         "WHERE revenue = m", True),
        (within(GROUPED), False),
        (within(GROUPED, "WHERE region IN ('North', 'South')"), False),
        (within(GROUPED, "WHERE revenue > 100"), True),
        (within(within(GROUPED), "WHERE revenue > 100"), True),
        (within("SELECT region, net * 2 AS revenue FROM t", "WHERE revenue > 100"), False),
        (within(GROUPED, "JOIN b ON b.region = a.region"), False),
        (within(GROUPED, "JOIN b ON b.region = a.region AND b.least <= a.revenue"), True),
        ("SELECT region, revenue FROM t WHERE month = (SELECT MAX(month) FROM t)", False),
        (f"{GROUPED} UNION ALL SELECT 'x', SUM(net) FROM t", False),
        (f"{GROUPED} UNION {GROUPED}", True),
        (f"{GROUPED} EXCEPT SELECT 'x', 1", True),
        (f"{GROUPED} MINUS SELECT 'x', 1", True),
        (f"{GROUPED} INTERSECT {GROUPED}", True),
        ("SELECT region, revenue FROM best_regions(top => 4)", True),
        (f"{GROUPED} LIMIT 4;\n-- top", True),
        (f"{GROUPED} LIMIT 4;;", True),
        (f"{GROUPED};;", False),
        (f"DECLARE x INT; {GROUPED}", False),
        (f"SET x = 1; {GROUPED}", False),
    ],
)  # fmt: skip
def test_rows_that_may_be_missing(sql: str, *, is_limited: bool) -> None:
    """The parts of a Top-N are not shares of a whole."""
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
def test_sums_and_counts_are_additive(item: str, *, is_sum: bool) -> None:
    """No other aggregate is, whatever its column is called."""
    found = facts(f"SELECT region, {item} AS revenue FROM t GROUP BY region")

    assert (1 in found.sums, 1 in found.other_values) == (is_sum, not is_sum)
    assert found.keys == {0}


@pytest.mark.parametrize(
    ("sql", "is_sum"),
    [
        (within(GROUPED), True),
        (within(within(GROUPED)), True),
        (f"WITH a AS ({GROUPED}) SELECT * FROM a", True),
        (f"WITH a AS ({GROUPED}), b AS (SELECT * FROM a) SELECT B.Region, `Revenue` FROM b", True),
        (f"SELECT t.region, t.revenue FROM ({GROUPED}) AS t", True),
        ("WITH a(region, revenue) AS (SELECT x, SUM(net) FROM t GROUP BY x) SELECT * FROM a",
         True),
        (f"{GROUPED} UNION ALL SELECT 'x', SUM(net) FROM t", True),
        (f"WITH a AS ({GROUPED}), b AS ({AVERAGED}) SELECT a.region, a.revenue FROM a "
         "JOIN b ON a.region = b.region", True),
        (within("SELECT region, net * 2 AS net FROM t").replace("revenue", "SUM(net) AS revenue")
         + " GROUP BY region", True),
        ("SELECT region, SUM(payload.net) AS revenue FROM t GROUP BY region", True),
        ("SELECT region, SUM(net) AS revenue FROM t JOIN (SELECT MAX(day) AS last FROM t) AS b "
         "ON day = b.last GROUP BY region", True),
        ("SELECT region, SUM(net) AS revenue FROM t JOIN (SELECT *, MAX(day) AS last FROM t) AS b "
         "ON day = b.last GROUP BY region", False),
        ("SELECT region, SUM(r) AS revenue FROM (SELECT region, RANK() OVER (ORDER BY x) AS r "
         "FROM t) GROUP BY region", False),
        (within(AVERAGED), False),
        (within(within(AVERAGED)), False),
        (f"WITH a AS ({AVERAGED}) SELECT * FROM a", False),
        (within("SELECT region, COUNT(DISTINCT id) AS revenue FROM t GROUP BY region"), False),
        (within(GROUPED, f"JOIN ({AVERAGED}) AS b USING (region)"), False),  # ambiguous column
        (f"{GROUPED} UNION ALL SELECT 'x', AVG(net) FROM t", False),
        (f"{GROUPED} UNION ALL SELECT 'x', 1", False),
        (f"SELECT *, 1 AS revenue FROM ({AVERAGED})", False),
        (within(f"SELECT a.*, b.* FROM ({AVERAGED}) AS a JOIN b USING (region)"), False),
        (f"{AVERAGED} UNION ALL SELECT * FROM t", False),
        (f"WITH a AS ({GROUPED}), b AS (SELECT SUM(net) AS total FROM orders) "
         "SELECT region, total AS revenue FROM a CROSS JOIN b", False),
        ("SELECT region, SUM(c) AS revenue FROM (SELECT region, COUNT(DISTINCT id) AS c FROM t "
         "GROUP BY region, month) GROUP BY region", False),
        ("SELECT region, COUNT(*) AS revenue FROM t LATERAL VIEW EXPLODE(x) AS y GROUP BY region",
         False),
        ("SELECT region, revenue FROM t PIVOT (SUM(net) FOR year IN (2024, 2025))", False),
        ("SELECT region, MEASURE(total) AS revenue FROM t GROUP BY region", False),
        ("SELECT region, net / orders AS revenue FROM t", False),
        (f"SELECT region, revenue FROM ({GROUPED}) AS a(region, net)", False),
        ("WITH RECURSIVE a AS (SELECT 'x' AS region, 1 AS revenue UNION ALL "
         "SELECT region, revenue + 1 FROM a) SELECT region, revenue FROM a", False),
    ],
)  # fmt: skip
def test_columns_are_resolved_in_subqueries(sql: str, *, is_sum: bool) -> None:
    """A column that cannot be resolved is not a sum."""
    found = facts(sql)

    assert (1 in found.sums, 1 in found.other_values) == (is_sum, not is_sum)


def test_each_column_is_resolved_once() -> None:
    """Otherwise queries that use the one before twice would take exponential time."""
    steps = ", ".join(
        f"a{n} AS (SELECT * FROM a{n - 1} UNION ALL SELECT * FROM a{n - 1})" for n in range(1, 40)
    )

    assert facts(f"WITH a0 AS ({GROUPED}), {steps} SELECT * FROM a39").sums == {1}


@pytest.mark.parametrize(
    "rank",
    [
        "RANK() OVER (ORDER BY SUM(net) DESC)",
        "ROW_NUMBER() OVER (ORDER BY SUM(net) DESC)",
        "DENSE_RANK() OVER (ORDER BY SUM(net))",
        "NTILE(4) OVER (ORDER BY SUM(net))",
        "ROUND(PERCENT_RANK() OVER (ORDER BY SUM(net)), 2)",
    ],
)
def test_ranks_are_recognised(rank: str) -> None:
    """This includes ranks in a subquery."""
    sql = f"SELECT region, {rank} AS revenue FROM t GROUP BY region"

    for text in (sql, within(sql)):
        found = facts(text)
        assert found.ranks == {1}
        assert not found.sums | found.other_values
    assert facts(sql).keys == {0}


@pytest.mark.parametrize(
    ("group", "has_rollup"),
    [
        ("region", False),
        ("ALL", False),
        ("ROLLUP (region)", True),
        ("region WITH ROLLUP", True),
        ("CUBE (region)", True),
        ("region WITH CUBE", True),
        ("GROUPING SETS ((region), ())", True),
        ("region GROUPING SETS ((region), ())", True),
    ],
)
def test_rows_of_totals_are_recognised(group: str, *, has_rollup: bool) -> None:
    """This includes totals in a subquery."""
    sql = f"SELECT region, SUM(net) AS revenue FROM t GROUP BY {group}"

    assert facts(sql).has_rollup is has_rollup
    assert facts(within(sql)).has_rollup is has_rollup
    assert facts(sql).keys == {0}
    assert facts(sql).sums == {1}


def test_plain_columns_have_no_facts() -> None:
    """Only their names show what they are."""
    assert facts("SELECT region, revenue FROM t") == NOTHING


@pytest.mark.parametrize(
    ("sql", "keys"),
    [
        ("SELECT stars, COUNT(*) FROM t GROUP BY stars", {0}),
        ("SELECT t.stars, COUNT(*) FROM t GROUP BY `Stars`", {0}),
        ("SELECT stars, COUNT(*) FROM t GROUP BY 1", {0}),
        ("SELECT stars, COUNT(*) FROM t GROUP BY ALL", {0}),
        ("SELECT stars, MEASURE(revenue) FROM t GROUP BY stars", {0}),
        ("SELECT stars, MEASURE(revenue) FROM t GROUP BY ALL", {0}),
        ("SELECT stars, try_sum(revenue) FROM t GROUP BY 1", {0}),
        ("SELECT my_class(price) AS stars, COUNT(*) FROM t GROUP BY my_class(price)", {0}),
        ("SELECT stars, COUNT(*) FROM t GROUP BY other, 7", {0}),
        ("SELECT FLOOR(price) * 10 AS stars, COUNT(*) FROM t GROUP BY ALL", {0}),
        ("SELECT stars, revenue FROM t", set()),
    ],
)
def test_columns_in_group_by(sql: str, keys: set[int]) -> None:
    """Numbers among them are classes, not measures."""
    assert facts(sql, "stars count").keys == keys


@pytest.mark.parametrize("sql", ["", "   ", "\n"])
def test_without_a_query_nothing_is_known(sql: str) -> None:
    """Blank text counts as no query."""
    assert facts(sql) == NOTHING


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT (",
        "-- nothing",
        "not sql at all, 漢字",
        "DROP TABLE t",
        "SELECT 1; SELECT 2",
        "CREATE TEMPORARY VIEW v AS SELECT 1; SELECT * FROM v",
        "(SELECT region, revenue FROM t LIMIT 5)",
        "VALUES ('x', 1)",
        "FROM t |> LIMIT 4",
        f"{GROUPED} {' ' * MAX_CHARS}",
        "SELECT " + "(" * 2_000 + "1" + ")" * 2_000,
    ],
)
def test_a_query_that_cannot_be_parsed_may_be_limited(sql: str) -> None:
    """It may be too long, or nested too deeply."""
    assert facts(sql) == UNREAD


@pytest.mark.parametrize("sql", ["SELECT", "SELECT * FROM t", "SELECT a, b, c FROM t"])
def test_ambiguous_columns_have_no_facts(sql: str) -> None:
    """A star may stand for any column."""
    assert facts(sql) == NOTHING


@given(st.text(max_size=40), st.lists(st.text(max_size=5), max_size=3))
def test_any_text_can_be_parsed(sql: str, names: list[str]) -> None:
    """Nothing is raised, and all positions are columns of the result."""
    for text in (sql, f"SELECT {sql} FROM t ORDER BY {sql}"):
        found = query_facts(text, names, row_count=3)
        groups = (found.sums, found.ranks, found.other_values, found.keys)
        places = {*found.orders}.union(*groups)
        assert places <= set(range(len(names)))
