"""Numbers that are names: ids, codes and years, in the languages of column names."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.columns import Cells, is_amount, is_fiscal, is_identifier, is_text
from genie.tables import Cell, CellKind, Column


def column(name: str, kind: CellKind = CellKind.INTEGER) -> Column:
    """Make a column."""
    return Column(name, kind.upper(), kind)


IDS = {
    "English": "id ID ids order_ids customer_id customerId store_no store_nbr Store# zip zip_code "
    "postcode year_month yyyymm store_code order_number sku ean rank row_number latitude lon uuid "
    "version phone account_no product_key employee_num isbn13 identifier StoreID "
    "orderid custid empno cellphone phonenumber zip5 fips geoid naics rownum rnk seq customer_sk "
    "datekey epoch unix_ts port client_ref yearmonth yyyy_mm ref cap",
    "German": "Kundennummer KundenNr kunden_nr Artikelnummer PLZ Postleitzahl Kennung "
    "Bestellnummer Rechnungsnr auftragsnummer Kostenstelle Straßennummer",
    "French": "numero_commande code_postal codePostal matricule siret numéro_de_commande "
    "id_client identifiant no_client n_client num_client num_compte réf_produit code_insee cp "
    "annee_mois N°_facture",
    "Spanish and Italian": "código_cliente codigo_postal numero_pedido nif número_de_pedido "
    "codice_cliente cap dni rut ruc folio móvil nro_pedido año_mes",
    "Chinese": "客戶ID 顧客ID 訂單ID 產品ID 统编 統編 統一編號 帳號 工號 料號 店號 編號 客戶編號 "
    "訂單編號 門市代碼 員編 身分證字號 郵遞區號 電話 手機 排名 名次 序號 发票号码 订单号 "
    "统一社会信用代码 批號 股票代號 帳戶 账户 身分證 發票 工單 科目 部門 專線 年月 年週 年月度",
    "Japanese": "店舗ID 社員番号 商品コード 郵便番号 注文番号 電話番号 顧客ｺｰﾄﾞ 順位",
    "Korean": "고객번호 고객ID 상품코드 우편번호 주문번호 고객아이디 휴대폰 "
    "전화 순위 사번 품번 연월",
}
YEARS = (
    "year Year fiscal_year fiscalYear FY order_year Jahr Geschäftsjahr année año anno 年 年度 "
    "會計年度 年份 売上年 出生年 西元年 연도 회계년도 max_year year(order_date) Geburtsjahr "
    "Baujahr year_built year_of_birth birthyear annee_naissance año_fiscal año_de_nacimiento"
)
AMOUNTS = (
    "orders paid yearly_total net_revenue number number_of_orders no_of_items grid years idle avid "
    "count(customer_id) last_year this_year revenue_per_year id_count "
    "numero_de_pedidos anzahl_kunden zip_count ids_per_customer valid cap_rate mobile_sales "
    "market_cap skus active_codes phones total_number keys code_coverage stores_with_phone "
    "本年度 去年度 本會計年度 작년 전년도 full_year total_year current_fiscal_year Vorjahr "
    "yearly_orders year_orders year_of_sales 未結工單 活躍用戶 新帳戶 num_customer n_orders "
    "年營收 年數 去年 上年 近一年 每年 客戶數 訂單數 人數 注文数 売上 営業額 주문수 방문자수"
)


@pytest.mark.parametrize("name", [name for names in IDS.values() for name in names.split()])
@pytest.mark.parametrize("kind", [CellKind.INTEGER, CellKind.DECIMAL])
def test_ids_and_codes_are_not_amounts(name: str, kind: CellKind) -> None:
    """A sum of customer numbers has no meaning."""
    assert is_identifier(column(name, kind), [])
    assert not is_amount(column(name, kind), [20260001, 20260002])


@pytest.mark.parametrize("name", YEARS.split())
def test_years_are_not_amounts(name: str) -> None:
    """A value that cannot be a year makes it a column of amounts, whatever its name."""
    assert is_identifier(column(name), [])
    assert is_identifier(column(name), [2025, None, 2026])
    assert is_identifier(column(name, CellKind.DECIMAL), [Decimal(2025)])
    for odd in (20_250, 2025.5, Decimal("2025.25"), Decimal("NaN"), Decimal("sNaN"), "2025", -1):
        assert not is_identifier(column(name), [2025, odd])


def test_a_column_of_years_may_have_placeholders() -> None:
    """9999 means "never", and 0 an unknown year."""
    assert is_identifier(column("year"), [2024, 9999, 0, 2025, 2026])
    assert not is_identifier(column("year"), [2024, 9999, 0])
    assert is_identifier(column("year"), [None])


def test_minguo_years_are_years_in_chinese() -> None:
    """The year 114 is 2025; in an English column it is an amount."""
    assert is_identifier(column("年度"), [113, 114])
    assert not is_identifier(column("year"), [113, 114])
    assert not is_identifier(column("年度"), [500])


@pytest.mark.parametrize("name", ["", "!"])
def test_a_column_name_without_words_is_no_id(name: str) -> None:
    """Large numbers alone do not make ids."""
    assert not is_identifier(column(name), [20260001, 20260002])


@pytest.mark.parametrize("name", [*AMOUNTS.split(), "count(DISTINCT customer_id)"])
def test_all_other_numbers_are_amounts(name: str) -> None:
    """Their names only resemble those of ids."""
    assert is_amount(column(name), [])


def test_texts_are_neither_ids_nor_amounts() -> None:
    """A text is aligned left and unchanged in any case."""
    assert not is_identifier(column("customer_id", CellKind.TEXT), [])
    assert not is_amount(column("customer_id", CellKind.TEXT), [])
    assert not is_amount(column("revenue", CellKind.TEXT), [])


NUMBERED: list[tuple[str, list[Any], bool]] = [
    ("x", [20260001, 20260002], True),
    ("kunde", [81_003, 81_001, None, 81_040], True),
    ("客戶", [20260001, 20260003, 20260002], True),
    ("x", [20260001, 20260001], False),  # duplicates
    ("x", [20260001], False),
    ("x", [], False),
    ("x", [20260001, 20270001], False),  # far apart
    ("x", [9_001, 9_002], False),  # small
    ("x", [20260001.0, 20260002.0], False),
    ("revenue", [20260001, 20260002], False),
    ("營業額", [20260001, 20260002], False),
    ("avg_wobble", [20260001, 20260002], False),
    ("year_of_widgets", [15_000, 28_000], False),
    ("current_fiscal_year", [1_500, 2_800], False),
]


@pytest.mark.parametrize(("name", "cells", "expected"), NUMBERED)
def test_large_numbers_close_together_are_ids(
    name: str, cells: list[Cell], *, expected: bool
) -> None:
    """As bars they would all look alike. If the name is that of an amount, it is a coincidence."""
    assert is_identifier(column(name), cells) is expected


FISCAL = (
    "fiscal_quarter fiscalMonth FY fq fin_year 會計年度 財年 財政年度 회계연도 決算月 "
    "Geschäftsjahr ejercicio"
)


@pytest.mark.parametrize("name", FISCAL.split())
def test_fiscal_periods_are_recognised(name: str) -> None:
    """A fiscal year begins in a different month in every company."""
    assert is_fiscal(name)
    assert not is_fiscal("quarter")
    assert not is_fiscal("年度")


def test_cells_are_a_column_of_rows() -> None:
    """The sequence does not copy them."""
    cells = Cells(((1, "a"), (2, "b"), (3, "c")), 1)

    assert (len(cells), list(cells), cells[0], cells[1:]) == (3, ["a", "b", "c"], "a", ["b", "c"])


def test_objects_are_not_texts() -> None:
    """They are JSON."""
    assert is_text(Column("x", "STRING", CellKind.TEXT))
    assert not is_text(Column("x", "ARRAY<STRING>", CellKind.TEXT))
    assert not is_text(column("x"))


@given(
    st.text(max_size=20),
    st.lists(st.none() | st.integers() | st.floats() | st.decimals() | st.text(max_size=3)),
)
def test_any_number_column_is_either_ids_or_amounts(name: str, cells: list[Cell]) -> None:
    """No value of a cell raises an error."""
    for kind in (CellKind.INTEGER, CellKind.DECIMAL, CellKind.FLOAT):
        asked = column(name, kind)
        assert is_identifier(asked, cells) is not is_amount(asked, cells)
