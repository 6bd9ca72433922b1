"""The two subjects that can be asked about: what a space is called and which patterns it has."""

from dataclasses import dataclass

from simulator.questions import (
    comparisons,
    lists,
    orders,
    over_time,
    rankings,
    revenue,
    service,
    tickets,
)
from simulator.questions.general import general_patterns
from simulator.questions.pattern import AnyPattern, Both
from simulator.questions.vocabulary import Word


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything a space can be asked.

    Args:
        default_measure: what "top 5 products" is about when it does not say.
        fact_alias: the alias in every query of the table that filters apply to.
    """

    title: str
    description: str
    patterns: tuple[AnyPattern, ...]
    default_measure: Word
    fact_alias: str
    capabilities: Both
    suggests: tuple[str, ...]

    def named(self, name: str) -> AnyPattern:
        """The pattern of this name."""
        return next(pattern for pattern in self.patterns if pattern.name == name)


_SALES_CAPABILITIES = Both(
    "You can ask about:\n\n"
    "- **revenue**, **orders**, **units**, **profit**, **returns**, average order value and "
    "coupons\n"
    "- by **region**, **store**, **category**, **product**, **customer**, segment or channel\n"
    "- over **time**: by year, quarter, month, weekday or day, or compared with last year\n\n"
    "The data runs from January 2024 to October 2026, in New Taiwan dollars.",
    "您可以詢問:\n\n"
    "- **營收**、**訂單**、**銷量**、**毛利**、**退貨**、客單價與優惠券\n"
    "- 依**區域**、**門市**、**類別**、**商品**、**客戶**、客群或通路\n"
    "- 依**時間**:每年、每季、每月、星期、每日,或與去年比較\n\n"
    "資料涵蓋 2024 年 1 月至 2026 年 10 月,金額單位為新台幣。",
)
_SUPPORT_CAPABILITIES = Both(
    "You can ask about:\n\n"
    "- **tickets** by topic, priority, channel, agent, region, product or month\n"
    "- **resolution time**, **first response time** and **satisfaction**\n"
    "- tickets that are **still open**\n\n"
    "The data runs from January 2024 to October 2026.",
    "您可以詢問:\n\n"
    "- 依主題、優先等級、管道、客服人員、區域、商品或月份的**客服單**\n"
    "- **結案時間**、**首次回覆時間**與**滿意度**\n"
    "- **尚未結案**的客服單\n\n"
    "資料涵蓋 2024 年 1 月至 2026 年 10 月。",
)
_SALES_TABLES = tuple(
    f"retail.sales.{name}" for name in ("orders", "products", "stores", "customers")
)
_SUPPORT_TABLES = ("retail.support.tickets", "retail.sales.products", "retail.sales.stores")
_SALES_SUGGESTS = ("revenue_by_region", "revenue_by_month", "top_products")
_SUPPORT_SUGGESTS = ("tickets_by_topic", "tickets_by_month", "resolution_by_topic")

SALES = Subject(
    title="Retail sales",
    description=(
        "Orders, products, stores and customers of a home-and-lifestyle retailer in Taiwan and "
        "Asia-Pacific. 詢問台灣與亞太零售門市的營收、訂單、商品與客戶。"
    ),
    patterns=(
        *general_patterns(_SALES_CAPABILITIES, _SALES_TABLES, _SALES_SUGGESTS),
        *revenue.TOTALS,
        *comparisons.COMPARISONS,
        *over_time.OVER_TIME,
        *rankings.RANKINGS,
        *orders.ORDERS,
        *rankings.QUESTIONS_BACK,
        *lists.LISTS,
    ),
    default_measure=Word.REVENUE,
    fact_alias="o",
    capabilities=_SALES_CAPABILITIES,
    suggests=_SALES_SUGGESTS,
)
SUPPORT = Subject(
    title="Customer support",
    description=(
        "Support tickets: topics, resolution times and customer satisfaction. "
        "詢問客服單的主題、結案時間與滿意度。"
    ),
    patterns=(
        *general_patterns(_SUPPORT_CAPABILITIES, _SUPPORT_TABLES, _SUPPORT_SUGGESTS),
        *tickets.TICKETS,
        *service.SERVICE,
        *service.QUESTIONS_BACK,
    ),
    default_measure=Word.TICKETS,
    fact_alias="t",
    capabilities=_SUPPORT_CAPABILITIES,
    suggests=_SUPPORT_SUGGESTS,
)
