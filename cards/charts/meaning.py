"""What a column means, by its name and its type: an amount, a name, a share, an average.

Nobody tells what Genie's columns mean, so that names decide, in English and in Chinese. Whatever
is in doubt is taken for something that cannot be added up.
"""

import re
from enum import StrEnum, auto
from functools import lru_cache
from typing import Final

from cards.formatting import is_a_name
from genie.tables import Cell, CellKind, Column

_READ_CHARS: Final = 200  # of a name; who names a column in more words is not helped by reading on
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _tokens(words_: str, chinese: str = "") -> re.Pattern[str]:
    """Find any of these words, parted by "|", as a whole word; Chinese ones anywhere."""
    english = rf"(?:^|_)(?:{words_})(?=_|$)"
    return re.compile(f"{english}|{chinese}" if chinese else english)


_NAMES: Final = _tokens(
    r"id|ids|uuid|guid|rank|rnk|ranking|row_num|row_number|rn|seq|sequence|serial|hash|sku"
    r"|lat|latitude|lon|lng|longitude|postal|postal_code|zip|zip_code|version",
    "排名|名次|排序|序號|序号|順位|顺位|經度|经度|緯度|纬度|統編|流水號|流水号|版本",
)
# Genie leaves many expressions unnamed: "count(DISTINCT customer_id)" counts, and names nothing.
_AGGREGATES: Final = re.compile(
    r"^(?:count|sum|avg|average|mean|median|approx_count_distinct|total|num|number_of|distinct"
    r"|unique)_"
)
# What was sold last year is no year.
_IN_A_PERIOD: Final = _tokens(
    r"(?:this|last|prev|previous|prior|current|next)_(?:year|yr|fy)", "[今去前明本當当上]年$"
)
_NOT_ADDITIVE: Final = _tokens(
    r"avg|average|mean|median|min|max|minimum|maximum|lowest|highest|longest|shortest|fastest"
    r"|slowest|best|worst|rates?|ratios?|pct|percent|percents|percentages?|perc|shares?"
    r"|proportions?|fractions?|margins?|prices?|asp|aov|arpu|per|scores?|ratings?|index|std|stdev"
    r"|stddev|variance|percentile|quantile|p\d\d|growth|change|delta|diff|difference|yoy|mom|qoq"
    r"|wow|cagr|temperature|age|distinct|unique|dau|wau|mau|cumulative|cum|running|rolling|moving"
    r"|ytd|qtd|mtd|nps|csat|roi|roas|ctr|cpc|cpa|cpm|occupancy|utili[sz]ation|conversion"
    r"|probability|correlation",
    "率|比例|佔比|占比|比重|百分比|平均|均價|均价|均值|中位|價格|价格|單價|单价|售價|售价|定價|定价"
    "|最高|最低|最大|最小|最長|最长|最短|指數|指数|評分|评分|分數|分数|成長|增長|增长|年增|月增"
    "|差異|差异|累計|累计|累積|累积|不重複|不重复|去重",
)
_CHANGE: Final = _tokens(
    r"growth|change|delta|diff|difference|variance|yoy|mom|qoq|wow",
    "成長|增長|增长|年增|月增|差異|差异|差額|差额",
)
_OF_A_WHOLE: Final = _tokens(
    r"shares?|of_(?:the_)?(?:grand_)?total|proportion|composition|mix|distribution|contribution",
    "佔比|占比|佔率|占率|佔有率|占有率|比重|構成|构成|貢獻|贡献"
    "|^(?:pct|percent|percentages?|百分比|比例)$",
)
# Of each row's own whole, such as the share of its orders that came back.
_OF_ITSELF: Final = _tokens(
    r"rates?|conversion|margin|growth|change|discount|utili[sz]ation|occupancy|completion"
    r"|return(?:s|ed)?|yoy|mom|qoq|avg|average|mean|median|min|max",
    "(?<![佔占有])率|折扣|成長|增長|增长|年增|月增|平均|退貨|退货",
)
_OBJECTS: Final = ("ARRAY", "MAP", "STRUCT", "VARIANT", "INTERVAL", "OBJECT", "GEO")
# Columns that say what a row's number is: of several kinds, or planned and real.
_METRICS: Final = _tokens(r"metrics?|measures?|kpis?|indicators?", "指標|指标")
_SCENARIOS: Final = _tokens(r"scenarios?", "情境")
_PLANS_AND_FACTS: Final = ("actual", "actuals", "budget", "plan", "planned", "forecast", "target")
_MIXED_VALUES: Final = frozenset(
    {*_PLANS_AND_FACTS, *map(str.capitalize, _PLANS_AND_FACTS), *map(str.upper, _PLANS_AND_FACTS)}
    | {"實際", "实际", "預算", "预算", "目標", "目标", "預測", "预测", "計畫", "计划"}
)
# What rows are called that hold the sum of the others.
TOTALS: Final = frozenset(
    {"total", "Total", "TOTAL", "grand total", "Grand total", "Grand Total", "GRAND TOTAL"}
    | {"overall", "Overall", "合計", "合计", "總計", "总计", "總和", "总和"}
)
_MOMENT_OF_A_THING: Final = _tokens(
    r"last|first|latest|earliest|newest|oldest|since|opened|created|updated|modified|birth|birthday"
    r"|birthdate|joined|registered|expires?|expiry|due|until|launch|launched|hire|hired|min|max",
    "最近|最後|最后|首次|最早|最新|生日|到期|開幕|建立|更新",
)


