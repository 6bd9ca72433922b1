"""Questions that are understood, with rows computed from the sample data."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from simulator.engine import Engine
from simulator.questions.subjects import SALES, SUPPORT, Subject
from tests.simulator import sample
from tests.simulator.sample import by, opened, orders, profit, revenue, share, sold, units, year
from tests.simulator.talk import answered


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the columns to compare, and their expected values in order."""

    question: str
    columns: tuple[str, ...]
    expected: Callable[[], list[tuple[Any, ...]]]
    subject: Subject = SALES


def one(value: Callable[[], Any]) -> Callable[[], list[tuple[Any, ...]]]:
    return lambda: [(value(),)]


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: row[0])


def hours(rows: list[sample.Row]) -> Decimal:
    spans = [r["closed_at"] - r["opened_at"] for r in rows if r["closed_at"]]
    mean = sum(spans, timedelta()).total_seconds() / len(spans) / 3600
    return Decimal(mean).quantize(Decimal("0.1"))


def hourly(rows: list[sample.Row], moment: str) -> list[sample.Row]:
    return [row | {"hour": row[moment].hour} for row in rows]


def aov(rows: list[sample.Row]) -> Decimal:
    return (revenue(rows) / orders(rows)).quantize(Decimal("0.01"))


def order_worth(rows: list[sample.Row]) -> list[tuple[Any, ...]]:
    return sorted(by(rows, "order_id", of=revenue), key=lambda r: (-r[1], r[0]))


def january_to_october(number: int) -> list[sample.Row]:
    return sold(date(number, 1, 1), date(number, 10, 31))


REGION, REVENUE = ("region", "net_revenue"), ("net_revenue",)
MONTH = ("month", "net_revenue")
Q3 = (date(2026, 7, 1), date(2026, 9, 30))

