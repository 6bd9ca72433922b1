"""Follow-ups keep the subject of the previous question, and say what they keep."""

from datetime import date

import pytest

from simulator.engine import Engine
from simulator.questions.subjects import SUPPORT
from simulator.questions.understanding import AskedBack
from tests.simulator.sample import by, revenue, sold, year
from tests.simulator.talk import answered, parsed, refusal, title

TITLES = [
    (["What was total revenue?", "and by month?"], "Net revenue by month, 2026 so far"),
    (["Show revenue by region", "and by month?"], "Net revenue by region and month, 2026 so far"),
    (["Revenue by region in 2025", "by month"], "Net revenue by region and month, 2025"),
    (["Revenue by region", "What about last year?"], "Net revenue by region, 2025"),
    (["Revenue by region", "last year instead"], "Net revenue by region, 2025"),
    (["Revenue by region", "and by category?"], "Net revenue by category, 2026 so far"),
    (["Revenue by region", "as a share"], "Share of net revenue by region, 2026 so far"),
    (["Revenue by region", "only Taipei"], "Total net revenue, 2026 so far (Taipei only)"),
    (["Revenue by region", "only north and south"],
     "Net revenue by region, 2026 so far (North, South only)"),
    (["Revenue by store", "only the north"], "Net revenue by store, 2026 so far (North only)"),
    (["Revenue by month, only the north", "by region"],
     "Net revenue by region and month, 2026 so far"),
    (["Revenue by region in 2025", "orders instead"], "Orders by region, 2025"),
    (["How many orders?", "and by region?"], "Orders by region, 2026 so far"),
    (["Top 5 products by revenue", "and by month?"],
     "Net revenue by month of the top 5 products, 2026 so far"),
    (["Revenue by month", "top 3 of those"], "Top 3 months by net revenue, 2026 so far"),
    (["Revenue by region", "compared with last year"],
     "Net revenue by region, 2026 so far and January to October 2025"),
    (["The 5 latest orders", "only Taipei"],
     "The 5 latest orders, January 2024 to October 2026 (Taipei only)"),
    (["Who are our best customers?", "revenue"],
     "Top 10 customers by net revenue, 2026 so far"),
    (["Who are our best customers?", "the most orders"],
     "Top 10 customers by orders, 2026 so far"),
    (["Revenue by region", "Hello", "and by month?"],
     "Net revenue by region and month, 2026 so far"),
    (["Revenue by region", "What's the weather?", "and by month?"],
     "Net revenue by region and month, 2026 so far"),
    (["Revenue by region in 2025", "Show orders by month"], "Orders by month, 2026 so far"),
    (["今年各區域營收", "那按月呢？"], "2026 年至今各區域每月營收"),
    (["今年各區域營收", "那每個月呢？"], "2026 年至今各區域每月營收"),
    (["今年各區域營收", "換成按商品"], "2026 年至今各商品營收"),
    (["Revenue by region", "去年呢？"], "2025 年各區域營收"),
    (["今年各區域營收", "只看台北"], "2026 年至今總營收（僅台北）"),
    (["各門市的營收", "只看北部"], "2026 年至今各門市營收（僅北部）"),
    (["各區域營收", "占比"], "2026 年至今各區域營收占比"),
    (["營收前 5 名商品", "那按月呢？"], "2026 年至今營收前 5 名商品的每月營收"),
    (["最好的客戶是誰", "訂單"], "2026 年至今訂單數前 10 名客戶"),
    (["Revenue by region last year", "and the year before?"], "Net revenue by region, 2024"),
    (["Revenue by region", "and the year before?"], "Net revenue by region, 2025"),
    (["Revenue in Q3 2026", "and the quarter before?"], "Total net revenue, Q2 2026"),
    (["Revenue in Q3 2026", "the previous year"], "Total net revenue, Q3 2025"),
    (["Revenue last week", "and the week before?"],
     "Total net revenue, the week of 12 October 2026"),
    (["Compare revenue this year with last year", "and the year before?"],
     "Total net revenue, 2024"),
    (["Revenue in 2024", "last year"], "Total net revenue, 2025"),
    (["去年各區域營收", "前一年呢？"], "2024 年各區域營收"),
    (["2026年3月的營收", "前一個月呢？"], "2026 年 2 月總營收"),
    (["Revenue by region in 2025", "show me the top 5 products"],
     "Top 5 products by net revenue, 2026 so far"),
    (["Revenue by region in 2025", "show it by store"], "Net revenue by store, 2025"),
    (["Revenue by region in 2025", "show only stores in Taipei"],
     "Net revenue by store, 2025 (Taipei only)"),
    (["Revenue by region in 2025", "and show customers"], "Net revenue by customer, 2025"),
    (["Revenue by region in 2025", "show months"], "Net revenue by region and month, 2025"),
    (["2025 年各區域營收", "依客戶列出"], "2025 年各客戶營收"),
    (["2025 年各區域營收", "顯示各門市"], "2025 年各門市營收"),
    (["Orders yesterday", "by hour"], "Orders by hour, 30 October 2026"),
]  # fmt: skip
CHAINS = [
    (["Show revenue by region", "and by month?", "last year instead", "only Taipei"],
     "Net revenue by month, 2025 (Taipei only)"),
    (["Show revenue by region", "as a share", "last year instead", "only Taiwan"],
     "Share of net revenue by region, 2025 (Taiwan only)"),
    (["Orders by category in 2025", "only online", "and by quarter?", "only the app"],
     "Orders by category and quarter, 2025 (App only)"),
    (["Top 3 stores by revenue", "in 2025", "only Taiwan", "and by month?"],
     "Net revenue by month of the top 3 stores, 2025 (Taiwan only)"),
    (["Compare revenue this year with last year", "by category", "only tea", "and profit?"],
     "Gross profit, 2026 so far and January to October 2025 (Tea & Coffee only)"),
    (["各區域營收", "那按月呢？", "只看台北", "去年呢？"], "2025 年每月營收（僅台北）"),
    (["今年各類別的訂單數", "只看官網", "按季呢？", "去年"], "2025 年各類別每季訂單數（僅官網）"),
]  # fmt: skip


