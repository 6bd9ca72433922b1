"""The two subjects: their spaces, and all that they know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from simulator.questions import dimensions as by
from simulator.questions import measures as of
from simulator.questions.facts import Dimension, Measure
from simulator.questions.language import Both
from simulator.questions.scanning import Lexicon
from simulator.questions.values import SALES_VALUES, SUPPORT_VALUES
from simulator.questions.vocabulary import Cue


@dataclass(frozen=True, slots=True)
class QuestionBack:
    """The clarifying question if "best" is ambiguous: about a dimension, without a measure."""

    dimension: Dimension
    text: Both


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Everything that a space can answer.

    Args:
        default: the measure of "top 5 products".
        sells: the measure of "sells best".
        counted: what "how many" counts for a word that is a dimension elsewhere.
        asks: questions to suggest.
    """

    title: str
    description: str
    tables: tuple[str, ...]
    default: Measure
    dimensions: tuple[Dimension, ...]
    lexicon: Lexicon
    capabilities: Both
    asks: tuple[Both, ...]
    question_back: QuestionBack
    sells: Measure | None = None
    counted: Mapping[Dimension, Measure] = field(default_factory=dict)


_SALES_CAPABILITIES = Both(
    "You can ask about:\n\n"
    "- **revenue**, **orders**, **units**, **profit**, margin, **returns** and average order "
    "value\n"
    "- by **region**, city, **store**, **category**, **product**, **customer**, segment, channel "
    "or coupon\n"
    "- over **time**: by year, quarter, month, week, weekday, day or hour, or compared "
    "with last year\n"
    "- lists of orders, order lines, stores and products\n\n"
    "The data runs from January 2024 to October 2026, in New Taiwan dollars.",
    "您可以詢問：\n\n"
    "- **營收**、**訂單**、**銷量**、**毛利**、毛利率、**退貨**與客單價\n"
    "- 依**區域**、城市、**門市**、**類別**、**商品**、**客戶**、客群、通路或優惠券\n"
    "- 依**時間**：每年、每季、每月、每週、一週各日、每日、各時段，或與去年比較\n"
    "- 訂單、訂單明細、門市與商品的清單\n\n"
    "資料涵蓋 2024 年 1 月至 2026 年 10 月，金額單位為新台幣。",
)
_SUPPORT_CAPABILITIES = Both(
    "You can ask about:\n\n"
    "- **tickets** by topic, priority, channel, agent, region, product or month\n"
    "- **resolution time**, **first response time** and **satisfaction**\n"
    "- lists of tickets, such as those that are **still open**\n\n"
    "The data runs from January 2024 to October 2026.",
    "您可以詢問：\n\n"
    "- 依主題、優先等級、管道、客服人員、區域、商品或月份的**客服單**\n"
    "- **結案時間**、**首次回覆時間**與**滿意度**\n"
    "- 客服單的清單，例如**尚未結案**的客服單\n\n"
    "資料涵蓋 2024 年 1 月至 2026 年 10 月。",
)
_SALES_ASKS = (
    Both("Show revenue by region", "各區域的營收是多少？"),
    Both("Show the monthly revenue trend", "每月的營收趨勢如何？"),
    Both("What are the top 5 products by revenue?", "營收前五名的商品是哪些？"),
    Both("How many orders did we have this year?", "今年有多少筆訂單？"),
    Both("What are the 5 latest orders?", "最新的五筆訂單是哪些？"),
    Both("Which categories have the best profit margin?", "哪個類別的毛利率最高？"),
    Both("Compare revenue this year with last year", "今年和去年的營收比較如何？"),
    Both("What share of revenue does each region have?", "各區域的營收占比是多少？"),
    Both("Show revenue by region and month", "各區域每月的營收是多少？"),
    Both("What are the top 5 stores by revenue?", "營收前五名的門市是哪些？"),
    Both("How many orders do we get each month?", "每月有多少筆訂單？"),
    Both("Show revenue by product category", "各商品類別的營收是多少？"),
    Both("Show revenue by customer segment", "各客群的營收是多少？"),
    Both("What is the average order value by region?", "各區域的客單價是多少？"),
    Both("Which orders were over 100,000?", "哪些訂單超過 10 萬元？"),
    Both("What is the return rate by category?", "各類別的退貨率是多少？"),
    Both("How many new customers joined each month?", "每月新增多少客戶？"),
    Both("Show revenue growth by category", "各類別的營收成長率是多少？"),
    Both("What is our total revenue this year?", "今年的總營收是多少？"),
    Both("How many orders does each region have?", "各區域的訂單數是多少？"),
    Both("Which 10 products sold the most units?", "銷量前十名的商品是哪些？"),
    Both("Who are the top 10 customers by revenue?", "營收前十名的客戶是誰？"),
    Both("Which customers placed the most orders?", "哪些客戶的訂單最多？"),
    Both("How does revenue split by sales channel?", "各銷售通路的營收如何？"),
    Both("Show revenue by quarter", "每季的營收是多少？"),
    Both("Show revenue by year", "每年的營收是多少？"),
    Both("Which weekday sells best?", "星期幾的營收最高？"),
    Both("Show daily revenue this year", "今年每日的營收是多少？"),
    Both("Compare revenue in Q3 with the quarter before", "第三季與上一季的營收比較如何？"),
    Both("Show orders by coupon", "各優惠券的訂單數是多少？"),
    Both("Show revenue by store and month", "各門市每月的營收是多少？"),
    Both("How many units did we sell this year?", "今年的總銷量是多少？"),
    Both("What share of orders has returned items?", "有退貨的訂單占比是多少？"),
    Both("Show the scorecard of all stores", "列出所有門市的計分卡"),
    Both("Which stores had no sales this month?", "本月哪些門市沒有業績？"),
    Both("List all stores", "列出所有門市"),
    Both("List all products with their prices", "列出所有商品與價格"),
    Both("Show all order lines", "顯示所有訂單明細"),
)
_SUPPORT_ASKS = (
    Both("What are the main reasons for tickets?", "客服單的主要原因是什麼？"),
    Both("Show tickets by month", "每月有多少張客服單？"),
    Both("What is the average resolution time by topic?", "各主題的平均結案時間是多久？"),
    Both("Which tickets are still open?", "哪些客服單尚未結案？"),
    Both("How long is the first response time by channel?", "各管道的首次回覆時間是多久？"),
    Both("How satisfied are customers, by agent?", "各客服人員的滿意度如何？"),
    Both("How many support tickets were opened this year?", "今年開立了多少張客服單？"),
    Both("Show tickets by priority", "各優先等級有多少張客服單？"),
    Both("Through which channels do tickets come in?", "各管道的客服單有多少？"),
    Both("How many tickets does each agent handle?", "每位客服人員處理多少張客服單？"),
    Both("Show tickets by region", "各區域的客服單有多少？"),
    Both("Which 5 products cause the most tickets?", "客服單最多的前五名商品是哪些？"),
)
_PRODUCT = replace(
    by.PRODUCT,
    needs="p.`product_id` IS NOT NULL",
    note=Both("Tickets without a product are left out.", "不含未指定商品的客服單。"),
)
_CATEGORY = replace(by.CATEGORY, needs=_PRODUCT.needs, note=_PRODUCT.note)

