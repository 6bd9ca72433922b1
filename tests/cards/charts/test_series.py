"""Which series a chart has, for results in long and in wide form."""

import pytest

from cards.charts import Kind
from tests.cards.charts.results import (
    MONTHS,
    READER,
    REGIONS,
    chart,
    charts,
    drawn,
    table,
    values,
)

LONG = [(m, r, at * 7 + 1) for m in MONTHS for at, r in enumerate(REGIONS)]


def test_a_long_result_becomes_a_series_per_category() -> None:
    """The largest comes first, and amounts are stacked."""
    made = drawn(table("month:DATE, region, revenue:DECIMAL", LONG))

    assert [series.name for series in made.series] == list(REGIONS[::-1])
    assert values(made)["Japan"] == (29.0,) * 12
    assert made.is_stacked


def test_bars_of_averages_are_not_stacked() -> None:
    """The sum of averages means nothing."""
    assert not drawn(table("month:DATE, region, avg_price:DECIMAL", LONG)).is_stacked


@pytest.mark.parametrize(
    ("column", "names"),
    [("scenario", ("x", "y")), ("series", ("Actual", "Budget")), ("情境", ("甲", "乙"))],
)
def test_bars_of_scenarios_are_not_stacked(column: str, names: tuple[str, str]) -> None:
    """A budget is not added to the sales."""
    rows = [(m, name, 5) for m in MONTHS for name in names]

    assert not drawn(table(f"month:DATE, {column}, revenue:DECIMAL", rows)).is_stacked


def test_different_metrics_share_no_axis() -> None:
    """Beside revenue, orders would be a flat line, and the two have different units."""
    rows = [(m, n, v) for m in MONTHS for n, v in (("revenue", 9000), ("orders", 5), ("cost", 800))]
    result = table("month:DATE, metric, value:DECIMAL", rows)

    assert charts(result).kinds == (Kind.TABLE,)


@pytest.mark.parametrize("name", ["revenue", "avg_price"])
def test_more_series_than_colours_are_left_out(name: str) -> None:
    """The smallest are left out, and a note counts them. The bot adds up no “others”."""
    rows = [(m, f"S{n}", n) for m in MONTHS[:3] for n in range(1, 11)]
    made = drawn(table(f"month:DATE, store, {name}:DECIMAL", rows), Kind.LINE)

    assert [*values(made)] == ["S10", "S9", "S8", "S7", "S6", "S5", "S4"]
    assert made.notes == ("3 more series are not drawn.",)
    assert "3 more series are not drawn." in made.notes


def test_bars_with_missing_parts_are_not_stacked() -> None:
    """The height of a stack would be read as the total."""
    rows = [(m, f"S{n}", n) for m in MONTHS[:3] for n in range(1, 9)]
    few, many = (
        drawn(table("month:DATE, store, revenue:DECIMAL", chosen))
        for chosen in ([row for row in rows if row[2] < 8], rows)
    )

    assert few.is_stacked
    assert few.notes == ()
    assert not many.is_stacked
    assert many.notes == ("1 more series is not drawn.",)


def test_two_years_are_two_bars_for_each_region() -> None:
    """They are not many lines of two points. The legend is in order of time."""
    rows = [(r, y, y - 2000 + n) for n, r in enumerate(REGIONS) for y in (2025, 2024)]
    made = drawn(table("region, year:BIGINT, revenue:DECIMAL", rows))

    assert values(made) == {"2024": (28, 27, 26, 25, 24), "2025": (29, 28, 27, 26, 25)}
    assert made.categories == REGIONS[::-1]
    assert not made.is_stacked


def test_weekdays_are_seven_series_in_order() -> None:
    """Weekdays beyond the number of colours would be left out."""
    names = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    rows = [(h, name, n + 1) for h in range(24) for n, name in enumerate(names)]
    made = drawn(table("hour:BIGINT, weekday, visits:BIGINT", rows), Kind.LINE)

    assert [*values(made)] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_two_categories_are_stacked_bars() -> None:
    """The category with more values is on the axis."""
    rows = [(c, r, 1) for r in REGIONS for c in ("Web", "Shop")]
    made = drawn(table("channel, region, revenue:DECIMAL", rows))

    assert made.categories == REGIONS
    assert values(made) == {"Web": (1,) * 5, "Shop": (1,) * 5}
    assert made.is_stacked


@pytest.mark.parametrize("name", ["revenue", "avg_price"])
def test_rows_that_two_columns_do_not_identify_are_not_drawn(name: str) -> None:
    """The bot does not add up rows for a chart."""
    rows = [(r, c, s, 1) for r in REGIONS for c in ("Web", "Shop") for s in "XYZ"]
    result = table(f"region, channel, size, {name}:DECIMAL", rows)

    assert charts(result).kinds == (Kind.TABLE,)


def test_different_metrics_are_not_drawn_as_bars() -> None:
    """Revenue, orders and customers have nothing in common but the column."""
    rows = [("revenue", 5), ("orders", 4), ("customers", 3)]

    assert chart(table("metric, value:DECIMAL", rows), Kind.BAR, READER) is None


def test_scenarios_are_neither_stacked_nor_shares() -> None:
    """Actual figures and a budget are no parts of a whole."""
    rows = [(m, s, n) for m in MONTHS[:3] for n, s in enumerate(("Actual", "Budget"), start=4)]
    over_time = table("month:DATE, kind, revenue:DECIMAL", rows)
    by_region = table("kind, region, revenue:DECIMAL", [(s, r, 1) for r in REGIONS for s in "PF"])
    two = table("kind, revenue:DECIMAL", [("Actual", 1), ("Budget", 2)])

    assert values(drawn(over_time, Kind.LINE)) == {"Budget": (5, 5, 5), "Actual": (4, 4, 4)}
    assert not drawn(over_time).is_stacked
    assert drawn(by_region).is_stacked
    assert charts(two).kinds == (Kind.BAR, Kind.TABLE)
