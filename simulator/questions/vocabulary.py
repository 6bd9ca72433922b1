"""The words that the workspace knows, in both languages, and finding them in a question."""

import re
import unicodedata
from difflib import get_close_matches
from enum import StrEnum, auto


class Word(StrEnum):
    """What a question can be about: measures, then dimensions, then what to do with them."""

    REVENUE = auto()
    ORDERS = auto()
    UNITS = auto()
    PROFIT = auto()
    AVERAGE_ORDER = auto()
    RETURNS = auto()
    TICKETS = auto()
    RESOLUTION = auto()
    FIRST_REPLY = auto()
    SATISFACTION = auto()
    BACKLOG = auto()

    REGION = auto()
    STORE = auto()
    CATEGORY = auto()
    PRODUCT = auto()
    CUSTOMER = auto()
    SEGMENT = auto()
    CHANNEL = auto()
    TOPIC = auto()
    PRIORITY = auto()
    AGENT = auto()
    YEAR = auto()
    QUARTER = auto()
    MONTH = auto()
    WEEKDAY = auto()
    DAY = auto()

    TREND = auto()
    SHARE = auto()
    COMPARE = auto()
    BEST = auto()
    NEW = auto()
    LIST = auto()
    EVERY_LINE = auto()
    SCORECARD = auto()
    COUPON = auto()
    LARGE = auto()
    WITHOUT = auto()
    TABLES = auto()
    HELP = auto()
    HELLO = auto()


MEASURES = frozenset(list(Word)[: list(Word).index(Word.REGION)])
DIMENSIONS = frozenset(list(Word)[list(Word).index(Word.REGION) : list(Word).index(Word.TREND)])

