"""What a chart shows of a result: its order, its sums, and what it leaves out."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from cards.charts import Kind
from cards.reader import Reader
from tests.cards.charts.results import (
    DAYS,
    MONTHS,
    READER,
    by_region,
    chart,
    charts,
    drawn,
    numbered,
    shown,
    table,
    values,
)

TAIPEI = timezone(timedelta(hours=8))


def test_a_kind_that_does_not_fit_is_not_drawn() -> None:
    """A button may be older than the data for which it is pressed."""
    regions = by_region("region, profit:DECIMAL", (5, -3, 2))

    assert chart(regions, Kind.TABLE, READER) is None
    assert chart(regions, Kind.LINE, READER) is None
    assert chart(regions, Kind.SHARE, READER) is None
    assert chart(table("region", [("N",), ("S",)]), Kind.BAR, READER) is None


def test_a_line_is_sorted_by_time() -> None:
    """Rows come in any order."""
    made = drawn(
        table("month:DATE, net_revenue:DECIMAL", [(m, m.month * 1.5) for m in MONTHS[::-1]]),
        Kind.LINE,
        title="Revenue\nby month",
    )

    assert made.title == "Revenue by month"
    assert made.categories == tuple(map(str, range(1, 13)))
    assert values(made) == {"net revenue": tuple(n * 1.5 for n in range(1, 13))}
    assert (made.category_title, made.value_title) == ("month (2025)", "net revenue")


TIMES: list[tuple[str, list[Any], str, str]] = [
    ("month:DATE", [date(2025, 2, 1), date(2025, 1, 1)], "Jan 2025", "2025年1月"),
    ("day:DATE", [date(2025, 2, 1), date(2025, 1, 2)], "Jan 2, 2025", "2025年1月2日"),
    ("quarter:DATE", [date(2025, 4, 1), date(2025, 1, 1)], "Q1 2025", "2025年第1季"),
    ("first_day:DATE", [date(2025, 1, 1), date(2024, 1, 1)], "Jan 1, 2024", "2024年1月1日"),
    ("order_year:DATE", [date(2025, 1, 1), date(2024, 1, 1)], "2024", "2024"),
    ("month:DATE", [date(2025, 1, 1), date(2024, 1, 1)], "Jan 2024", "2024年1月"),
    ("month:TIMESTAMP", [datetime(2025, m, 1, tzinfo=TAIPEI) for m in (2, 1)], "Jan 2025",
     "2025年1月"),
    ("at:TIMESTAMP", [datetime(2025, 1, 1, h, tzinfo=UTC) for h in (14, 13)],
     "13:00", "13:00"),
    ("at:TIMESTAMP_NTZ", [datetime(2025, 1, 1, h) for h in (14, 13)],  # noqa: DTZ001 - NTZ
     "13:00", "13:00"),
    ("at", ["2025-01-01T14:00:00Z", "2025-01-01 13:00:00"], "13:00", "13:00"),
    ("month", ["2025-02", "2025-01"], "Jan 2025", "2025年1月"),
    ("month", ["2025-02-01 00:00:00", "2025-01-01 00:00:00"], "Jan 2025", "2025年1月"),
    ("period", ["2025-Q2", "2025-Q1"], "Q1 2025", "2025年第1季"),
    ("period", ["2025-W10", "2025-W09"], "2025-W09", "2025-W09"),
    ("month", ["March", "February"], "Feb", "2月"),
    ("月份", ["十月", "二月"], "Feb", "2月"),
    ("quarter:BIGINT", [2, 1], "Q1", "第1季"),
    ("week:BIGINT", [12, 9], "9", "9"),
    ("day:BIGINT", [12, 9], "9", "9"),
    ("day_of_week:BIGINT", [2, 1], "1", "1"),
    ("weekday", ["Sunday", "Monday"], "Mon", "週一"),
    ("hour:BIGINT", [14, 13], "13:00", "13:00"),
    ("year:BIGINT", [2025, 2024], "2024", "2024"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cells", "english", "chinese"), TIMES)
def test_times_are_written_as_their_reader_writes_them(
    column: str, cells: list[Any], english: str, chinese: str
) -> None:
    """The first of a month is written as a month, and the earlier time comes first."""
    result = table(f"{column}, orders:BIGINT", [(cells[0], 2), (cells[1], 1)])

    for tag, text in (("en-US", english), ("zh-TW", chinese)):
        made = drawn(result, Kind.BAR, reader=Reader(locale_tag=tag))
        assert made.categories[0] == text
        assert made.series[0].values == (1, 2)


def test_a_year_and_a_month_become_one_axis() -> None:
    """Two Januaries are two points, and missing months leave a gap on the axis."""
    rows = [(y, m, 100 * y + m) for m in (2, 1) for y in (5, 4)]
    made = drawn(
        table("year:BIGINT, month:BIGINT, units:BIGINT", [(2020 + y, *r) for y, *r in rows]),
        Kind.LINE,
    )

    assert made.categories == ("Jan 2024", "Feb 2024", "Jan 2025", "Feb 2025")
    assert made.days == (date(2024, 1, 1), date(2024, 2, 1), date(2025, 1, 1), date(2025, 2, 1))
    assert made.series[0].values == (401, 402, 501, 502)


def test_a_year_and_a_quarter_become_one_axis() -> None:
    """Each quarter is labelled with its year; on an axis of days it would be read as a month."""
    rows = [(y, q, q) for y in (2024, 2025) for q in (1, 2, 3, 4)] + [(None, 1, 9)]
    made = drawn(table("year:BIGINT, quarter:BIGINT, units:BIGINT", rows), Kind.LINE)

    assert (made.categories[0], made.categories[-1]) == ("24Q1", "25Q4")
    assert made.days == ()
    assert made.notes == ("1 row without a usable date is not drawn.",)


FISCAL: list[tuple[str, list[tuple[int, int]], tuple[str, ...]]] = [
    ("fiscal_year:BIGINT, month:BIGINT", [(2025, 10), (2025, 11), (2025, 1)],
     ("FY2025 M10", "FY2025 M11", "FY2025 M1")),
    ("fiscal_year:BIGINT, fiscal_month:BIGINT", [(2024, 12), (2025, 1)],
     ("FY2024 P12", "FY2025 P1")),
    ("fy:BIGINT, quarter:BIGINT", [(2024, 4), (2025, 1)], ("FY2024 Q4", "FY2025 Q1")),
    ("year:BIGINT, fiscal_quarter:BIGINT", [(2024, 4), (2025, 1)], ("2024 Q4", "2025 Q1")),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "pairs", "expected"), FISCAL)
def test_a_fiscal_year_and_its_parts_are_not_days(
    columns: str, pairs: list[tuple[int, int]], expected: tuple[str, ...]
) -> None:
    """They keep the order of the data, since the first month may be October."""
    result = table(f"{columns}, sales:DECIMAL", [(*pair, n) for n, pair in enumerate(pairs, 1)])
    made = drawn(result)

    assert (made.categories, made.days) == (expected, ())
    assert charts(result).kinds == (Kind.BAR, Kind.TABLE)


def test_fiscal_texts_are_unchanged() -> None:
    """The first fiscal month is unknown: neither text nor order is interpreted."""
    rows = [("2024-12", 1), ("2024-11", 9), ("2025-01", 5)]
    made = drawn(table("fiscal_month, sales:DECIMAL", rows))

    assert made.categories == ("2024-12", "2024-11", "2025-01")


def test_the_months_of_a_cohort_are_numbers() -> None:
    """The first month of a cohort is not January, and belongs to no year in another column."""
    rows = [(2024, month, 10 - month) for month in (1, 2, 3)]
    cohort = [(c, month, 10 - month) for c in "AB" for month in (1, 2, 3)]
    numbers = drawn(table("cohort, month:BIGINT, users:BIGINT", cohort), Kind.LINE)
    years = drawn(table("cohort_year:BIGINT, month:BIGINT, users:BIGINT", rows), Kind.LINE)

    assert numbers.categories == ("1", "2", "3")
    assert years.categories == ("1", "2", "3")


def test_gaps_stay_gaps() -> None:
    """Null, NaN and infinity are gaps; a row without a time is not drawn."""
    rows = [(DAYS[0], 1.0), (DAYS[1], math.nan), (DAYS[2], None), (DAYS[3], math.inf), (None, 7.0)]
    made = drawn(table("day:DATE, load:DOUBLE", [*rows, (DAYS[4], -0.0)]), Kind.LINE)

    assert made.series[0].values == (1.0, None, None, None, 0.0)


def test_a_category_with_several_rows_is_not_drawn() -> None:
    """The bot does not add up rows: the column in which they differ may not be in the result."""
    regions = table("region, revenue:DECIMAL", [("N", "0.1"), ("S", "0.3"), ("N", "0.2")])
    days = table("day:DATE, revenue:DECIMAL", [(DAYS[n % 2], n) for n in range(6)])

    assert charts(regions).kinds == charts(days).kinds == (Kind.TABLE,)


@pytest.mark.parametrize("name", ["revenue", "avg_price"])
def test_of_many_categories_the_twelve_largest_are_drawn(name: str) -> None:
    """A bar for all others would be the longest, and is not what was asked for."""
    made = drawn(numbered(f"product, {name}:DECIMAL", [*range(2, 41), 1]))

    assert made.categories == tuple(f"P{n}" for n in range(39, 27, -1))
    assert made.category_title == "product"
    assert made.notes == ("The 12 largest of 40 are drawn.",)


def test_the_note_counts_the_rows_of_a_truncated_result() -> None:
    """Genie's own row count may be larger than the number of rows it returned."""
    made = drawn(replace(numbered("product, revenue:DECIMAL", [*range(40)]), total_row_count=900))

    assert made.notes == ("The first 12 of 40 are drawn.",)


