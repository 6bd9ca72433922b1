"""Units are shown only if a column's name leaves no doubt."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.names import words
from cards.units import Unit, UnitKind, unit_of
from genie.tables import Cell, CellKind, Column


def unit(name: str, *cells: Cell, kind: CellKind = CellKind.FLOAT) -> Unit | None:
    """Return the unit of a column with these cells, or with one of 12."""
    return unit_of(Column(name, kind.upper(), kind), cells or (12.0,))


KNOWN = {
    "%": "margin_pct growth_percent Margin% 毛利％ 退貨百分比 return_percentage share_percent "
    "gross_pct",
    "USD": "amount_usd net_revenue_usd 金額USD price_usd revenue(USD) avg_order_value_usd "
    "total_usd revenue_total_usd unit_price_usd",
    "EUR": "umsatz_eur montant_eur",
    "TWD": "revenue_twd revenue_ntd 營收TWD",
    "JPY": "売上JPY",
    "INR": "cost_inr",
    "days": "duration_days delivery_days avg_delivery_days days 天數 出貨天數 平均處理天數",
    "hours": "Hours response_time_hours 工作小時 總小時",
    "minutes": "avg_wait_minutes 等待分鐘 平均回應分鐘",
    "kg": "weight_kg total_weight_kg",
    "km": "distance_km",
    "ms": "latency_ms",
    "GB": "storage_gb",
    "MB": "file_size_mb",
    "kWh": "energy_kwh",
}
NONE = (
    # Names in which a condition or a divisor precedes the unit.
    "orders_last_30_days revenue_past_90_days avg_price_per_kg orders_over_100_usd "
    "customers_above_80_pct active_users_in_last_24_hours "
    # More of the same kind.
    "orders_within_2_hours trailing_12_days first_30_days tickets_open_more_than_3_days "
    "orders_older_than_30_days growth_over_5_percent customers_top_10_pct orders_under_50_usd "
    "price_per_hour orders_each_days users_at_least_7_days revenue_7days d7_days revenue_in_km "
    # Days of anything but a duration are a period.
    "active_days customers_days revenue_days orders_30_days users_hours stores_km users_mb "
    # The same in Chinese.
    "近7天 近30天數 過去30天數 每天 每小時 超過100usd 低於50百分比 最近24小時 30天數 訂單天數 "
    "以內小時 連續天數 前30天數 至少7天數 "
    # A currency code is a unit only after a noun for money, without a scale and not in a rate.
    "revenue_millions_usd revenue_k_usd k_revenue_usd million_revenue_usd revenue_000_usd "
    "營收百萬TWD 千元TWD 萬TWD 百萬營收TWD exchange_rate_usd fx_usd eur_usd fx_price_usd "
    "eur_price_usd USD/TWD duration_sek errors_php patients_inr audio_cad files_cad orders_usd "
    "customers_usd 筆數USD php orders_total_usd number_of_sales_usd sales_count_usd "
    "hourly_rate_usd avg_order_usd usd "
    # Percentiles, ranks, counts and percentage points.
    "percentile_pct rank_percent count_percent orders_pct basis_points_pct change_pp_pct "
    # Names without a unit.
    "revenue orders 營收 days_since_last_order kg_sold pct_rank usd_orders try all top"
)


@pytest.mark.parametrize(
    ("name", "expected"), [(name, key) for key, names in KNOWN.items() for name in names.split()]
)
def test_a_unit_is_the_end_of_a_name(name: str, expected: str) -> None:
    """The list is short, and covers the languages of column names."""
    found = unit(name)

    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("name", [*NONE.split(), "", "!"])
def test_doubtful_units_are_not_shown(name: str) -> None:
    """1,234 orders of the last 30 days are not 1,234 days."""
    assert unit(name) is None


@pytest.mark.parametrize(
    ("cells", "is_percent"),
    [
        ((44.1,), True),
        ((0.2, None, 10), True),
        ((-30,), True),
        ((Decimal("10.01"), Decimal("0.5")), True),
        ((0.441,), False),
        ((1,), False),
        ((0.12, 0.35, 1.8), False),
        ((-9.9,), False),
        ((Decimal("0.5"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")), False),
        ((0.5, float("inf"), float("nan")), False),
        ((None, "12"), False),
    ],
)
def test_fractions_are_not_percentages(cells: tuple[Any, ...], *, is_percent: bool) -> None:
    """0.441 may mean 44.1 %, and 1.8 may mean 180 %, so that no unit is shown."""
    assert (unit("margin_pct", *cells) is not None) is is_percent


def test_texts_have_no_unit() -> None:
    """The name of the column does not matter."""
    assert unit("amount_usd", "12", kind=CellKind.TEXT) is None
    assert unit("amount_usd", 0.5) == Unit(UnitKind.CURRENCY, "USD")


SUFFIXES = st.sampled_from(
    ["pct", "percent", "usd", "eur", "twd", "days", "hours", "minutes", "kg", "km", "ms", "gb"]
)
CONDITIONS = (
    "over above per last past within in than since each every under below top first prior "
    "previous recent trailing rolling more less at by to for of between"
)
BLOCKING = st.sampled_from(CONDITIONS.split())
WORDS = st.lists(st.sampled_from(["orders", "avg", "duration", "net", "total", "age", "x"]))


@given(WORDS, BLOCKING, WORDS, st.sampled_from([[], ["30"]]), SUFFIXES)
def test_no_unit_is_shown_after_a_condition(
    before: list[str], blocking: str, after: list[str], number: list[str], suffix: str
) -> None:
    """The condition may be anywhere in the name, with or without a number."""
    assert unit("_".join([*before, blocking, *number, *after, suffix])) is None


@given(st.text(max_size=30), SUFFIXES | st.just(""), st.sampled_from(["", "_", " "]))
def test_a_unit_is_shown_only_if_the_name_ends_with_it(
    name: str, suffix: str, between: str
) -> None:
    """The end is a word of the list, or one of a few Chinese endings."""
    full = f"{name}{between}{suffix}"
    ends = {
        *("pct", "percent", "percentage", "days", "hours", "minutes", "ms", "kg", "km", "kwh"),
        *("gb", "mb", "usd", "eur", "gbp", "jpy", "cny", "twd", "ntd", "hkd", "krw", "sgd", "aud"),
        *("cad", "chf", "inr", "myr", "thb", "php", "idr", "vnd", "nzd", "sek", "nok", "dkk"),
        *("pln", "brl", "mxn"),
    }
    if unit(full) is not None:
        last = words(full)[-1]
        assert last in ends or last.endswith(("百分比", "天數", "小時", "分鐘"))
