"""The meaning of columns for a chart, by their names; see cards.columns for ids and amounts."""

import re
from functools import lru_cache
from typing import Final

from cards.columns import is_text
from cards.names import words
from genie.tables import Cell, CellKind, Column


def _some(*names: str) -> frozenset[str]:
    return frozenset(" ".join(names).split())


# Columns that name a row's metric, or distinguish plan and actual.
_METRICS: Final = _some("metric metrics measure measures kpi kpis indicator indicators 指標 指标")
_SCENARIOS: Final = _some("scenario scenarios 情境")
_PLANS_AND_FACTS: Final = _some(
    "actual actuals budget plan planned forecast target 實際 实际 預算 预算 目標 目标 預測 预测",
    "計畫 计划",
)
# Names of shares of one whole, and of percentages of each row's own whole, such as returns.
_PERCENT: Final = _some("pct percent percents percentage 百分比")
_OF_A_WHOLE: Final = _some("share proportion contribution mix")
_CJK_OF_A_WHOLE: Final = re.compile("(?:[佔占]有?[比率]|比重|[構构]成比?)$")
_OF_ITSELF: Final = _some(
    "rate rates conversion margin growth change discount utilization utilisation occupancy",
    "completion return returns returned yoy mom qoq avg average mean median min max",
)
_CJK_OF_ITSELF: Final = re.compile("(?<![佔占有])率|折扣|成長|增長|增长|年增|月增|平均|退貨|退货")
_MOMENT_OF_A_THING: Final = _some(
    "last first latest earliest newest oldest since opened created updated modified birth birthday",
    "birthdate joined registered expires expiry due until launch launched hire hired min max",
)
_CJK_MOMENT_OF_A_THING: Final = re.compile("最近|最後|最后|首次|最早|最新|生日|到期|開幕|建立|更新")
# Words that distinguish variants of a measure: "revenue_2024", "last_year_revenue", "去年營收".
_VARIANT_WORDS: Final = _some(
    "this last prev previous prior current year month quarter week yr ly ty"
)
_CJK_VARIANTS: Final = re.compile("[今去前本上]年|[本上]個?[月週季]|[當当前]期|\\d")


def is_category(column: Column) -> bool:
    """Whether a column's cells may be labels. Objects and bytes are not."""
    return is_text(column) or column.kind is CellKind.BOOLEAN


@lru_cache(maxsize=1024)
def is_part_of_whole(name: str) -> bool:
    """Whether the name of a column says that its numbers add up to a whole."""
    known = tuple(word for word in words(name) if word not in _PERCENT)
    if not known or "per" in known:
        return False
    text = "".join(known)
    if not _OF_ITSELF.isdisjoint(known) or _CJK_OF_ITSELF.search(text):
        return False
    is_named = known[-2:] == ("of", "total") or known[-1] in _OF_A_WHOLE
    return is_named or bool(_CJK_OF_A_WHOLE.search(text))


@lru_cache(maxsize=1024)
def stem_of(name: str) -> tuple[str, ...]:
    """Return a name's words without years and the like: "revenue" for "revenue_2024"."""
    stripped = (_CJK_VARIANTS.sub("", word) for word in words(name) if word not in _VARIANT_WORDS)
    return tuple(word for word in stripped if word)


def names_metrics(column: Column) -> bool:
    """Whether a column names metrics, so that each of its values has a unit of its own."""
    return not _METRICS.isdisjoint(words(column.name))


def is_mixture(column: Column, values: frozenset[Cell]) -> bool:
    """Whether a column's values are not parts of a sum: different metrics, plan and actual."""
    if names_metrics(column) or not _SCENARIOS.isdisjoint(words(column.name)):
        return True
    return any(isinstance(value, str) and value.lower() in _PLANS_AND_FACTS for value in values)


@lru_cache(maxsize=1024)
def is_moment_of_a_thing(name: str) -> bool:
    """Whether a time is a property of its row, such as a customer's last order."""
    known = words(name)
    is_named = not _MOMENT_OF_A_THING.isdisjoint(known)
    return is_named or bool(_CJK_MOMENT_OF_A_THING.search("".join(known)))