def test_the_query_determines_which_bars_are_drawn() -> None:
    """A ranking is cut after its first bars; a result in another order keeps its first bars too."""
    result = numbered("product, revenue:DECIMAL", [*range(24, 0, -1)])
    by = "SELECT product, SUM(revenue) AS revenue FROM t GROUP BY product ORDER BY"
    falling = shown(charts(result, f"{by} revenue DESC"))
    other = shown(charts(result, f"{by} product"))
    losses = numbered("product, revenue:DECIMAL", [None, *range(-24, 0)])
    rising = shown(charts(losses, f"{by} revenue"))

    assert falling.categories == other.categories == tuple(f"P{n:02}" for n in range(1, 13))
    assert falling.notes == other.notes == ("The 12 largest of 24 are drawn.",)
    assert rising.categories[:2] == ("P02", "P03")
    assert rising.notes == ("The first 12 of 25 are drawn.",)


def test_a_result_that_starts_with_the_smallest_keeps_them() -> None:
    """A rising result is the answer to a question for the smallest."""
    rows = [(f"P{n:02}", n) for n in range(1, 41)]
    made = drawn(table("product, revenue:DECIMAL", rows))

    assert made.categories == tuple(f"P{n:02}" for n in range(1, 13))
    assert made.notes == ("The first 12 of 40 are drawn.",)


