"""What becomes the series of a chart: of long results, and of wide ones."""

from typing import Any

import pytest

from cards.charts import Kind, chart
from tests.cards.charts.results import MONTHS, READER, REGIONS, drawn, table, values

LONG = [(m, r, at * 7 + 1) for m in MONTHS for at, r in enumerate(REGIONS)]


def test_long_results_become_a_series_each() -> None:
    """The largest first; of amounts, the bars stand on each other."""
    made = drawn(table("month:DATE, region, revenue:DECIMAL", LONG))

    assert [series.name for series in made.series] == list(REGIONS[::-1])
    assert values(made)["Japan"] == (29.0,) * 12
    assert made.is_stacked


def test_bars_of_averages_stand_beside_each_other() -> None:
    """Averages on top of each other are the average of nothing."""
    assert not drawn(table("month:DATE, region, avg_price:DECIMAL", LONG)).is_stacked


@pytest.mark.parametrize(
    ("column", "names"),
    [("scenario", ("x", "y")), ("series", ("Actual", "Budget")), ("情境", ("甲", "乙"))],
)
def test_plans_and_facts_are_no_parts_of_a_whole(column: str, names: tuple[str, str]) -> None:
    """A budget does not come on top of what was sold."""
    rows = [(m, name, 5) for m in MONTHS for name in names]

    assert not drawn(table(f"month:DATE, {column}, revenue:DECIMAL", rows)).is_stacked


def test_figures_of_another_size_do_not_share_an_axis() -> None:
    """Orders beside revenue would be a line along the bottom."""
    rows = [(m, n, v) for m in MONTHS for n, v in (("revenue", 9000), ("orders", 5), ("cost", 800))]
    made = drawn(table("month:DATE, metric, value:DECIMAL", rows), Kind.LINE)

    assert [series.name for series in made.series] == ["revenue", "cost"]
    assert "1 more series is left out." in made.description


def test_more_than_six_series_are_six_and_the_others() -> None:
    """All of what can be added up is in the chart."""
    rows = [(m, f"S{n}", n) for m in MONTHS[:3] for n in range(1, 10)]
    made = drawn(table("month:DATE, store, revenue:DECIMAL", rows), Kind.LINE)

    assert [*values(made)] == ["S9", "S8", "S7", "S6", "S5", "S4", "Others (3)"]
    assert made.series[-1].values == (6, 6, 6)
    assert "The sum of 3 more series is shown as “Others (3)”." in made.description


def test_of_more_than_six_averages_the_others_are_left_out() -> None:
    """And it is said that they are."""
    rows = [(m, f"S{n}", n) for m in MONTHS[:3] for n in range(1, 10)]
    made = drawn(table("month:DATE, store, avg_price:DECIMAL", rows), Kind.LINE)

    assert [*values(made)] == ["S9", "S8", "S7", "S6", "S5", "S4"]
    assert "3 more series are left out." in made.description


def test_two_years_are_two_bars_for_each_region() -> None:
    """And not two points for each of many lines. Time keeps its order in the legend."""
    rows = [(r, y, y - 2000 + n) for n, r in enumerate(REGIONS) for y in (2025, 2024)]
    made = drawn(table("region, year:BIGINT, revenue:DECIMAL", rows))

    assert values(made) == {"2024": (28, 27, 26, 25, 24), "2025": (29, 28, 27, 26, 25)}
    assert made.categories == REGIONS[::-1]
    assert not made.is_stacked


def test_weekdays_of_hours_are_seven_series_in_order() -> None:
    """Six of seven days would be a riddle."""
    names = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    rows = [(h, name, n + 1) for h in range(24) for n, name in enumerate(names)]
    made = drawn(table("hour:BIGINT, weekday, visits:BIGINT", rows), Kind.LINE)

    assert [*values(made)] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@pytest.mark.parametrize(("name", "count"), [("revenue", 7), ("avg_price", 6)])
def test_a_seventh_series_takes_the_place_of_the_others(name: str, count: int) -> None:
    """A sum of one would only hide its name. Without others there are six."""
    rows = [(m, f"S{n}", n) for m in MONTHS[:3] for n in range(1, 8)]
    made = drawn(table(f"month:DATE, store, {name}:DECIMAL", rows), Kind.LINE)

    assert len(made.series) == count
    assert "Others" not in made.description


def test_two_categories_are_bars_of_parts() -> None:
    """The one with more values stands along the axis."""
    rows = [(c, r, 1) for r in REGIONS for c in ("Web", "Shop")]
    made = drawn(table("channel, region, revenue:DECIMAL", rows))

    assert made.categories == REGIONS
    assert values(made) == {"Web": (1,) * 5, "Shop": (1,) * 5}
    assert made.is_stacked


def test_further_columns_are_added_up() -> None:
    """Three columns do not fit one chart; their sums do."""
    rows = [(r, c, s, 1) for r in REGIONS for c in ("Web", "Shop") for s in "XYZ"]
    made = drawn(table("region, channel, size, revenue:DECIMAL", rows))

    assert values(made) == {"Web": (3,) * 5, "Shop": (3,) * 5}


