"""Which numbers can be added up, as far as their names say."""

import pytest

from cards.names import words
from cards.nouns import forbids_adding, is_additive_by_name, names_amount

NOT_ADDITIVE = (
    "avg_price average_rating mean_age median_income unit_price list_prices gross_margin p95 "
    "margin_percent conversion_rate click_through_ratio share_of_voice min_stock max_load dau "
    "latency_p99 revenue_per_store distinct_customers unique_users revenue_yoy growth_pct "
    "running_total cumulative_sales revenue_ytd account_balance 平均單價 毛利率 佔比 最高溫 "
    "成長率 累計營收 不重複客戶數 每單金額 帳戶餘額 durchschnitt unit_cost standard_cost "
    "sales_rank sales_norm sales_lag revenue_to_date revenue_ttm sales_ma7 errors_ppm "
    "balance_eod latency_p999 期末金額 單位成本 人均營收 日均銷售額 營收YoY 金額差 成本差異 "
    "売上単価 売上構成 件数割合 매출비중 umsatz_pro_kunde umsatz_wachstum kosten_in_prozent "
    "montant_moyen importe_medio media_de_ventas ventas_por_tienda"
)
UNKNOWN = (
    "wobbles x customers users visitors headcount 客戶 人數 stock 氣溫 total_users "
    "stock_quantity quantity_on_hand open_orders 庫存數量 客戶數量"
)
ADDITIVE = (
    "revenue net_amount orders units sum(revenue) total_sales refunds numberOfReturns "
    "unit_sales 營收 訂單數 成本 銷量 金額 売上 매출 umsatz quantité 營業額 media_spend "
    "每月營收 差旅費用 會員消費金額 單位數量"
)


@pytest.mark.parametrize("name", NOT_ADDITIVE.split())
def test_averages_rates_and_prices_are_not_added_up(name: str) -> None:
    """The sum of averages is no average, whatever the query does."""
    assert forbids_adding(name)
    assert not is_additive_by_name(name)


@pytest.mark.parametrize("name", UNKNOWN.split())
def test_what_is_not_known_is_not_added_up(name: str) -> None:
    """And the customers of two shops may be the same people. But a query may know."""
    assert not is_additive_by_name(name)
    assert not forbids_adding(name)


@pytest.mark.parametrize("name", ADDITIVE.split())
def test_amounts_are_added_up(name: str) -> None:
    """Those of a short list of nouns."""
    assert is_additive_by_name(name)
    assert not forbids_adding(name)


@pytest.mark.parametrize("name", [*ADDITIVE.split(), "customers", "客戶數", "avg_price", "庫存量"])
def test_what_is_measured_is_told_by_its_noun(name: str) -> None:
    """So that large numbers close together are not taken for ids."""
    assert names_amount(words(name))


@pytest.mark.parametrize("name", ["x", "kunde", "客戶", "門市", "單位"])
def test_other_names_tell_nothing(name: str) -> None:
    """Neither way."""
    assert not names_amount(words(name))