@pytest.mark.parametrize(("questions", "expected"), TITLES)
def test_a_follow_up_keeps_the_subject(questions: list[str], expected: str) -> None:
    """It takes over what it does not mention itself."""
    assert title(*questions) == expected


@pytest.mark.parametrize(("questions", "expected"), CHAINS)
def test_a_chain_of_follow_ups_keeps_the_subject(questions: list[str], expected: str) -> None:
    """The chains have several steps."""
    assert title(*questions) == expected


def test_the_region_is_kept_as_a_series(engine: Engine) -> None:
    """There is a row for each region and month, and the text says what was kept."""
    answer = answered(engine, "Show revenue by region", "and by month?")

    expected = by(sold(), "month", "region", of=revenue)
    assert answer.columns == ["month", "region", "net_revenue"]
    assert answer.cells("month", "region", "net_revenue") == sorted(
        expected, key=lambda row: (row[0], -row[2])
    )
    assert "Kept from the question before: net revenue and by region." in answer.summary
    assert any("Kept from" in thought.content for thought in answer.query.thoughts)


def test_a_chain_of_follow_ups_has_the_right_rows(engine: Engine) -> None:
    """The rows are those after three follow-ups."""
    answer = answered(engine, "Show revenue by region", "and by month?", "only Taipei", "last year")

    expected = sorted(by(year(2025, city="台北"), "month", of=revenue))
    assert answer.cells("month", "net_revenue") == expected


def test_a_follow_up_keeps_the_items_of_a_ranking(engine: Engine) -> None:
    """The months are those of the same five products, and the text says which five."""
    answer = answered(engine, "Top 5 products by revenue", "and by month?")

    best = {row[0] for row in by(sold(), "product_name", of=revenue)[:5]}
    assert {name for (name,) in answer.cells("product")} == best
    assert {month for (month,) in answer.cells("month")} == {r["month"] for r in sold()}
    assert "The 5 products are those that rank first in the whole period." in answer.summary


def test_a_follow_up_may_ask_for_the_highest(engine: Engine) -> None:
    """The highest three months are returned, although the previous result was sorted by month."""
    answer = answered(engine, "Revenue by month", "top 3 of those")

    assert answer.cells("month", "net_revenue") == by(sold(), "month", of=revenue)[:3]


def test_shares_over_time_are_those_of_each_month(engine: Engine) -> None:
    """The shares of each month add up to 100 percent."""
    answer = answered(engine, "Revenue by region and month", "as a share")

    january = [share for month, share in answer.cells("month", "share_percent")
               if month == date(2026, 1, 1)]  # fmt: skip
    assert sum(january) == pytest.approx(100, abs=0.5)
    assert "% of that month" in answer.summary


@pytest.mark.parametrize(
    ("questions", "named"),
    [
        (["sales last month", "and by month?"], "September 2026 alone"),
        (["sales last month", "and by quarter?"], "“quarter”"),
        (["The 5 latest orders", "and by month?"], "“month”"),
        (["The 5 latest orders", "as a share"], "“as a share”"),
        (["average order value by region", "as a share"], "“average order value”"),
        (["Revenue by month", "compared with last year"], "“month”"),
        (["What was total revenue?", "as a share"], "“as a share”"),
        (["What was total revenue?", "top 3 of those"], "“top”"),
        (["New customers by month", "only Taipei"], "“Taipei”"),
        (["Revenue by region", "and by shelf?"], "“shelf”"),
        (["上個月的營收", "那按月呢？"], "2026 年 9 月"),
        (["最新的五張訂單", "那按月呢？"], "「按月」"),
        (["各區域營收", "那庫存呢？"], "「庫存」"),
        (["Revenue in 2025", "and the month before?"], "“the month before”"),
        (["Revenue from January to March 2026", "the year before"], "“the year before”"),
    ],
)
def test_a_follow_up_that_does_not_fit_is_refused(questions: list[str], named: str) -> None:
    """It must not be answered as another question."""
    assert named in refusal(*questions)


@pytest.mark.parametrize(
    ("questions", "named"),
    [
        (["return rate by category", "list all customers"], "“list all customers”"),
        (["orders by weekday", "list all customers"], "“list all customers”"),
        (["orders in 2019", "show me customers from Kaohsiung"],
         "“show me customers from Kaohsiung”"),
        (["orders by weekday", "Give me a list of the customers"],
         "“Give me a list of the customers”"),
        (["各類別退貨率", "列出所有客戶"], "「列出所有客戶」"),
        (["各類別退貨率", "客戶清單"], "「客戶清單」"),
        (["2019 年各區域營收", "顯示高雄的客戶"], "「顯示高雄的客戶」"),
    ],
)  # fmt: skip
def test_a_question_with_its_own_subject_is_a_new_one(questions: list[str], named: str) -> None:
    """It keeps nothing, and is refused as it is without the previous question."""
    assert named in refusal(*questions)
    assert refusal(*questions) == refusal(questions[-1])


def test_best_needs_a_clarifying_question() -> None:
    """It may mean revenue or orders; in the other space, satisfaction or tickets."""
    assert isinstance(parsed("Who are our best customers?").meaning, AskedBack)
    assert isinstance(parsed("最好的客服人員是誰？", subject=SUPPORT).meaning, AskedBack)
    assert title("best customers by revenue in 2025") == "Top 10 customers by net revenue, 2025"
