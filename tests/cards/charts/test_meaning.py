"""What columns mean, by their names."""

import pytest

from cards.charts.meaning import (
    Unit,
    is_additive,
    is_category,
    is_identifier,
    is_measure,
    is_moment_of_a_thing,
    unit_of,
    words,
)
from genie.tables import CellKind, Column


def column(name: str, kind: CellKind = CellKind.INTEGER, type_text: str = "") -> Column:
    """Make a column."""
    return Column(name, type_text, kind)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("netRevenue", "net_revenue"),
        (" Net Revenue (USD) ", "net_revenue_usd"),
        ("count(DISTINCT customer_id)", "count_distinct_customer_id"),
        ("平均單價(元)", "平均單價_元"),
        ("a" * 1_000_000, "a" * 200),
    ],
)
def test_names_are_read_as_words(name: str, expected: str) -> None:
    """However they are written, and however long they are."""
    assert words(name) == expected


IDENTIFIERS = (
    "customer_id id customerId order_ids store_no zip zip_code postcode year fiscal_year 年度 編號 "
    "訂單編號 sku rank 排名 row_number latitude lon uuid version phone 統編"
)


@pytest.mark.parametrize("name", IDENTIFIERS.split())
def test_ids_codes_and_years_are_no_measures(name: str) -> None:
    """The sum of customer numbers is no number of anything."""
    assert is_identifier(column(name))
    assert not is_measure(column(name))
    assert is_category(column(name))


@pytest.mark.parametrize("name", ["revenue", "orders", "units", "總額", "number_of_orders"])
def test_amounts_are_measures(name: str) -> None:
    """If they are numbers."""
    assert is_measure(column(name))
    assert not is_category(column(name))
    assert not is_measure(column(name, CellKind.TEXT))
    assert is_category(column(name, CellKind.TEXT))


@pytest.mark.parametrize(
    "name", ["count(customer_id)", "count(DISTINCT order_id)", "last_year", "this_year", "去年"]
)
def test_what_is_counted_or_was_sold_is_no_name(name: str) -> None:
    """Genie often gives an expression no name of its own, and an amount that of its period."""
    assert is_measure(column(name))


@pytest.mark.parametrize(
    "type_text", ["ARRAY<STRING>", "map<string,int>", "STRUCT<a:INT>", "VARIANT"]
)
def test_objects_are_no_categories(type_text: str) -> None:
    """They are JSON, and are texts to the table."""
    assert not is_category(column("tags", CellKind.TEXT, type_text))


NOT_ADDITIVE = (
    "avg_price average_rating mean_age median_income unit_price list_prices gross_margin p95 "
    "margin_percent conversion_rate click_through_ratio share_of_voice min_stock max_load dau "
    "latency_p99 revenue_per_store distinct_customers unique_users revenue_yoy growth_pct "
    "running_total cumulative_sales revenue_ytd 平均單價 毛利率 佔比 最高溫 成長率 累計營收 "
    "不重複客戶數"
)
ADDITIVE = (
    "revenue net_amount orders units sum(revenue) total_sales minutes minor_issues maximilian "
    "operations 營收 訂單數 成本 銷量"
)


@pytest.mark.parametrize("name", NOT_ADDITIVE.split())
def test_averages_rates_and_prices_are_not_added_up(name: str) -> None:
    """The sum of averages is no average."""
    assert not is_additive(column(name))


@pytest.mark.parametrize("name", ADDITIVE.split())
def test_amounts_are_added_up(name: str) -> None:
    """However much a part of their name looks like a rate."""
    assert is_additive(column(name))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("net_revenue", Unit.MONEY),
        ("營收", Unit.MONEY),
        ("orders", Unit.COUNT),
        ("訂單數", Unit.COUNT),
        ("margin_percent", Unit.PERCENT),
        ("毛利率", Unit.PERCENT),
        ("resolution_hours", Unit.TIME),
        ("actual", Unit.UNKNOWN),
    ],
)
def test_units_stand_in_names(name: str, unit: Unit) -> None:
    """As far as they do."""
    assert unit_of(column(name)) is unit


@pytest.mark.parametrize(
    "name", ["last_order_date", "created_at", "launch_date", "opened_on", "生日"]
)
def test_some_times_describe_a_thing(name: str) -> None:
    """A customer's last order is no time axis."""
    assert is_moment_of_a_thing(column(name, CellKind.DATE))
    assert not is_moment_of_a_thing(column("order_date", CellKind.DATE))