class Unit(StrEnum):
    """What an amount is counted in."""

    PERCENT = auto()
    MONEY = auto()
    TIME = auto()
    COUNT = auto()
    UNKNOWN = auto()


_UNITS: Final = {
    Unit.PERCENT: _tokens(
        r"pct|percent|percents|percentages?|perc|rates?|ratios?|shares?|proportions?|growth|margin",
        "率|比例|佔比|占比|比重|百分比|成長|增長|增长",
    ),
    Unit.TIME: _tokens(
        r"days?|hours?|hrs?|minutes?|mins|seconds?|secs?|ms|duration|latency|age",
        "天數|天数|小時|小时|分鐘|分钟|秒|時長|时长",
    ),
    Unit.MONEY: _tokens(
        r"revenues?|sales|amounts?|costs?|profits?|gmv|prices?|spend|spending|budget|fees?|income"
        r"|expenses?|turnover|usd|eur|twd|ntd|cogs|discounts?|refunds?|tax|aov|arpu",
        "營收|营收|營業額|金額|金额|成本|利潤|利润|毛利|價|价|費用|费用|收入|支出|預算|预算|銷售額|销售额",
    ),
    Unit.COUNT: _tokens(
        r"orders?|customers?|users?|units?|qty|quantity|counts?|items?|visits?|visitors?|tickets?"
        r"|employees?|headcount|products?|stores?|lines?|sessions?|clicks?|returns?",
        "數|数|件|筆|笔|人次|銷量|销量",
    ),
}


@lru_cache(maxsize=1024)
def words(name: str) -> str:
    """Write a name as in SQL: in lower case, its words parted by an underscore."""
    parted = _CAMEL.sub("_", name[:_READ_CHARS].strip())
    return re.sub(r"[\W_]+", "_", parted).strip("_").lower()


@lru_cache(maxsize=1024)
def is_identifier(column: Column) -> bool:
    """Whether a column tells things apart: an id, a code, a year, a place in a ranking."""
    name = words(column.name)
    is_name = is_a_name(Column(column.name, "", CellKind.INTEGER)) or _NAMES.search(name)
    return bool(is_name) and not (_AGGREGATES.match(name) or _IN_A_PERIOD.search(name))


def is_measure(column: Column) -> bool:
    """Whether a column's numbers are amounts, as far as its name tells."""
    return column.is_number and not is_identifier(column)


def is_category(column: Column) -> bool:
    """Whether a column may tell groups apart. Objects and bytes do not."""
    if column.kind is CellKind.TEXT:
        return not column.type_text.upper().startswith(_OBJECTS)
    return column.kind is CellKind.BOOLEAN or (column.is_number and is_identifier(column))


@lru_cache(maxsize=1024)
def is_additive(column: Column) -> bool:
    """Whether the sum of its numbers means something; the sum of averages does not."""
    return not _NOT_ADDITIVE.search(words(column.name))


def is_change(column: Column) -> bool:
    """Whether a column compares others, such as those of two years."""
    return bool(_CHANGE.search(words(column.name)))


def is_part_of_whole(column: Column) -> bool:
    """Whether a column says by its name that its numbers make up a whole."""
    name = words(column.name)
    return bool(_OF_A_WHOLE.search(name)) and not _OF_ITSELF.search(name)


@lru_cache(maxsize=1024)
def stem_of(column: Column) -> str:
    """Return a column's name without the numbers in it: "revenue_2024" is "revenue", too."""
    return re.sub(r"[\W\d_]+", "", words(column.name))


@lru_cache(maxsize=1024)
def unit_of(column: Column) -> Unit:
    """Return what a column's numbers are counted in."""
    name = words(column.name)
    found = (unit for unit, pattern in _UNITS.items() if pattern.search(name))
    return next(found, Unit.UNKNOWN)


def names_metrics(column: Column) -> bool:
    """Whether a column says what is measured, so that each of its values has a unit of its own."""
    return bool(_METRICS.search(words(column.name)))


def is_mixture(column: Column, values: frozenset[Cell]) -> bool:
    """Whether a column parts what does not add up: figures of several kinds, plans and facts."""
    if names_metrics(column) or _SCENARIOS.search(words(column.name)):
        return True
    return not _MIXED_VALUES.isdisjoint(values)


def is_moment_of_a_thing(column: Column) -> bool:
    """Whether a time only describes what its row is about, such as a customer's last order."""
    return bool(_MOMENT_OF_A_THING.search(words(column.name)))