def test_losses_are_not_left_out() -> None:
    """Bars are selected by magnitude, so that a large loss counts as a large number."""
    made = drawn(numbered("product, profit:DECIMAL", [3, -90, *[1] * 20, 5]))

    assert made.categories[-2:] == ("P11", "P02")


def test_a_bar_without_a_number_is_last() -> None:
    """Its name stays on the axis, without a bar."""
    made = drawn(by_region("region, revenue:DECIMAL", (None, 1, 2)))

    assert made.categories == ("South", "Central", "North")
    assert made.series[0].values == (2, 1, None)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["65+", "18-24", "<18", "25-34"], ("<18", "18-24", "25-34", "65+")),
        (["10", "9", "8"], ("8", "9", "10")),
        (["3M", "Acer", "7-Eleven", "BMW"], ("Acer", "BMW", "7-Eleven", "3M")),
    ],
)
def test_classes_are_sorted_by_their_bounds(keys: list[str], shown: tuple[str, ...]) -> None:
    """Age groups sorted by size are hard to read; names that contain numbers are not classes."""
    made = drawn(table("class, customers:BIGINT", zip(keys, (2, 9, 3, 8), strict=False)))

    assert made.categories == shown


def test_categories_that_are_numbers_are_sorted_by_value() -> None:
    """An old register, far dates that are no placeholders, and placeholders alone are real."""
    result = table("stars:BIGINT, reviews:BIGINT", [(1, 5), (2, 40), (3, 9)])
    made = shown(charts(result, "SELECT stars, COUNT(*) AS reviews FROM t GROUP BY stars"))

    assert made.categories == ("1", "2", "3")
    assert made.value_title == "reviews"
    assert charts(result).kinds == (Kind.TABLE,)


