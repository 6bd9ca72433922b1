"""Nouns in the names of columns: what is measured, and whether it is additive."""

import re
from functools import lru_cache
from typing import Final

from cards.names import some, words

# Nouns of amounts that are additive, anywhere in a name. People are not among them: two shops may
# share customers.
_ADDITIVE: Final = some(
    "revenue revenues sales amount amounts cost costs profit profits gmv spend spending budget fee",
    "fees income expense expenses turnover cogs discount discounts refund refunds tax taxes orders",
    "units qty quantity quantities count counts cnt items visits tickets lines clicks returns",
    "returned total sum spent paid volume sold views impressions downloads calls cases incidents",
    "payment payments invoices transactions shipments deliveries complaints reviews signups leads",
    "deals bookings events errors requests bytes kwh umsatz menge kosten gewinn ventas importe",
    "cantidad pedidos montant quantite commandes bestellungen",
)
_CJK_ADDITIVE: Final = re.compile(
    "營收|营收|營業額|营业额|金額|金额|總額|总额|成本|利潤|利润|毛利|費用|费用|收入|支出|預算|预算|銷售額|销售额|銷量|销量"
    "|數量|数量|(?:訂單|订单|銷售|件|筆|票|單|工單|瀏覽|点击|點擊|次)[數数]|人次|売上|件数|個数|注文数|매출|수량|건수"
)
_NOT_ADDITIVE: Final = some(
    "avg average mean median min max minimum maximum lowest highest longest shortest fastest",
    "slowest best worst rate rates ratio ratios pct percent percents percentage percentages perc",
    "share shares proportion proportions fraction fractions margin margins price prices asp aov",
    "arpu per score scores rating ratings index std stdev stddev variance percentile quantile",
    "growth change delta diff difference yoy mom qoq wow cagr temperature age distinct unique dau",
    "wau mau cumulative cum running rolling moving ytd qtd mtd nps csat roi roas ctr cpc cpa cpm",
    "occupancy utilisation utilization conversion probability correlation balance balances",
    "durchschnitt moyenne moyen moyens promedio mediana rank ranking norm normalized",
    "normalised lag ttm ltm ppm dpmo bps zscore indexed wachstum veranderung veraenderung prozent",
    "anteil quote preis preise prix precio precios croissance crecimiento taux tasa pourcentage",
    "porcentaje cumul cumule kumuliert acumulado solde saldo",
)
# Parts of names: "revenue_to_date", "umsatz_pro_kunde", "sales_ma7", and "营收YoY", which capitals
# separate.
_NOT_ADDITIVE_PARTS: Final = re.compile(
    r"\bp\d\d+\b|\bma\d+\b|\b(?:yo y|mo m|qo q|wo w|to date|(?:unit|standard|std|list) costs?)\b"
    r"|\w (?:pro|par|por|je) \w|\bmedi[ao]s?$|^media de\b"
)
# Stocks at a point in time, and people: their numbers are additive only if the query adds them up.
_DOUBTFUL: Final = some(
    "stock inventory hand open pending outstanding backlog active remaining opening closing ending",
    "eod eom headcount customers users visitors employees people members passengers patients",
    "students",
)
_CJK_DOUBTFUL: Final = re.compile(
    "庫存|库存|在庫|재고|結存|结存"
    "|(?:客戶|客户|用戶|用户|會員|会员|顧客|顾客|使用者|員工|员工|고객|회원)(?:總|总)?[數数人수]"
)
_CJK_NOT_ADDITIVE: Final = re.compile(
    "率|比例|佔比|占比|比重|百分比|割合|構成|均|中位|價格|价格|單價|单价|単価|售價|售价|定價|定价|最高|最低|最大|最小"
    "|最長|最长|最短|指數|指数|評分|评分|分數|分数|成長|增長|增长|年增|月增|差(?:異|异|額|额|距|$)|累計|累计|累積|累积"
    "|不重複|不重复|去重|餘額|余额|期末|期初|[單单]位[成費费收營营金產产]|每(?![日天週周月季年])"
    "|비중|비율|률|평균|단가|누적|증감|증가|성장"
)


_AMOUNTS: Final = (
    _ADDITIVE
    | _NOT_ADDITIVE
    | some(
        "customers users visitors employees headcount people members passengers patients students",
        "products stores sessions population stock inventory value days hours minutes seconds",
    )
)
_CJK_MEASURES: Final = re.compile(
    f"{_CJK_ADDITIVE.pattern}|{_CJK_NOT_ADDITIVE.pattern}|[數数值量額额]$"
)


def names_amount(known: tuple[str, ...]) -> bool:
    """Whether a name contains a noun for something counted or measured."""
    return not _AMOUNTS.isdisjoint(known) or bool(_CJK_MEASURES.search("".join(known)))


@lru_cache(maxsize=1024)
def forbids_adding(name: str) -> bool:
    """Whether a name says that its numbers are not additive, whatever the query does.

    The sum of averages means nothing, and neither does that of distinct counts.
    """
    known = words(name)
    is_forbidden = not _NOT_ADDITIVE.isdisjoint(known) or _CJK_NOT_ADDITIVE.search("_".join(known))
    return bool(is_forbidden or _NOT_ADDITIVE_PARTS.search(" ".join(known)))


@lru_cache(maxsize=1024)
def is_additive_by_name(name: str) -> bool:
    """Whether a name says that its numbers are additive; an unknown noun does not."""
    known = words(name)
    text = "_".join(known)
    if forbids_adding(name) or not _DOUBTFUL.isdisjoint(known) or _CJK_DOUBTFUL.search(text):
        return False
    return not _ADDITIVE.isdisjoint(known) or bool(_CJK_ADDITIVE.search(text))