_SPELLINGS = {
    Word.REVENUE: r"revenues?|sales|sells?|sold|turnover|income|營收|營業額|銷售額|銷售|業績|收入",
    Word.ORDERS: r"orders?|訂單|單量",
    Word.UNITS: r"units?|quantity|quantities|pieces|volume|銷量|件數|數量",
    Word.PROFIT: r"profits?|margins?|gross|毛利率|毛利|利潤|獲利",
    Word.AVERAGE_ORDER: r"average orders?(?: value)?|aov|basket|客單價|平均訂單|平均客單",
    Word.RETURNS: r"returns?|returned|refunds?|退貨|退換貨",
    Word.TICKETS: r"tickets?|cases?|complaints?|客服單|工單|案件|客訴",
    Word.RESOLUTION: r"resolution|resolve[ds]?|time to close|closing time|handling time|"
    r"結案時間|處理時間|解決時間|結案",
    Word.FIRST_REPLY: r"first (?:reply|response)|response times?|reply times?|"
    r"首次回覆|回覆時間|回應時間",
    Word.SATISFACTION: r"satisfaction|csat|ratings?|scores?|滿意度|評分",
    Word.BACKLOG: r"open tickets?|still open|backlog|unresolved|unclosed|未結案|未結|待處理|積壓",
    Word.REGION: r"regions?|areas?|territor(?:y|ies)|區域|地區|各區",
    Word.STORE: r"stores?|shops?|branch(?:es)?|outlets?|門市|店家|分店|店面|店",
    Word.CATEGORY: r"categor(?:y|ies)|product (?:groups?|lines?)|類別|品類|分類|商品類",
    Word.PRODUCT: r"products?|items?|best[- ]?sell(?:ers?|ing)|商品|產品|品項|暢銷|熱銷|熱賣",
    Word.CUSTOMER: r"customers?|clients?|buyers?|shoppers?|客戶|顧客",
    Word.SEGMENT: r"segments?|客群|客層",
    Word.CHANNEL: r"channels?|online|通路|渠道|管道",
    Word.TOPIC: r"topics?|reasons?|issues?|主題|原因|問題類型|類型",
    Word.PRIORITY: r"priorit(?:y|ies)|urgen(?:t|cy)|優先|緊急",
    Word.AGENT: r"agents?|staff|support people|客服人員|專員|人員",
    Word.YEAR: r"year(?:s|ly)?|annual(?:ly)?|每年|各年|年度|按年|逐年|年",
    Word.QUARTER: r"quarter(?:s|ly)?|季",
    Word.MONTH: r"month(?:s|ly)?|月",
    Word.WEEKDAY: r"week ?days?|days? of the week|星期|週幾|周幾|禮拜",
    Word.DAY: r"daily|days?|每日|每天|逐日|按日|各日",
    Word.TREND: r"trends?|over time|development|evolution|趨勢|走勢|變化",
    Word.SHARE: r"shares?|percent(?:age)?|proportions?|split|breakdown|%|"
    r"占比|佔比|比例|比重|百分比|占|佔",
    Word.COMPARE: r"compar(?:e|ed|ison|ing)|versus|vs\.?|year over year|yoy|growth|grow|grew|"
    r"growing|change[ds]?|比較|相比|對比|同比|年增|成長|增長|較",
    Word.BEST: r"best|worst|most important|most valuable|最好|最佳|最差|最重要|最棒",
    Word.NEW: r"new|joined|acquired|新增|新加入|新客|新",
    Word.LIST: r"list|all|show every|price list|catalogu?e|latest|recent|"
    r"清單|列表|列出|價目表|最新|所有|全部",
    Word.EVERY_LINE: r"order lines?|line items?|every (?:single )?order|all orders|"
    r"訂單明細|所有訂單|全部訂單|每一筆",
    Word.SCORECARD: r"score ?cards?|all (?:the )?(?:metrics|figures|numbers|kpis?)|overview|kpis?|"
    r"dashboard|計分卡|總覽|所有指標|全部指標|全面",
    Word.COUPON: r"coupons?|vouchers?|discounts?|promo(?:tion)? codes?|優惠券|折價券|優惠碼|折扣",
    Word.LARGE: r"(?:over|above|more than|larger than|at least) (?:nt\$?|twd|\$)? ?(?=\d)|"
    r"超過|大於|以上",
    Word.WITHOUT: r"without|no sales|did not sell|sold nothing|no revenue|"
    r"沒有銷售|沒有業績|無銷售|零銷售|沒有",
    Word.TABLES: r"tables?|data ?sets?|data sources?|columns|schema|資料表|資料集|表格|欄位",
    Word.HELP: r"what can (?:i|you|we)|help|how do i (?:ask|start)|can i ask|"
    r"問什麼|問甚麼|問哪些|能做什麼|可以做什麼|會什麼|怎麼問|說明",
    Word.HELLO: r"^(?:hi|hello|hey|good (?:morning|afternoon)|你好|您好|哈囉|嗨|早安)\b",
}  # fmt: skip
# A Latin word must be a whole word ("region" is not in "religion"); Chinese has no such edges.
_START, _END = r"(?:(?<![a-z])|(?![a-z]))", r"(?:(?![a-z])|(?<![a-z]))"
_FINDERS = {word: re.compile(f"{_START}(?:{forms}){_END}") for word, forms in _SPELLINGS.items()}
# What a dimension is called in an answer: in English, in Chinese.
DIMENSION_NAMES = {
    Word.REGION: ("region", "區域"),
    Word.STORE: ("store", "門市"),
    Word.CATEGORY: ("category", "類別"),
    Word.PRODUCT: ("product", "商品"),
    Word.CUSTOMER: ("customer", "客戶"),
    Word.SEGMENT: ("segment", "客群"),
    Word.CHANNEL: ("channel", "通路"),
    Word.TOPIC: ("topic", "主題"),
    Word.PRIORITY: ("priority", "優先等級"),
    Word.AGENT: ("agent", "客服人員"),
    Word.YEAR: ("year", "年"),
    Word.QUARTER: ("quarter", "季"),
    Word.MONTH: ("month", "月"),
    Word.WEEKDAY: ("weekday", "星期"),
    Word.DAY: ("day", "日"),
}
# A word that says more than another of the same question: "units sold" is not about revenue.
_OUTRANKS = (
    (Word.AVERAGE_ORDER, Word.ORDERS),
    (Word.EVERY_LINE, Word.ORDERS),
    (Word.EVERY_LINE, Word.LIST),
    *((measure, Word.REVENUE) for measure in (Word.UNITS, Word.PROFIT, Word.AVERAGE_ORDER)),
    (Word.RETURNS, Word.REVENUE),
    (Word.REVENUE, Word.ORDERS),
    (Word.WEEKDAY, Word.DAY),
    *((m, Word.TICKETS) for m in (Word.BACKLOG, Word.RESOLUTION, Word.FIRST_REPLY)),
    (Word.SATISFACTION, Word.TICKETS),
)
# Where two words together mean the second: "product categories" are not products.
_COMPOUNDS = re.compile(
    r"(?:product|customer|sales) (?=categor|segment|satisf|channel)"
    r"|(?:商品|產品)(?=類|分類)|(?:客戶|顧客)(?=群|滿意)|客服(?=滿意)"
)
# Long words in their right spelling: a near miss of one is a typing error, and these are not.
_LEXICON = (
    *("revenue", "turnover", "orders", "units", "quantity", "profit", "margin", "average", "value"),
    *("discount", "returns", "return", "refund", "tickets", "ticket", "complaint", "complaints"),
    *("resolution", "response", "reply", "satisfaction", "satisfied", "backlog", "rating"),
    *("region", "regions", "stores", "store", "category", "categories", "product", "products"),
    *("customer", "customers", "segment", "segments", "channel", "channels", "topic", "topics"),
    *("priority", "priorities", "agent", "agents", "yearly", "quarter", "quarters", "quarterly"),
    *("month", "months", "monthly", "weekday", "weekdays", "daily", "trend", "trends", "share"),
    *("shares", "percentage", "breakdown", "compare", "compared", "comparison", "versus", "growth"),
    *("growing", "changed", "scorecard", "coupon", "coupons", "without", "table", "tables"),
    *("overview", "lines", "price", "prices", "total", "highest", "lowest", "north", "northern"),
    *("south", "southern", "central", "singapore", "japan", "january", "february", "march"),
    *("april", "august", "september", "october", "november", "december", "which", "where"),
    *("there", "their", "these", "those", "shows", "about", "other", "every", "three", "could"),
)
_TYPO_LIKENESS = 0.82
_SIMPLIFIED = str.maketrans(
    "营业额销总产类别门区单趋势数归户问题么东华价较长级优惠际览处毛个与对应满",
    "營業額銷總產類別門區單趨勢數歸戶問題麼東華價較長級優惠際覽處毛個與對應滿",
)
_NOISE = re.compile(r"[\s,。、!?!?;:·「」『』()()\"'’.]+(?=\s|$)|[?!,。、;:·「」『』()\"]")


def normalised(text: str) -> str:
    """Bring a question to one spelling: width, case, script, punctuation, small typing errors."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = " ".join(_NOISE.sub(" ", plain).split())
    return re.sub(r"[a-z]{5,}", lambda match: _corrected(match[0]), plain)


def words_in(text: str) -> frozenset[Word]:
    """Every word that a normalised text contains."""
    text = _COMPOUNDS.sub("", text)
    found = {word for word, finder in _FINDERS.items() if finder.search(text)}
    for winner, loser in _OUTRANKS:
        if winner in found:
            found.discard(loser)
    return frozenset(found)


def is_chinese(text: str) -> bool:
    """Whether to answer in Chinese: the question has at least one Han character."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _corrected(word: str) -> str:
    if word in _LEXICON:
        return word
    close = get_close_matches(word, _LEXICON, n=1, cutoff=_TYPO_LIKENESS)
    return close[0] if close else word
