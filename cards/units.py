"""Units of a column's values, if its name leaves no doubt."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from cards.names import some, words
from genie.tables import Cell, Column


class UnitKind(Enum):
    """What a unit measures."""

    PERCENT = auto()
    CURRENCY = auto()
    TIME = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a column's values. name is an ISO 4217 code, a symbol, or one of TIME_UNITS."""

    kind: UnitKind
    name: str


TIME_UNITS: Final = ("days", "hours", "minutes")
_PERCENT: Final = Unit(UnitKind.PERCENT, "%")
# Below, a column may as well contain fractions: 1.8 may mean 180 %.
_SURELY_PERCENT: Final = 10
# Codes that are also words of a language ("try", "all", "top") are left out.
_CURRENCIES: Final = some(
    "usd eur gbp jpy cny twd ntd hkd krw sgd aud cad chf inr myr thb php idr vnd nzd sek nok dkk",
    "pln brl mxn",
)
_UNITS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("pct", "percent", "percentage", "百分比"), _PERCENT),
    **{
        code: Unit(UnitKind.CURRENCY, {"ntd": "TWD"}.get(code, code.upper()))
        for code in _CURRENCIES
    },
    **{unit: Unit(UnitKind.TIME, unit) for unit in TIME_UNITS},
    "天數": Unit(UnitKind.TIME, "days"),
    "小時": Unit(UnitKind.TIME, "hours"),
    "分鐘": Unit(UnitKind.TIME, "minutes"),
    **{
        key: Unit(UnitKind.OTHER, symbol)
        for key, symbol in (("ms", "ms"), ("kg", "kg"), ("km", "km"), ("kwh", "kWh"))
    },
    "gb": Unit(UnitKind.OTHER, "GB"),
    "mb": Unit(UnitKind.OTHER, "MB"),
}
# After these, a unit belongs to a condition or to a divisor, and not to the value.
_NOT_BEFORE_UNITS: Final = some(
    "over above below under beyond exceeding than more less least most fewer greater at from since",
    "until till before after between per a an every each last past previous prior next first final",
    "recent trailing rolling within in inside by to for of on top bottom min max up gt lt gte lte",
    "and or vs not non outside older younger longer shorter late early within older ago",
)
_CJK_NOT_BEFORE_UNITS: Final = re.compile(
    "近|每|過去|过去|最近|超過|超过|以上|以下|以內|以内|之內|未滿|未满|逾|前|滿|至少|至多|大於|小於|大于|小于|低於|高於|第"
    "|連續|连续|後|内|內|\\d"
)
# A code is a currency's only after one of these: PHP, CAD and INR have other meanings.
_MONEY: Final = some(
    "amount amounts revenue revenues sales turnover income price prices cost costs fee fees",
    "expense expenses spend spending budget profit profits margin gmv value payment payments",
    "salary tax discount discounts refund refunds balance umsatz betrag preis kosten gewinn",
    "montant prix cout chiffre importe monto precio coste costo ventas ingresos receita valor",
    "importo",
)
_CJK_MONEY: Final = re.compile(
    "(?:[金總总售業业餘余]額|[金总售业余]额|[價价価]|價格|价格|[營营][收利]|收入|収入|成本|利[潤润益]|毛利|淨利|净利"
    "|[費费]用?|支出|[預预予]算|売上高?|単価|매출액?|금액|비용|가격)$"
)
_SUMMED: Final = some("net gross total sum avg average mean median")
# Thousands, counts, and rates between currencies are not amounts in a currency.
_NO_AMOUNT: Final = _CURRENCIES | some(
    "k thousand thousands m mn mm mio mln million millions bn billion billions",
    "rate rates fx exchange count cnt num number units",
)
_CJK_SCALES: Final = re.compile("[千百萬万億亿]")
# Ranks and differences of percentages have no percent sign.
_NO_SHARE: Final = some("percentile quantile rank ranking count cnt num number point pp bp")
# Nouns of things with a length, a weight or a size. For any other, "days" is ambiguous.
_MEASURED: Final = some(
    "duration time age lead wait waiting delay length uptime downtime latency tenure elapsed",
    "response resolution handling processing delivery shipping cycle runtime worked working",
    "turnaround lifetime transit execution open idle travel overtime avg average mean median total",
    "sum weight mass distance size memory storage used energy consumption net gross order item",
    "package shipment file disk query session call ticket build test page load ping",
)
_CJK_MEASURED: Final = re.compile(
    "平均|總|总|工作|處理|处理|等待|出貨|交貨|配送|運送|解決|回應|時間|期間|^$"
)


@lru_cache(maxsize=1024)
def _unit_by_name(name: str) -> Unit | None:
    known = words(name)
    unit, before = _last_unit(known)
    if unit is None or any(char.isdigit() for word in before[-1:] for char in word):
        return None
    if not _NOT_BEFORE_UNITS.isdisjoint(before) or _CJK_NOT_BEFORE_UNITS.search("".join(before)):
        return None
    return unit if _MAY_STAND_BEHIND[unit.kind](before) else None


def _last_unit(known: tuple[str, ...]) -> tuple[Unit | None, tuple[str, ...]]:
    """Return the unit at the end of a name, and the words before it."""
    if not known:
        return None, ()
    if unit := _UNITS.get(known[-1]):
        return unit, known[:-1]
    for name, unit in _UNITS.items():
        if not name.isascii() and known[-1].endswith(name):
            return unit, (*known[:-1], known[-1].removesuffix(name))
    return None, ()


def _are_measured(before: tuple[str, ...]) -> bool:
    return all(word in _MEASURED or bool(_CJK_MEASURED.search(word)) for word in before)


def _is_money(before: tuple[str, ...]) -> bool:
    if not before or not _NO_AMOUNT.isdisjoint(before) or _CJK_SCALES.search("".join(before)):
        return False
    nouns = [word for word in before if word not in _SUMMED]
    return not nouns or nouns[-1] in _MONEY or bool(_CJK_MONEY.search(nouns[-1]))


def _is_share(before: tuple[str, ...]) -> bool:
    """Whether a percentage may be meant; plurals are counts: "orders_pct"."""
    is_plural = bool(before) and before[-1].endswith("s") and not before[-1].endswith("ss")
    return not is_plural and _NO_SHARE.isdisjoint(before)


_MAY_STAND_BEHIND: Final[dict[UnitKind, Callable[[tuple[str, ...]], bool]]] = {
    UnitKind.PERCENT: _is_share,
    UnitKind.CURRENCY: _is_money,
    UnitKind.TIME: _are_measured,
    UnitKind.OTHER: _are_measured,
}


def unit_of(column: Column, cells: Sequence[Cell]) -> Unit | None:
    """Return the unit of a column's values if its name leaves no doubt, else None.

    Small numbers alone may be percentages or fractions, whatever the column's name.
    """
    unit = _unit_by_name(column.name) if column.is_number else None
    if unit is not None and unit.kind is UnitKind.PERCENT:
        return unit if any(_is_percent(cell) for cell in cells) else None
    return unit


def _is_percent(cell: Cell) -> bool:
    if isinstance(cell, Decimal):
        return cell.is_finite() and abs(cell) >= _SURELY_PERCENT
    return isinstance(cell, (int, float)) and _SURELY_PERCENT <= abs(cell) < math.inf