@pytest.mark.parametrize(
    "rows",
    [
        [("N", 1), ("S", 2), ("Total", 3)],
        [("合計", 3), ("N", 1), ("S", 2)],
        [("N", 1.25), ("S", 2.5), (None, 3.75)],
    ],
)
def test_a_total_is_not_a_share(rows: list[Any]) -> None:
    """This holds for a total by its name and for the row without a name that ROLLUP adds."""
    made = drawn(table("region, revenue:DECIMAL", rows), Kind.SHARE)

    assert made.categories == ("S 66.7%", "N 33.3%")
    assert any("is a total and is not drawn." in note for note in made.notes)


def test_a_row_without_a_name_may_be_a_category() -> None:
    """Sales without a region are not the total of the others."""
    made = drawn(table("region, revenue:DECIMAL", [("N", 2), ("S", 1), (None, 4)]))

    assert made.categories == ("–", "N", "S")


def test_totals_of_both_columns_are_not_drawn() -> None:
    """ROLLUP adds one row for each region and one for all."""
    rows = [(r, c, 2) for r in "NSE" for c in "AB"]
    sums = [("N", None, 4), ("S", None, 4), ("E", None, 4), (None, None, 12)]
    made = drawn(table("region, channel, revenue:DECIMAL", [*rows, *sums]))

    assert values(made) == {"A": (2, 2, 2), "B": (2, 2, 2)}


def test_a_total_of_months_is_not_a_month() -> None:
    """A text column of months may end with a total."""
    rows = [("2025-01", 1), ("2025-02", 2), ("Total", 3)]

    assert drawn(table("month, revenue:DECIMAL", rows)).categories == ("Jan 2025", "Feb 2025")


def test_a_row_that_is_not_the_sum_of_the_others_is_drawn() -> None:
    """A name alone makes no total: the sum may include rows that are not in the result."""
    rows = [("N", 1), ("S", 2), ("Total", 9)]

    assert drawn(table("region, revenue:DECIMAL", rows)).categories == ("N", "S", "Total")


def test_small_shares_are_combined() -> None:
    """Seven slices can be told apart."""
    made = drawn(
        numbered("product, revenue:DECIMAL", [90, 80, 70, 60, 50, 40, 3, 2, 1]), Kind.SHARE
    )
    names = ("P01", "P02", "P03", "P04", "P05", "P06", "Others (3)")

    assert tuple(text.rpartition(" ")[0] for text in made.categories) == names
    assert made.categories[-1] == "Others (3) 1.5%"
    assert made.series[0].values[-1] == 6


def test_shares_are_those_of_the_drawn_measure() -> None:
    """By default that is the amount; a column of shares is drawn if it is chosen."""
    rows = [("N", 600, 60.5), ("S", 400, 39.5)]
    result = table("region, revenue:DECIMAL, share_percent:DOUBLE", rows)
    chosen = charts(result, measure_at=2)

    assert drawn(result, Kind.SHARE).series[0].values == (600, 400)
    assert drawn(result, Kind.SHARE).notes == ("Shares of revenue: N 60% · S 40%",)
    assert shown(chosen, Kind.SHARE).series[0].values == (60.5, 39.5)
    assert shown(chosen, Kind.SHARE).notes == ("Shares of share percent: N 60.5% · S 39.5%",)