CASES = [
    Case("What was total revenue?", REVENUE, one(lambda: revenue(sold()))),
    Case("What is our total revenue this year?", REVENUE, one(lambda: revenue(sold()))),
    Case("今年的總營收是多少？", REVENUE, one(lambda: revenue(sold()))),
    Case("Show revenue by region", REGION, lambda: by(sold(), "region", of=revenue)),
    Case("各地區的營收是多少?", REGION, lambda: by(sold(), "region_zh", of=revenue)),
    Case("區域營收", REGION, lambda: by(sold(), "region_zh", of=revenue)),
    Case("What were total sales by region last year?", REGION,
         lambda: by(year(2025), "region", of=revenue)),
    Case("去年各地區的銷售額是多少？", REGION, lambda: by(year(2025), "region_zh", of=revenue)),
    Case("Show the monthly sales trend", MONTH,
         lambda: in_order(by(sold(), "month", of=revenue))),
    Case("每月的營收趨勢如何？", MONTH, lambda: in_order(by(sold(), "month", of=revenue))),
    Case("Revenue by region and month", ("month", "region", "net_revenue"),
         lambda: sorted(by(sold(), "month", "region", of=revenue), key=lambda r: (r[0], -r[2]))),
    Case("top 3 stores by revenue", ("store", "net_revenue"),
         lambda: by(sold(), "store_name", of=revenue)[:3]),
    Case("營收前五名的門市是哪些？", ("store", "net_revenue"),
         lambda: by(sold(), "store_name", of=revenue)[:5]),
    Case("the 2 stores with the lowest revenue", ("store", "net_revenue"),
         lambda: by(sold(), "store_name", of=revenue)[:-3:-1]),
    Case("Top 5 products by revenue in March 2025", ("product", "net_revenue"),
         lambda: by(sold(date(2025, 3, 1), date(2025, 3, 31)), "product_name", of=revenue)[:5]),
    Case("营收前５名的商品", ("product", "net_revenue"),
         lambda: by(sold(), "product_name_zh", of=revenue)[:5]),
    Case("北區最暢銷的產品有哪些？", ("product", "net_revenue"),
         lambda: by(sold(region="North"), "product_name_zh", of=revenue)[:10]),
    Case("Which 10 products sold the most units?", ("product", "units"),
         lambda: sorted(by(sold(), "product_name", of=units), key=lambda r: (-r[1], r[0]))[:10]),
    Case("How many orders did we have this year?", ("orders",), one(lambda: orders(sold()))),
    Case("最近30天的訂單數", ("orders",), one(lambda: orders(sold(date(2026, 10, 2))))),
    Case("How many orders do we get each month?", ("month", "orders"),
         lambda: in_order(by(sold(), "month", of=orders))),
    Case("sales last month", REVENUE,
         one(lambda: revenue(sold(date(2026, 9, 1), date(2026, 9, 30))))),
    Case("２０２６年９月的營收", REVENUE,
         one(lambda: revenue(sold(date(2026, 9, 1), date(2026, 9, 30))))),
    Case("2026年1月到3月的營收", REVENUE,
         one(lambda: revenue(sold(date(2026, 1, 1), date(2026, 3, 31))))),
    Case("Revenue by category in Q3", ("category", "net_revenue"),
         lambda: by(sold(*Q3), "category", of=revenue)),
    Case("2025年第三季各類別營收", ("category", "net_revenue"),
         lambda: by(sold(date(2025, 7, 1), date(2025, 9, 30)), "category_zh", of=revenue)),
    Case("Revenue in Taipei", REVENUE, one(lambda: revenue(sold(city="台北")))),
    Case("台北的營收", REVENUE, one(lambda: revenue(sold(city="台北")))),
    Case("Kitchenware revenue in the North and the South", REVENUE,
         one(lambda: revenue(sold(region="North", category="Kitchenware"))
             + revenue(sold(region="South", category="Kitchenware")))),
    Case("Online revenue", REVENUE, one(lambda: revenue(sold(channel="Online")))),
    Case("Show orders by customer segment", ("segment", "orders"),
         lambda: by(sold(), "segment", of=orders)),
    Case("各客群的營收是多少？", ("net_revenue",),
         lambda: [row[-1:] for row in by(sold(), "segment", of=revenue)]),
    Case("What share of revenue does each region have?", ("region", "share_percent"),
         lambda: [(name, share(value, revenue(sold())))
                  for name, value in by(sold(), "region", of=revenue)]),
    Case("share of returned orders", ("orders", "all_orders", "share_percent"),
         lambda: [(orders(sold(is_returned=True)), orders(sold()),
                   share(orders(sold(is_returned=True)), orders(sold())))]),
    Case("有優惠券的訂單占比", ("share_percent",),
         one(lambda: share(orders(r for r in sold() if r["coupon_code"]), orders(sold())))),
    Case("gross profit by category", ("category", "gross_profit"),
         lambda: by(sold(), "category", of=profit)),
    Case("哪個類別的毛利率最高？", ("category", "margin_percent"),
         lambda: by(sold(), "category_zh", of=lambda r: share(profit(r), revenue(r)))),
    Case("average order value by region", ("region", "average_order"),
         lambda: by(sold(), "region", of=aov)),
    Case("What is the return rate by category?", ("category", "return_percent"),
         lambda: by(sold(), "category", of=lambda rows: round(
             100 * sum(r["is_returned"] for r in rows) / len(rows), 2))),
    Case("Compare revenue this year with last year",
         ("net_revenue_2026", "net_revenue_2025", "growth_percent"),
         lambda: [(revenue(sold()), revenue(january_to_october(2025)),
                   share(revenue(sold()) - revenue(january_to_october(2025)),
                         revenue(january_to_october(2025))))]),
    Case("第三季與上一季的營收比較如何？", ("net_revenue_2026_q3", "net_revenue_2026_q2"),
         lambda: [(revenue(sold(*Q3)), revenue(sold(date(2026, 4, 1), date(2026, 6, 30))))]),
    Case("the 5 latest orders", ("order_id",),
         lambda: [(row[0],) for row in by(sample.lines(), "order_id", "order_ts",
                                          of=lambda rows: rows[0]["order_ts"])[:5]]),
    Case("最大的三張訂單", ("order_id", "net_revenue"), lambda: order_worth(sold())[:3]),
    Case("Which orders were over 50k in 2025?", ("order_id", "net_revenue"),
         lambda: [row for row in order_worth(year(2025)) if row[1] > 50_000]),
    Case("每月新增多少客戶？", ("month", "new_customers"),
         lambda: in_order(by(
             [r | {"month": r["joined_on"].replace(day=1)}
              for r in sample.in_span(sample.customers(), "joined_on", date(2026, 1, 1))],
             "month", of=len))),
    Case("How many stores are there in each region?", ("stores",),
         lambda: [row[-1:] for row in by(sample.stores(), "region", of=len)]),
    Case("Top 2 products in each region by revenue", ("region", "product", "net_revenue"),
         lambda: [row for region in sorted({r["region"] for r in sold()})
                  for row in by(sold(region=region), "region", "product_name", of=revenue)[:2]]),
    Case("List all products with their prices", ("list_price",),
         lambda: sorted(((Decimal(row["list_price"]),) for row in sample.products()),
                        reverse=True)),
    Case("What are the main reasons for tickets?", ("topic", "tickets"),
         lambda: by(opened(), "topic", of=len), SUPPORT),
    Case("各優先等級有多少張客服單？", ("priority", "tickets"),
         lambda: by(opened(), "priority_zh", of=len), SUPPORT),
    Case("Show tickets by month", ("month", "tickets"),
         lambda: in_order(by(opened(), "month", of=len)), SUPPORT),
    Case("urgent tickets in Taiwan", ("tickets",),
         one(lambda: len(opened(priority="Urgent", country="TW"))), SUPPORT),
    Case("哪些客服單尚未結案？", ("ticket_id",),
         lambda: [(r["ticket_id"],) for r in sorted(sample.tickets(), key=lambda r: r["opened_at"])
                  if r["closed_at"] is None], SUPPORT),
    Case("orders by hour", ("hour", "orders"),
         lambda: in_order(by(hourly(sold(), "order_ts"), "hour", of=orders))),
    Case("上週的訂單數", ("orders",),
         one(lambda: orders(sold(date(2026, 10, 19), date(2026, 10, 25))))),
    Case("tickets by hour", ("hour", "tickets"),
         lambda: in_order(by(hourly(opened(), "opened_at"), "hour", of=len)), SUPPORT),
    Case("average resolution time by topic", ("topic", "average_hours"),
         lambda: by(opened(), "topic", of=hours), SUPPORT),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_rows_match_the_sample_data(engine: Engine, case: Case) -> None:
    """Rows, order and limit are those of the question."""
    answer = answered(engine, case.question, subject=case.subject)

    assert answer.cells(*case.columns) == case.expected()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("orders by hour", r"\*\*\d\d:00\*\* has the most"),
        ("每小時的訂單數", r"\*\*\d\d 時\*\*.+ 筆"),
    ],
)
def test_hours_and_orders_are_worded_naturally(engine: Engine, question: str, words: str) -> None:
    """Hours are times of the clock; Chinese has a measure word for orders."""
    assert re.search(words, answered(engine, question).summary)


