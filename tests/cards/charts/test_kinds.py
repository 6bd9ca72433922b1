"""Which charts a result gets, by what its columns mean."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cards.charts import Kind
from genie.tables import Table
from tests.cards.charts.results import (
    DAYS,
    MONTHS,
    REGIONS,
    by_region,
    drawn,
    kinds,
    numbered,
    table,
)

LINE, BAR, SHARE, TABLE = Kind.LINE, Kind.BAR, Kind.SHARE, Kind.TABLE
NOTHING = (TABLE,)
IN_TIME = (LINE, BAR, TABLE)
BARS = (BAR, TABLE)
PARTS = (BAR, SHARE, TABLE)
SHARES = (SHARE, BAR, TABLE)
NUMBERS = (500, 400, 300, 200, 100)
YEAR_AND_MONTH = [(year, month, year * month) for year in (2024, 2025) for month in range(1, 13)]
LONG = [(m, r, at * 7 + 1) for m in MONTHS for at, r in enumerate(REGIONS)]
WEEKDAYS = ("Wednesday", "Monday", "Sunday", "Friday", "Tuesday", "Saturday", "Thursday")
HOLIDAYS = ("New Year", "Lunar New Year", "Mid-Autumn", "Double Ten")
ORDERS = [
    (900 + n, datetime(2025, 1, 1 + n // 3, 8 + n % 3, tzinfo=UTC), f"C{n}", 100 + n)
    for n in range(40)
]

Shape = tuple[str, Table, tuple[Kind, ...]]

NO_CHART: list[Shape] = [
    ("no rows", table("region, revenue:DECIMAL", []), NOTHING),
    ("no columns", Table((), ((), ()), 2), NOTHING),
    ("one row", by_region("region, revenue:DECIMAL", [1]), NOTHING),
    ("texts alone", table("store, city", [("A", "X"), ("B", "Y")]), NOTHING),
    ("numbers alone", table("revenue:DECIMAL", [(3,), (1,), (2,)]), NOTHING),
    ("no numbers in it", by_region("region, revenue:DECIMAL", [None] * 5), NOTHING),
    ("one number in it", by_region("region, revenue:DECIMAL", [5, None, None]), NOTHING),
    ("NaN and infinity",
     by_region("region, x:DOUBLE", [math.nan, math.inf, 1.0]), NOTHING),
    ("one category", table("region, revenue:DECIMAL", [("North", 1), ("North", 2)]), NOTHING),
    ("ids and years",
     table("customer_id:BIGINT, year:BIGINT", [(1, 2024), (2, 2025)]), NOTHING),
    ("store numbers", by_region("region, store_no:BIGINT", [3, 1, 2]), NOTHING),
    ("zip codes", by_region("city, zip:BIGINT", [10617, 80042, 30010]), NOTHING),
    ("codes in Chinese", by_region("客戶, 客戶編號:BIGINT", [3, 1, 2]), NOTHING),
    ("years in Chinese", by_region("地區, 年度:BIGINT", [2025, 2024, 2023]), NOTHING),
    ("places", by_region("city, latitude:DOUBLE, longitude:DOUBLE", []), NOTHING),
    ("averages of the same region",
     table("region, avg_price:DECIMAL", [("N", 1), ("N", 2), ("S", 3)]), NOTHING),
    ("averages of three columns", table(
        "region, channel, segment, avg_price:DECIMAL",
        [(r, c, s, 1) for r in "AB" for c in "CD" for s in "EF"]), NOTHING),
    ("objects",
     table("tags:ARRAY, revenue:DECIMAL", [("[1]", 1), ("[2]", 2)]), NOTHING),
    ("bytes",
     table("digest:BINARY, revenue:DECIMAL", [(b"1", 1), (b"2", 2)]), NOTHING),
    ("prose",
     table("comment, hours:DOUBLE", [("so " * 80, 1.0), ("no " * 80, 2.0)]), NOTHING),
]  # fmt: skip

OVER_TIME: list[Shape] = [
    ("days", table("day:DATE, revenue:DECIMAL", zip(DAYS[:12], range(12), strict=True)), IN_TIME),
    ("a month of days", table("day:DATE, revenue:DECIMAL", zip(DAYS[:30], range(30), strict=True)),
     (LINE, TABLE)),
    ("many days", table("day:DATE, revenue:DECIMAL", zip(DAYS[:400], range(400), strict=True)),
     (LINE, TABLE)),
    ("moments", table("at:TIMESTAMP, load:DOUBLE", [(row[1], 1.0) for row in ORDERS]),
     (LINE, TABLE)),
    ("months of date_trunc", table("month:TIMESTAMP, revenue:DECIMAL", [
        (datetime(2025, m, 1, tzinfo=UTC), m) for m in range(1, 7)]), IN_TIME),
    ("months as text",
     table("month, revenue:DECIMAL", [(f"2025-{m:02}", m) for m in range(1, 7)]), IN_TIME),
    ("quarters as text",
     table("period, revenue:DECIMAL", [(f"2025-Q{q}", q) for q in (1, 2, 3, 4)]), IN_TIME),
    ("days as text",
     table("when, revenue:DECIMAL", [(f"2025-01-{d:02}", d) for d in (3, 1, 2)]), IN_TIME),
    ("weeks as text",
     table("week, tickets:BIGINT", [(f"2025-W{w:02}", w) for w in (9, 10, 11)]), IN_TIME),
    ("months in Chinese",
     table("月份, 營收:DECIMAL", [(f"2025年{m}月", m) for m in range(1, 5)]), IN_TIME),
    ("years", table("year:BIGINT, revenue:DECIMAL", [(2022, 1), (2023, 2), (2024, 3)]), IN_TIME),
    ("years of the Republic",
     table("年度:BIGINT, 營收:DECIMAL", [(112, 1), (113, 2), (114, 3)]), IN_TIME),
    ("yyyymm",
     table("yyyymm:BIGINT, revenue:DECIMAL", [(202501, 1), (202502, 2), (202503, 3)]), IN_TIME),
    ("year and month apart",
     table("year:BIGINT, month:BIGINT, units:BIGINT", YEAR_AND_MONTH), (LINE, TABLE)),
    ("numbers of months",
     table("month:BIGINT, units:BIGINT", [(m, m) for m in range(12, 0, -1)]), IN_TIME),
    ("names of months",
     table("month, units:BIGINT", [("Mar", 1), ("Jan", 2), ("Feb", 3)]), IN_TIME),
    ("hours", table("hour:BIGINT, orders:BIGINT", [(h, h) for h in range(24)]),
     (LINE, TABLE)),
    ("weekdays", table("weekday, orders:BIGINT", zip(WEEKDAYS, range(7), strict=True)),
     (BAR, LINE, TABLE)),
    ("two points are a comparison", table("year:BIGINT, revenue:DECIMAL", [(2024, 1), (2025, 2)]),
     (BAR, LINE, TABLE)),
    ("several measures", table("month:DATE, revenue:DECIMAL, orders:BIGINT",
                               [(m, 1_000, 5) for m in MONTHS]), IN_TIME),
    ("a series for each region", table("month:DATE, region, revenue:DECIMAL", LONG), IN_TIME),
    ("the region first",
     table("region, month:DATE, revenue:DECIMAL", [(r, m, n) for m, r, n in LONG]), IN_TIME),
    ("too many bars", table("day:DATE, region, revenue:DECIMAL",
                            [(d, r, 1) for d in DAYS[:30] for r in REGIONS]), (LINE, TABLE)),
    ("the same day twice", table("day:DATE, revenue:DECIMAL",
                                 [(d, n) for d in DAYS[:5] for n in (1, 2)]), NOTHING),
    ("average prices of the same day", table("day:DATE, avg_price:DECIMAL",
                                             [(d, n) for d in DAYS[:5] for n in (1, 2)]), NOTHING),
    ("days that are holidays", table("date:DATE, holiday_name, revenue:DECIMAL", [
        (d, h, 1) for d, h in zip(DAYS, HOLIDAYS, strict=False)]), IN_TIME),
    ("one point for each series", table("opened:DATE, store, revenue:DECIMAL", [
        (d, f"S{n}", n) for n, d in enumerate(DAYS[:5])]), PARTS),
    ("one day of many regions", table("day:DATE, region, revenue:DECIMAL", [
        (DAYS[0], r, n) for r, n in zip(REGIONS, NUMBERS, strict=True)]), PARTS),
]  # fmt: skip

BY_CATEGORY: list[Shape] = [
    ("customers called May", table("customer, revenue:DECIMAL",
                                   [("May", 3), ("April", 9), ("June", 5)]), PARTS),
    ("brands called Sun", table("brand, revenue:DECIMAL",
                                [("Sun", 3), ("Mon", 9), ("Sat", 5)]), PARTS),
    ("questions of a survey", table("question, avg_score:DOUBLE",
                                    [("Q1", 4.5), ("Q2", 3.5), ("Q3", 4.0)]), BARS),
    ("models called Q2", table("model, avg_price:DOUBLE",
                               [("Q2", 4.5), ("Q3", 3.5), ("Q4", 4.0)]), BARS),
    ("hours of work", by_region("部門, 所需工時:BIGINT", (8, 5, 12)), BARS),
    ("days of delivery", by_region("region, delivery_day:BIGINT", (8, 5, 12)), BARS),
    ("numbers of weekdays", by_region("region, mon:BIGINT", (8, 5, 12)), BARS),
    ("regions", by_region("region, revenue:DECIMAL", NUMBERS), PARTS),
    ("losses", by_region("region, profit:DECIMAL", (5, -3, 2)), BARS),
    ("gaps", by_region("region, revenue:DECIMAL", (5, None, 2)), BARS),
    ("nothing but one", by_region("region, revenue:DECIMAL", (5, 0, 0)), BARS),
    ("yes and no", table("is_member:BOOLEAN, orders:BIGINT", [(True, 3), (False, 9)]), PARTS),
    ("many, with a long tail", numbered("product, revenue:DECIMAL", [10] * 40), BARS),
    ("many, but few matter", numbered("product, revenue:DECIMAL", [100, 90, 80, *[1] * 30]), PARTS),
    ("ids", table("customer_id:BIGINT, revenue:DECIMAL", [(71, 5), (82, 4), (93, 3)]), PARTS),
    ("many ids are a list", table("order_id:BIGINT, revenue:DECIMAL", [(n, n) for n in range(50)]),
     (TABLE, BAR)),
    ("orders are a list", table("order_id:BIGINT, ordered_at:TIMESTAMP, note, amount:DECIMAL", [
        (i, at, None, amount) for i, at, _, amount in ORDERS]), (TABLE, BAR)),
    ("names that are called a day",
     table("day, revenue:DECIMAL", zip(HOLIDAYS, NUMBERS, strict=False)), PARTS),
    ("seasons that are called a month",
     table("month, revenue:DECIMAL", [("peak", 2), ("off", 1)]), PARTS),
    ("holiday names",
     table("holiday_name, revenue:DECIMAL", zip(HOLIDAYS, NUMBERS, strict=False)), PARTS),
    ("products with their last sale", table("product, last_sold:DATE, revenue:DECIMAL", [
        (f"P{n}", d, n + 1) for n, d in enumerate(DAYS[:5])]), PARTS),
    ("customers by id with their last order", table(
        "customer_id:BIGINT, last_order_date:DATE, spent:DECIMAL",
        [(n, d, n + 1) for n, d in enumerate(DAYS[:5])]), PARTS),
    ("regions in several rows",
     table("region, revenue:DECIMAL", [("N", 1), ("S", 2), ("N", 3)]), NOTHING),
    ("two categories", table("region, channel, revenue:DECIMAL",
                             [(r, c, 1) for r in REGIONS for c in "AB"]), BARS),
    ("two years of regions",
     table("region, year:BIGINT, revenue:DECIMAL", [
         (r, y, 1) for r in REGIONS for y in (2024, 2025)]), BARS),
    ("several measures of each", table("region, revenue:DECIMAL, cost:DECIMAL", [
        (r, n, n - 50) for r, n in zip(REGIONS, NUMBERS, strict=True)]), PARTS),
    ("classes in order",
     table("age_group, orders:BIGINT", [("65+", 3), ("18-24", 9), ("<18", 2)]), PARTS),
    ("people, who may be counted twice",
     table("age_group, customers:BIGINT", [("65+", 3), ("18-24", 9), ("<18", 2)]), BARS),
    ("an unknown noun", by_region("region, wobbles:BIGINT", NUMBERS), BARS),
    ("two measures, or a histogram",
     table("stars:BIGINT, reviews:BIGINT", [(1, 5), (2, 4), (3, 9), (4, 20), (5, 31)]), NOTHING),
    ("a distinct count", by_region("region, count(DISTINCT customer_id):BIGINT", NUMBERS), BARS),
    ("not all rows",
     replace(by_region("region, revenue:DECIMAL", NUMBERS), total_row_count=900), BARS),
    ("cut by Genie",
     replace(by_region("region, revenue:DECIMAL", NUMBERS), is_truncated=True), BARS),
]  # fmt: skip

OF_A_WHOLE: list[Shape] = [
    ("percents", by_region("channel, share_percent:DOUBLE", (50.0, 30.5, 19.4)), SHARES),
    ("fractions", by_region("channel, revenue_share:DOUBLE", (0.5, 0.3, 0.2)), SHARES),
    ("percents of the total", by_region("channel, pct_of_total:DECIMAL", (60, 40)), SHARES),
    ("shares in Chinese", by_region("通路, 營收佔比:DOUBLE", (62.0, 38.0)), SHARES),
    ("amounts and their shares", table("region, revenue:DECIMAL, share_percent:DOUBLE",
                                       [("N", 600, 60.0), ("S", 400, 40.0)]), PARTS),
    ("some shares of the whole",
     by_region("product, share_percent:DOUBLE", (20.0, 15.0, 9.0)), BARS),
    ("many shares",
     numbered("product, share_percent:DOUBLE", [30.0, 30.0, 20.0, *[2.0] * 10]), PARTS),
    ("shares over time", table("month:DATE, share_percent:DOUBLE", [
        (m, n) for m, n in zip(MONTHS, (20.0, 30.0, 50.0), strict=False)]), IN_TIME),
]  # fmt: skip
NEVER_SHARES = (
    *("avg_revenue", "conversion_rate", "price_ratio", "unit_price", "gross_margin"),
    *("return_percent", "returned_share", "min_price", "max_price", "median_income"),
    *("平均單價", "毛利率", "average_rating", "growth_percent"),
)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        pytest.param(result, expected, id=name)
        for name, result, expected in [*NO_CHART, *OVER_TIME, *BY_CATEGORY, *OF_A_WHOLE]
    ],
)
def test_a_result_is_shown_as_what_it_means(result: Table, expected: tuple[Kind, ...]) -> None:
    """The first kind is shown, and the others are offered."""
    assert kinds(result) == expected


@pytest.mark.parametrize("name", NEVER_SHARES)
def test_a_measure_that_cannot_be_added_up_is_never_a_share(name: str) -> None:
    """The values here add up to a hundred by chance."""
    assert kinds(by_region(f"region, {name}:DOUBLE", (60.0, 30.0, 10.0))) == (BAR, TABLE)


def test_a_quarter_of_an_hour_is_a_moment() -> None:
    """Moments are not days, and are sorted."""
    begin = datetime(2025, 3, 1, 9, tzinfo=UTC)
    rows = [(begin + timedelta(minutes=15 * n), 1.5 * n) for n in range(60)]

    assert kinds(table("at:TIMESTAMP, load:DOUBLE", rows)) == (LINE, TABLE)


def test_a_placeholder_does_not_stretch_the_axis() -> None:
    """Dates such as 9999-12-31 are left out, and a note counts their rows."""
    far = [(date(1, 1, 1), 1), (date(9999, 12, 31), 2), (date(9999, 12, 31), 3), (None, 4)]
    days = [(day, n) for n, day in enumerate(DAYS[:5])]
    made = drawn(table("day:DATE, revenue:DECIMAL", [*far, *days]), LINE)

    assert made.categories == ("1/1", "1/2", "1/3", "1/4", "1/5")
    assert made.notes == ("4 rows without a usable date are not drawn.",)


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("門市, 客戶ID:BIGINT", [("台北", 20260001), ("高雄", 20260002)]),
        ("門市, 統編:BIGINT", [("台北", 12345678), ("高雄", 87654321)]),
        ("店舗, 社員番号:BIGINT", [("東京", 5), ("大阪", 7)]),
        ("store, store_nbr:BIGINT", [("A", 5), ("B", 7)]),
        ("Filiale, PLZ:BIGINT", [("A", 10115), ("B", 80331)]),
        ("매장, 고객번호:BIGINT", [("서울", 5), ("부산", 7)]),
        ("地域, 売上年:BIGINT", [("東京", 2024), ("大阪", 2025)]),
        ("門市, 客戶:BIGINT", [("台北", 20260001), ("高雄", 20260002)]),
    ],
)
def test_ids_in_any_language_are_not_measures(columns: str, rows: list[tuple[str, int]]) -> None:
    """Bars and shares of ids have no meaning."""
    assert kinds(table(columns, rows)) == NOTHING