_SALES_DIMENSIONS = (
    *(*by.TIMES, by.hour_of("o.`order_ts`")),
    *(by.REGION, by.CITY, by.STORE, by.CATEGORY, by.PRODUCT),
    *(by.SEGMENT, by.CUSTOMER, by.SALES_CHANNEL, by.COUPON),
)
SALES = Subject(
    dimensions=_SALES_DIMENSIONS,
    title="Retail sales",
    description=(
        "Orders, products, stores and customers of a home-and-lifestyle retailer in Taiwan and "
        "Asia-Pacific. 詢問台灣與亞太零售門市的營收、訂單、商品與客戶。"
    ),
    tables=tuple(f"retail.sales.{name}" for name in ("orders", "products", "stores", "customers")),
    default=of.REVENUE,
    lexicon=Lexicon(
        measures=(
            *(of.REVENUE, of.ORDER_COUNT, of.UNITS, of.PROFIT, of.MARGIN, of.AVERAGE_ORDER),
            *(of.RETURNS, of.RETURN_RATE, of.BUYERS, of.NEW_CUSTOMERS),
            *(of.STORE_COUNT, of.PRODUCT_COUNT),
        ),
        dimensions=_SALES_DIMENSIONS,
        values=SALES_VALUES,
        best_sellers=(Cue.TOP, by.PRODUCT, of.REVENUE),
    ),
    capabilities=_SALES_CAPABILITIES,
    asks=_SALES_ASKS,
    question_back=QuestionBack(
        by.CUSTOMER,
        Both(
            "Should “best” mean the highest **revenue** or the most **orders**?",
            "「最好」是指**營收**最高，還是**訂單**最多？",
        ),
    ),
    sells=of.REVENUE,
    counted={
        by.CUSTOMER: of.BUYERS,
        by.STORE: of.STORE_COUNT,
        by.PRODUCT: of.PRODUCT_COUNT,
    },
)
_SUPPORT_DIMENSIONS = (
    *(*by.TIMES, by.hour_of("t.`opened_at`")),
    *(by.REGION, by.CITY, by.STORE, _CATEGORY, _PRODUCT),
    *(by.TOPIC, by.PRIORITY, by.CONTACT, by.AGENT),
)
SUPPORT = Subject(
    dimensions=_SUPPORT_DIMENSIONS,
    title="Customer support",
    description=(
        "Support tickets: topics, resolution times and customer satisfaction. "
        "詢問客服單的主題、結案時間與滿意度。"
    ),
    tables=("retail.support.tickets", "retail.sales.products", "retail.sales.stores"),
    default=of.TICKET_COUNT,
    lexicon=Lexicon(
        measures=(of.TICKET_COUNT, of.RESOLUTION, of.FIRST_REPLY, of.SATISFACTION),
        dimensions=_SUPPORT_DIMENSIONS,
        values=SUPPORT_VALUES,
    ),
    capabilities=_SUPPORT_CAPABILITIES,
    asks=_SUPPORT_ASKS,
    question_back=QuestionBack(
        by.AGENT,
        Both(
            "Should “best” mean the highest **satisfaction** or the most **tickets**?",
            "「最好」是指**滿意度**最高，還是處理的**客服單**最多？",
        ),
    ),
)