@pytest.mark.parametrize("count", [201, 1_000, 5_000])
def test_a_thinned_line_keeps_its_ends_and_its_peaks(count: int) -> None:
    """A line with more points than a card has pixels is thinned to those that show its form."""
    numbers = [10 + n % 7 for n in range(count)]
    numbers[50], numbers[90] = 99, -5
    rows = list(zip(DAYS, numbers, strict=False))
    made = drawn(table("day:DATE, load:BIGINT", rows), Kind.LINE)

    assert len(made.categories) <= 200
    assert len(made.days) == len(made.series[0].values) == len(made.categories)
    assert (made.days[0], made.days[-1]) == (DAYS[0], DAYS[count - 1])
    assert {99, -5, 10, 16} <= set(made.series[0].values)
    assert f"does not go through all {count:,} points" in made.notes[0]


def test_a_thinned_line_with_long_gaps_stays_sorted() -> None:
    """A gap is represented by points without a value."""
    rows = [(day, n if n < 300 else None) for n, day in enumerate(DAYS[:2_000])]
    made = drawn(table("day:DATE, load:BIGINT", rows), Kind.LINE)

    assert list(made.days) == sorted(made.days)
    assert made.series[0].values[-1] is None


@pytest.mark.parametrize(
    ("names", "is_horizontal"),
    [
        (("North", "South"), False),
        (("A department with a long name", "Another department"), True),
        (("台北信義旗艦店", "台中勤美誠品店", "高雄夢時代門市", "新竹巨城購物店"), True),
        (tuple("ABCDEFGHI"), True),
    ],
)
def test_bars_are_horizontal_for_long_or_many_names(
    names: tuple[str, ...], *, is_horizontal: bool
) -> None:
    """Chinese characters count twice, and nine bars have too little room side by side."""
    made = drawn(table("store, revenue:DECIMAL", [(name, 1) for name in names]))

    assert made.is_horizontal is is_horizontal


def test_grouped_bars_are_vertical() -> None:
    """Teams draws no horizontal grouped bars."""
    rows = [(f"A department with a long name {n}", 1, 2) for n in range(5)]
    result = table("store, revenue_2024:DECIMAL, revenue_2025:DECIMAL", rows)

    assert not drawn(result).is_horizontal


def test_bars_over_time_are_vertical() -> None:
    """Time runs from left to right however many bars there are."""
    assert not drawn(table("month:DATE, revenue:DECIMAL", [(m, 1) for m in MONTHS])).is_horizontal


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("987.65", 987.65),
        ("1234567.89", 1.23457),
        ("0.123456789", 0.123457),
        ("1.23456789", 1.23457),
        ("7", 7.0),
    ],
)
def test_numbers_are_rounded_to_visible_digits(number: str, shown: float) -> None:
    """A chart needs six significant digits; small amounts of money keep their decimals."""
    made = drawn(table("region, revenue:DECIMAL", [("N", number), ("S", Decimal(number))]))

    assert made.series[0].values == (shown, shown)


def test_numbers_beyond_the_range_of_a_float_are_gaps() -> None:
    """JSON has no infinity, and a bar of that height cannot be drawn."""
    rows = [("N", 10**400), ("S", 5), ("E", 7)]
    made = drawn(table("region, units:BIGINT", rows))

    assert made.series[0].values == (7, 5, None)


@pytest.mark.parametrize("sql", ["", "SELECT product, revenue FROM t ORDER BY revenue"])
def test_bars_with_a_number_come_before_those_without(sql: str) -> None:
    """Databricks sorts NULL before all numbers: the first twelve rows would be an empty chart."""
    made = shown(charts(numbered("product, revenue:DECIMAL", [*[None] * 13, 0, 0, 1]), sql))

    assert set(made.categories[:3]) == {"P14", "P15", "P16"}
    assert len(made.categories) == 12


def test_bars_are_selected_by_the_series_that_are_drawn() -> None:
    """The bars with the largest sums may contain none of the series that are drawn."""
    small = [(f"K{n:02}", f"{part}{n}", 45) for n in range(12) for part in "st"]
    large = [(f"L{n:03}", f"S{n % 7}", 80) for n in range(70)]
    made = drawn(table("key, part, revenue:DECIMAL", small + large))

    assert all(name.startswith("L") for name in made.categories)
    assert set(values(made)) == {f"S{n}" for n in range(7)}
    assert made.notes == ("The 12 largest of 82 are drawn.", "24 more series are not drawn.")
