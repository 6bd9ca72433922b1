"""Which measures are additive, judged by their names."""

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
def test_averages_rates_and_prices_are_not_additive(name: str) -> None:
    """The sum of averages means nothing, whatever the query computes."""
    assert forbids_adding(name)
    assert not is_additive_by_name(name)


@pytest.mark.parametrize("name", UNKNOWN.split())
def test_unknown_nouns_are_not_additive_by_name(name: str) -> None:
    """Two shops may share customers. The query can still show that a measure is a sum."""
    assert not is_additive_by_name(name)
    assert not forbids_adding(name)


@pytest.mark.parametrize("name", ADDITIVE.split())
def test_amounts_are_additive(name: str) -> None:
    """They are a short list of nouns."""
    assert is_additive_by_name(name)
    assert not forbids_adding(name)


@pytest.mark.parametrize("name", [*ADDITIVE.split(), "customers", "客戶數", "avg_price", "庫存量"])
def test_nouns_of_amounts_are_recognised(name: str) -> None:
    """Large numbers close together are then not taken for ids."""
    assert names_amount(words(name))


@pytest.mark.parametrize("name", ["x", "kunde", "客戶", "門市", "單位"])
def test_other_nouns_are_not_amounts(name: str) -> None:
    """Such a column may be an id or an amount."""
    assert not names_amount(words(name))
