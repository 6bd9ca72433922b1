"""Which measure a chart shows: by choice, the query's order, the question, or the first."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.charts import Kind
from cards.charts.measures import is_rising, mention, whole_of
from genie.tables import Table
from tests.cards.charts.results import MONTHS, by_region, charts, drawn, shown, table, values

STORES = table(
    "store, orders:BIGINT, revenue:DECIMAL, margin_percent:DOUBLE",
    [("A", 3, 900, 12.5), ("B", 9, 800, 14.0), ("C", 5, 700, 20.0)],
)
SQL = (
    "SELECT store, COUNT(*) AS orders, SUM(net) AS revenue, AVG(m) AS margin_percent FROM t "
    "GROUP BY store"
)


@pytest.mark.parametrize(
    ("words", "sql", "expected"),
    [
        ({}, "", "orders"),
        ({}, SQL, "orders"),
        ({}, f"{SQL} ORDER BY revenue DESC LIMIT 3", "revenue"),
        ({}, f"{SQL} ORDER BY store, 4 DESC", "margin percent"),
        ({}, f"{SQL} ORDER BY store", "orders"),
        ({"title": "Top 3 stores by revenue"}, "", "revenue"),
        ({"question": "Which stores have the best margin?"}, "", "margin percent"),
        ({"title": "Revenue by store", "question": "orders?"}, "", "revenue"),
        ({"title": "Stores", "question": "How many orders"}, "", "orders"),
        ({"title": "Margin"}, f"{SQL} ORDER BY revenue DESC", "revenue"),
        ({"measure_at": 3, "title": "Revenue"}, f"{SQL} ORDER BY revenue", "margin percent"),
        ({"measure_at": 0}, "", "orders"),  # there is no measure in this column
        ({"measure_at": 99}, "", "orders"),
        ({"answer": "**Revenue** is highest in A."}, "", "orders"),
    ],
)
def test_the_measure_that_was_asked_for(words: dict[str, Any], sql: str, expected: str) -> None:
    """A person's choice comes first, then the query's order, the title and the question."""
    found = charts(STORES, sql, **words)

    assert shown(found).value_title == expected
    assert found.measures == (1, 2, 3)
    assert len(found.shown) == 1


FIRST: list[tuple[str, list[Any], str, str]] = [
    ("cliente, dni:BIGINT, ventas:DECIMAL", [7, 5], "", "ventas"),
    ("客戶, 帳戶:BIGINT, 金額:DECIMAL", [7, 5], "", "金額"),
    ("이름, 사번:BIGINT, 매출:DECIMAL", [7, 5], "", "매출"),
    ("county, fips:BIGINT, population:BIGINT", [7, 5], "", "population"),
    ("region, q3:DECIMAL, difference:DECIMAL", [7, 5], "", "q3"),
    ("store, avg_price:DECIMAL, revenue:DECIMAL", [7, 5], "", "avg price"),
    ("store, wobbles:BIGINT, waves:BIGINT", [7, 5], "", "wobbles"),
    ("store, wobbles:BIGINT, waves:BIGINT", [7, 5],
     "SELECT store, wobbles, AVG(x) AS waves FROM t GROUP BY store, wobbles", "waves"),
    ("store, wobbles:BIGINT, waves:BIGINT", [7, 5],
     "SELECT store, ANY_VALUE(w) AS wobbles, SUM(x) AS waves FROM t GROUP BY store", "wobbles"),
    ("driver, position:BIGINT, points:BIGINT", [1, 90],
     "SELECT driver, RANK() OVER (ORDER BY SUM(points) DESC) AS position, SUM(points) AS points "
     "FROM t GROUP BY driver ORDER BY position", "points"),
    ("driver, quartile:BIGINT, points:BIGINT", [1, 90],
     "WITH a AS (SELECT driver, NTILE(4) OVER (ORDER BY points) AS quartile, points FROM t) "
     "SELECT driver, quartile, points FROM a ORDER BY quartile", "points"),
    ("region, revenue:DECIMAL", [7],
     "SELECT region, MEASURE(total_revenue) AS revenue FROM t GROUP BY ALL ORDER BY revenue DESC",
     "revenue"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "numbers", "sql", "expected"), FIRST)
def test_the_first_measure_is_known_by_its_query_or_name(
    columns: str, numbers: list[Any], sql: str, expected: str
) -> None:
    """Other numbers may be ids, and ranks are not measures."""
    rows = [(name, *(number + at for number in numbers)) for at, name in enumerate("ABC")]

    assert shown(charts(table(columns, rows), sql)).value_title == expected


CHINESE = table(
    "門市, 訂單數:BIGINT, 營收:DECIMAL, 客單價:DECIMAL", [("甲", 3, 900, 300), ("乙", 9, 800, 89)]
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [("營收最高的門市是哪幾間？", "營收"), ("各門市客單價", "客單價"), ("各門市的狀況", "訂單數"),
     ("訂單數與營收", "訂單數")],
)  # fmt: skip
def test_the_measure_that_was_asked_for_in_chinese(question: str, expected: str) -> None:
    """Chinese has no spaces between words."""
    assert shown(charts(CHINESE, question=question)).value_title == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("revenue", "Revenues of 2025", 1.0),
        ("net_revenue", "net of tax", 0.0),
        ("margin_percent", "the margin", 0.5),
        ("total_orders", "orders", 1.0),
        ("total", "the total", 0.0),
        ("as", "sales as such", 1.0),
        ("營收", "今年的營收", 1.0),
        ("數", "訂單數", 0.0),  # a single character is not significant
        ("客戶ID", "哪個客戶", 0.5),
        ("", "anything", 0.0),
        ("revenue", "", 0.0),
        ("margin", "x " * 500 + "margin", 1.0),
    ],
)
def test_how_much_of_a_name_a_text_mentions(name: str, text: str, expected: float) -> None:
    """Words that many measures have in common do not count."""
    assert mention(name, text) == expected


VARIANTS: list[tuple[str, list[Any], list[str]]] = [
    ("revenue_2024:DECIMAL, revenue_2025:DECIMAL", [5, 7], ["revenue 2024", "revenue 2025"]),
    ("今年營收:DECIMAL, 去年營收:DECIMAL", [5, 7], ["今年營收", "去年營收"]),
    ("revenue_this_year:DECIMAL, cost:DECIMAL, revenue_last_year:DECIMAL", [5, 1, 7],
     ["revenue this year", "revenue last year"]),
    ("sales_1:DECIMAL, orders_1:BIGINT, sales_2:DECIMAL, orders_2:BIGINT", [9, 2, 8, 1],
     ["sales 1", "sales 2"]),
    ("q3:DECIMAL, q2:DECIMAL, difference:DECIMAL", [9, 4, 5], ["q3", "q2"]),
    ("budget:DECIMAL, actual:DECIMAL", [5, 7], ["budget"]),
    ("min_price:DECIMAL, max_price:DECIMAL", [5, 7], ["min price"]),
    ("online:BIGINT, store:BIGINT", [5, 7], ["online"]),
    ("revenue:DECIMAL, orders:BIGINT", [5, 7], ["revenue"]),
    ("revenue:DECIMAL, avg_price:DECIMAL", [5, 7], ["revenue"]),
    ("revenue:DECIMAL, growth_percent:DOUBLE", [5, 7.0], ["revenue"]),
    ("online_sales:DECIMAL, kiosk_sales:DECIMAL", [500, 7], ["online sales"]),
    ("revenue:DECIMAL, refunds:DECIMAL", [5, None], ["revenue"]),
    ("refunds:DECIMAL, revenue:DECIMAL", [None, 5], ["revenue"]),
    ("a:DECIMAL, rank:BIGINT, b:DECIMAL", [5, 1, 7], ["a"]),
    ("2024:DECIMAL, 2025:DECIMAL", [5, 7], ["2024", "2025"]),
    ("去年:DECIMAL, 今年:DECIMAL, 成長率:DOUBLE", [5, 7, 40.0], ["去年", "今年"]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "numbers", "names"), VARIANTS)
def test_only_variants_of_one_measure_share_an_axis(
    columns: str, numbers: list[Any], names: list[str]
) -> None:
    """The other measures are shown by a button."""
    made = drawn(table(f"region, {columns}", [(r, *numbers) for r in "NSE"]))

    assert [series.name for series in made.series] == names
    assert not made.is_stacked
    assert made.value_title == ", ".join(names)


def test_variants_beyond_the_number_of_colours_are_left_out() -> None:
    """The first ones of the result are drawn, and always the chosen one."""
    columns = ", ".join(f"m{n}:DECIMAL" for n in range(1, 10))
    result = table(f"region, {columns}", [(r, *range(1, 10)) for r in "NSE"])
    found = charts(result, measure_at=9)

    assert [*values(drawn(result))] == ["m1", "m2", "m3", "m4", "m5", "m6", "m7"]
    assert drawn(result).notes == ("2 more series are not drawn.",)
    assert "m9" in values(shown(found))


@pytest.mark.parametrize("kind", [Kind.LINE, Kind.BAR])
def test_a_split_chart_shows_one_measure(kind: Kind) -> None:
    """The second measure is offered, but not drawn as another series."""
    rows = [(m, r, 5, 1) for m in MONTHS for r in "NS"]
    result = table("month:DATE, region, revenue_1:DECIMAL, revenue_2:DECIMAL", rows)
    found = charts(result, measure_at=3)

    assert set(values(shown(found, kind))) == {"N", "S"}
    assert (found.shown, found.measures, found.axis, found.columns) == ((3,), (2, 3), 0, (0, 1, 3))


def test_a_result_without_a_chart_has_no_measures() -> None:
    """There is no axis either."""
    found = charts(table("region", [("N",), ("S",)]))

    assert (found.measures, found.shown, found.columns, found.axis) == ((), (), (), None)


SHARES: list[tuple[str, Table, str, tuple[Kind, ...]]] = [
    ("a sum by the query", by_region("region, wobbles:BIGINT", (5, 3, 2)),
     "SELECT region, SUM(x) AS wobbles FROM t GROUP BY region", (Kind.BAR, Kind.SHARE, Kind.TABLE)),
    ("no sum by the query", by_region("region, revenue:BIGINT", (5, 3, 2)),
     "SELECT region, MAX(x) AS revenue FROM t GROUP BY region", (Kind.BAR, Kind.TABLE)),
    ("a distinct count", by_region("region, orders:BIGINT", (5, 3, 2)),
     "SELECT region, COUNT(DISTINCT x) AS orders FROM t GROUP BY region", (Kind.BAR, Kind.TABLE)),
    ("a plain column", by_region("region, revenue:BIGINT", (5, 3, 2)),
     "SELECT region, revenue FROM t", (Kind.BAR, Kind.SHARE, Kind.TABLE)),
    ("a Top-N", by_region("region, revenue:BIGINT", (5, 3, 2)),
     "SELECT region, SUM(x) AS revenue FROM t GROUP BY region ORDER BY 2 DESC LIMIT 3",
     (Kind.BAR, Kind.TABLE)),
    ("a sum of what a name forbids", by_region("region, unit_price:BIGINT", (5, 3, 2)),
     "SELECT region, SUM(x) AS unit_price FROM t GROUP BY region", (Kind.BAR, Kind.TABLE)),
    ("an average of a subquery", by_region("region, revenue:BIGINT", (5, 3, 2)),
     "WITH a AS (SELECT region, AVG(x) AS revenue FROM t GROUP BY region) SELECT * FROM a",
     (Kind.BAR, Kind.TABLE)),
    ("HAVING", by_region("region, revenue:BIGINT", (5, 3, 2)),
     "SELECT region, SUM(x) AS revenue FROM t GROUP BY region HAVING SUM(x) > 1",
     (Kind.BAR, Kind.TABLE)),
    ("a query that cannot be read", by_region("region, revenue:BIGINT", (5, 3, 2)),
     "SELECT region, SUM(x AS revenue", (Kind.BAR, Kind.TABLE)),
    ("a limit that was not reached", by_region("region, revenue:BIGINT", (5, 3, 2)),
     "SELECT region, SUM(x) AS revenue FROM t GROUP BY region ORDER BY 2 DESC LIMIT 10",
     (Kind.BAR, Kind.SHARE, Kind.TABLE)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("result", "sql", "kinds"), [pytest.param(*case, id=name) for name, *case in SHARES]
)
def test_shares_are_offered_only_for_a_complete_sum(
    result: Table, sql: str, kinds: tuple[Kind, ...]
) -> None:
    """The measure can be added up, and no part is missing from the result."""
    assert charts(result, sql).kinds == kinds


@pytest.mark.parametrize(("numbers", "expected"), [
    ([60.5, 39.5], 100), ([0.6, 0.4], 1), ([33, 33, 33], 100), ([60, 30], None),
    ([0.5, 0.3, 0.186], None), ([50.0, 30.0, 18.5], None), ([None, 100.0], 100), ([None], None),
    ([], None),
])  # fmt: skip
def test_shares_add_up_to_a_whole(numbers: list[Any], expected: float | None) -> None:
    """The whole is 100 or 1, within the rounding of the last decimal place."""
    assert whole_of(numbers) == expected


@pytest.mark.parametrize(("numbers", "expected"), [
    ([1, 2, 3], True), ([1, 1, 3], True), ([1, 2], False), ([2, 2, 2], False), ([1, 3, 2], False),
    ([1, None, 3, 4], False),
])  # fmt: skip
def test_is_rising(numbers: list[Any], *, expected: bool) -> None:
    """Too few numbers, or equal ones, have no order."""
    assert is_rising(numbers) is expected


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=30))
@settings(deadline=None, derandomize=True)
def test_percentages_are_shares_of_the_sum(numbers: list[int]) -> None:
    """They add up to a hundred within rounding."""
    found = charts(table("product, units:BIGINT", [(f"P{n}x", x) for n, x in enumerate(numbers)]))
    if Kind.SHARE not in found.kinds:
        return
    made = shown(found, Kind.SHARE)
    drawn_sum = sum(value or 0 for value in made.series[0].values)
    told = [float(text.rpartition(" ")[2].removesuffix("%")) for text in made.categories]

    assert sum(told) == pytest.approx(100, abs=0.05 * len(told) + 1e-9)
    for value, percent in zip(made.series[0].values, told, strict=True):
        assert percent == pytest.approx(100 * (value or 0) / drawn_sum, abs=0.0501)
    assert made.notes[0] == f"Shares of units: {' · '.join(made.categories)}"