WIDE: list[tuple[str, list[Any], list[str]]] = [
    ("revenue_2024:DECIMAL, revenue_2025:DECIMAL", [5, 7], ["revenue 2024", "revenue 2025"]),
    ("budget:DECIMAL, actual:DECIMAL", [5, 7], ["budget", "actual"]),
    ("min_price:DECIMAL, max_price:DECIMAL", [5, 7], ["min price", "max price"]),
    ("online:BIGINT, store:BIGINT", [5, 7], ["online", "store"]),
    ("revenue:DECIMAL, orders:BIGINT", [5, 7], ["revenue"]),
    ("revenue:DECIMAL, avg_price:DECIMAL", [5, 7], ["revenue"]),
    ("revenue:DECIMAL, growth_percent:DOUBLE", [5, 7.0], ["revenue"]),
    ("online_sales:DECIMAL, kiosk_sales:DECIMAL", [5000, 7], ["online sales"]),
    ("revenue:DECIMAL, refunds:DECIMAL", [5, None], ["revenue"]),
    ("refunds:DECIMAL, revenue:DECIMAL", [None, 5], ["revenue"]),
    ("a:DECIMAL, rank:BIGINT, b:DECIMAL", [5, 1, 7], ["a"]),
    ("net:DECIMAL, orders:BIGINT, sales_1:DECIMAL, sales_2:DECIMAL", [9, 2, 4, 5], ["net"]),
    ("sales_1:DECIMAL, orders_1:BIGINT, sales_2:DECIMAL, orders_2:BIGINT", [9, 2, 8, 1],
     ["sales 1", "sales 2"]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "numbers", "names"), WIDE)
def test_measures_of_one_unit_and_size_share_an_axis(
    columns: str, numbers: list[Any], names: list[str]
) -> None:
    """All others would need an axis of their own."""
    made = drawn(table(f"region, {columns}", [(r, *numbers) for r in "NSE"]))

    assert [series.name for series in made.series] == names
    assert not made.is_stacked
    assert made.value_title == ", ".join(names)


def test_of_more_than_six_measures_the_largest_are_shown() -> None:
    """In the order in which the result has them."""
    columns = ", ".join(f"m{n}:DECIMAL" for n in range(1, 9))
    made = drawn(table(f"region, {columns}", [(r, *range(1, 9)) for r in "NSE"]))

    assert [*values(made)] == ["m3", "m4", "m5", "m6", "m7", "m8"]
    assert "2 more series are left out." in made.description


def test_a_ranking_is_drawn_by_what_it_is_sorted_by() -> None:
    """Whoever asked for the products with most revenue did not ask for units."""
    rows = [("A", 3, 900), ("B", 9, 800), ("C", 5, 700)]
    made = drawn(table("product, units:BIGINT, revenue:DECIMAL", rows))

    assert made.value_title == "revenue"


def test_a_comparison_shows_what_is_compared() -> None:
    """And not only the difference that it is sorted by."""
    rows = [("A", 9, 4, 5), ("B", 8, 5, 3), ("C", 9, 8, 1)]
    made = drawn(table("region, q3:DECIMAL, q2:DECIMAL, difference:DECIMAL", rows))

    assert [*values(made)] == ["q3", "q2"]


@pytest.mark.parametrize("order", ["online, shop, total", "total, online, shop"])
def test_columns_that_have_a_total_are_the_parts_of_it(order: str) -> None:
    """The total is the height of the bars then, and a line of its own in a line chart."""
    cells = {"online": 3, "shop": 4, "total": 7}
    columns = ", ".join(f"{name}:DECIMAL" for name in order.split(", "))
    rows = [(month, *(cells[name] for name in order.split(", "))) for month in MONTHS]
    result = table(f"month:DATE, {columns}", rows)

    assert values(drawn(result)) == {"online": (3,) * 12, "shop": (4,) * 12}
    assert drawn(result).is_stacked
    assert set(values(drawn(result, Kind.LINE))) == {"online", "shop", "total"}


def test_figures_of_different_things_are_no_bars() -> None:
    """Revenue, orders and customers have nothing in common but the column."""
    rows = [("revenue", 5), ("orders", 4), ("customers", 3)]

    assert chart(table("metric, value:DECIMAL", rows), Kind.BAR, READER) is None


def test_plans_and_facts_are_never_added_up() -> None:
    """Neither to a sum of regions, nor of months, nor to a whole."""
    rows = [(m, r, s, 1) for m in MONTHS[:3] for r in REGIONS for s in ("Actual", "Budget")]
    over_time = drawn(table("month:DATE, region, kind, revenue:DECIMAL", rows), Kind.LINE)
    by_region = drawn(table("kind, region, revenue:DECIMAL", [(s, r, 1) for _, r, s, _ in rows]))

    assert values(over_time) == {"Actual": (5, 5, 5), "Budget": (5, 5, 5)}
    assert values(by_region) == {"Actual": (3,) * 5, "Budget": (3,) * 5}
    two = table("kind, revenue:DECIMAL", [("Actual", 1), ("Budget", 2)])
    assert chart(two, Kind.SHARE, READER) is None
    both = [(r, s, k, 1) for r in REGIONS for s in ("Actual", "Plan") for k in ("cost", "sales")]
    assert chart(table("region, kind, kpi, x:DECIMAL", both), Kind.BAR, READER) is None