def test_there_are_enough_cases() -> None:
    """There are at least twenty in each language."""
    chinese = [case for case in CASES if any(char > "\u3000" for char in case.question)]

    assert min(len(chinese), len(CASES) - len(chinese)) >= 18
    assert len(CASES) >= 40


def test_the_measure_comes_before_other_numbers(engine: Engine) -> None:
    """The requested number comes first, and the rows are sorted by it."""
    answer = answered(engine, "top 3 stores by revenue")

    assert answer.columns == ["store", "region", "net_revenue", "orders"]
    assert "ORDER BY `net_revenue` DESC" in answer.query.sql
    assert answer.query.sql.endswith("LIMIT 3")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_amounts_in_the_text_are_in_the_rows(engine: Engine, case: Case) -> None:
    """Each amount in the text is a cell, or the sum of its column."""
    answer = answered(engine, case.question, subject=case.subject)
    amounts = [
        Decimal(text.replace(",", "").rstrip("."))
        for text in re.findall(r"(?:NT\$|新台幣 )([\d,.]+)", answer.summary.split("\n")[0])
    ]
    cells = {cell for row in answer.result.rows for cell in row if isinstance(cell, Decimal)}
    sums = {
        sum((cell for (cell,) in answer.cells(name) if isinstance(cell, Decimal)), Decimal(0))
        for name in answer.columns
    }

    assert {amount for amount in amounts if amount not in cells | sums | {Decimal(50_000)}} == set()
