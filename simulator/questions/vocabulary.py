"""The words of a question that are no measure, dimension, value or time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from simulator.questions.facts import Dimension, Measure, Value
from simulator.questions.periods import Time, Unit, previous


class Cue(Enum):
    """The role of a word in a question."""

    BY = auto()  # must be followed by a dimension or a measure
    WHICH = auto()  # may be followed by a dimension
    ALL = auto()  # the default, or the request for a list
    SOFT = auto()  # has no effect, also not on the next word
    FILL = auto()  # has no effect
    COUNT = auto()
    LIST = auto()
    SHOW = auto()  # the verb of a question; a thing after it is its subject
    SELL = auto()
    TOP = auto()
    BOTTOM = auto()
    BEST = auto()
    WORST = auto()
    MOST = auto()
    LEAST = auto()
    LONGEST = auto()
    SHORTEST = auto()
    LATEST = auto()
    OLDEST = auto()
    SHARE = auto()
    COMPARE = auto()
    GROWTH = auto()
    DECLINE = auto()
    TREND = auto()
    IDLE = auto()
    LINES = auto()
    SCORECARD = auto()
    PRICES = auto()
    HELP = auto()
    TABLES = auto()
    HELLO = auto()
    BEYOND = auto()  # known, but cannot be answered; the answer says why
    GO_ON = auto()  # at the start: continues from the previous question
    PARTICLE = auto()  # anywhere: may continue from it
    THOSE = auto()  # anywhere: refers to the previous answer, which must exist
    INSTEAD = auto()


@dataclass(frozen=True, slots=True)
class Count:
    """The number of rows."""

    number: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A bound on the value of an order: an operator of SQL, and NT$."""

    operator: str
    value: int


Meaning = Measure | Dimension | Value | Time | Count | Amount | Cue

RANKS_HIGH = (Cue.TOP, Cue.MOST, Cue.BEST, Cue.LONGEST)
RANKS_LOW = (Cue.BOTTOM, Cue.LEAST, Cue.WORST, Cue.SHORTEST)

_CLASSIFIER = r"(?:名|大|個|項|位|間|家|筆|張|種|件|天)"
_COUNTED = "客戶|顧客|門市|商品|產品|訂單|客服單"
CUES: tuple[tuple[Cue, str], ...] = (
    (Cue.BY,
     r"by|per|each|every|across|(?:split|grouped|broken down|breakdown) by|for (?:each|every)"
     rf"|各個|各|每一?{_CLASSIFIER}?|按照|按|依照|依|不同的?|逐"),
    (Cue.WHICH, rf"which|what|who|main|主要的?"
     rf"|什麼(?=商品|產品|類別|門市|區域|地區|客戶|通路)|哪些|哪一?{_CLASSIFIER}?|誰"),
    (Cue.ALL, r"all(?: the)?|所有的?|全部的?|全體"),
    (Cue.SOFT,
     r"the|an?|of|our|my|their|its|is|are|was|were|do|does|did|have|has|had|different"
     r"|individual|single|respective|and|&|的|和|與|及|跟|以及|有|是"),
    (Cue.COUNT,
     rf"how many|(?:the )?(?:total )?numbers? of|count of|(?:多少|幾){_CLASSIFIER}|數量?"
     rf"|多少(?={_COUNTED})"),
    (Cue.FILL,
     r"me|us|tell|see|want|would|like|i|we|you|can|could"
     r"|please|know|let|look|in|on|at|for|during|from|with|to|as|there|that|this|it|they|how"
     r"|how (?:much|long|often)|so far|data|(?:as an? )?(?:chart|graph|table)|totals?"
     r"|overall|in (?:all|total)|altogether|(?:in )?(?:nt\$|twd)"
     r"|comes?(?: in)?|came in|over(?= the (?:last|past))|through"
     r"|placed|handles?|handled|opened|caused?|causes"
     r"|split|broken down|breakdown|['’](?:s|d|m|re|ve)"
     r"|請問?|幫我|告訴我|我們|我|想要?|我要|看看?|知道|了解|一下|如何|怎麼樣|怎樣|什麼"
     rf"|多少(?!{_COUNTED})|嗎|吧|啊|了|總共|共有?|合計|總(?=[營銷訂毛客業收退單淨])|新台幣|在|數據|資料"
     r"|使用|圖表|表格|分別|多久|處理|開立|下單|造成|每一?{_CLASSIFIER}的"),
    (Cue.SHOW,
     r"(?:show|give|find|get)(?: me| us)?|display|view|顯示|給我|查看|查詢"),
    (Cue.LIST, r"list|清單|列表|請?列出|一覽"),
    (Cue.SELL, r"sells?|sold|selling|spends?|spent|賣得?|售出|銷售得"),
    (Cue.TOP, r"top|highest|largest|biggest|greatest|strongest|leading"
     r"|最高|最大|最強|排名|排行榜?"),
    (Cue.BOTTOM, r"bottom|lowest|smallest|weakest|最低|最小|最弱"),
    (Cue.MOST, r"(?:the )?most(?: often)?|最多"),
    (Cue.LEAST, r"(?:the )?(?:least|fewest)|最少"),
    (Cue.BEST, r"best|most (?:important|valuable)|最好|最佳|最棒|最重要"),
    (Cue.WORST, r"worst|最差|最糟"),
    (Cue.LONGEST, r"longest|slowest|最久|最長|最慢"),
    (Cue.SHORTEST, r"shortest|fastest|quickest|最快|最短"),
    (Cue.LATEST,
     r"(?:the )?(?:latest|newest|(?:most )?recent|last(?= \d+ (?:orders?|tickets?)))|最新|最近"),
    (Cue.OLDEST, r"(?:the )?(?:oldest|earliest|first(?= \d+ (?:orders?|tickets?)))|最早|最舊"),
    (Cue.SHARE,
     r"(?:as )?(?:an? |the )?(?:shares?|percentages?|percent|proportions?)(?: of)?"
     r"|(?:in |as )?%|[占佔]比?(?:多少)?|比例|比重|百分比|份額"),
    (Cue.COMPARE,
     r"compar(?:e[sd]?|ing|ison)(?: (?:to|with))?|versus|vs\.?|against"
     r"|比較|相比|對比|相較於?|較|比"),
    (Cue.GROWTH, r"growth|grow|grows|grew|growing|grown|成長率?|增長率?"),
    (Cue.DECLINE, r"declin(?:e|ed|ing)|drop(?:s|ped|ping)?|fell|falling|衰退|下滑|下降"),
    (Cue.TREND, r"trends?|over time|develop(?:s|ed|ment)?|evolution|趨勢|走勢|變化"),
    (Cue.IDLE,
     r"(?:had|have|has|with|made) no (?:sales|revenue)|without (?:any )?(?:sales|revenue)"
     r"|sold nothing|(?:did|do) not sell(?: anything)?|(?:沒有|無|零)(?:任何)?(?:業績|銷售|營收)"),
    (Cue.LINES, r"(?:every |single )*order lines?|line items?|訂單明細|明細"),
    (Cue.SCORECARD,
     r"score ?cards?|all (?:the )?(?:metrics|kpis?)|kpis?|計分卡|(?:所有|全部)指標|總覽"),
    (Cue.PRICES,
     r"(?:(?:with|and) (?:their )?)?(?:list )?prices?(?: list)?"
     r"|(?:與|和)?(?:價格|定價|售價)|價目表"),
    (Cue.HELP,
     r"(?:what )?can (?:i|you|we) (?:ask|do)(?: about)?|help(?: me)?"
     r"|(?:我)?(?:可以|能)(?:問|做)(?:什麼|哪些)?|怎麼問|說明"),
    (Cue.TABLES,
     r"(?:genie )?tables|(?:genie )?table(?= hold)|data ?sets?|data sources?|contains?|holds?"
     r"|資料表|資料集|內容"),
    (Cue.HELLO,
     r"hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?"
     r"|你好|您好|哈囉|嗨|早安|謝謝"),
    (Cue.BEYOND, r"why|not|為什麼|為何|怎麼會?|不含|不包括|不包含|不是|除了|沒有|沒"),
    (Cue.GO_ON,
     r"what about|how about|same|now|then|but|also|only|just|too|as well"
     r"|那麼?|再|還有|只看|只要|只|僅"),
    (Cue.THOSE, r"those|these|them|這些|那些|它們|其中"),
    (Cue.PARTICLE, "呢"),
    (Cue.INSTEAD, r"instead|rather|換成?|改成|改為|改看|改用"),
)  # fmt: skip

_SPELLED = {
    **{
        word: n
        for n, word in enumerate(
            ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
        )
    },
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
}
_HAN_DIGITS = "零一二三四五六七八九"
HAN_NUMBER = r"[一二三四五六七八九兩]?十[一二三四五六七八九]?|[一二三四五六七八九兩]"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9}(?![\d.])"
_SCALES = {
    **{"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000},
    **{"千": 1_000, "萬": 10_000, "百萬": 1_000_000, "千萬": 10_000_000, "億": 100_000_000},
}
_SCALE = r"(?: ?(k|m|thousand|million|千萬|百萬|萬|千|億))?"
_MONEY = rf"(?:nt\$ ?|twd ?|\$ ?)?({_NUMBER}|\d+\.\d+|{HAN_NUMBER}){_SCALE}(?: ?元)?"
_OPERATORS = {
    **dict.fromkeys(("over", "above", "more than", "larger than", "greater than"), ">"),
    **dict.fromkeys(("exceeding", "worth more than", "超過", "大於", "高於"), ">"),
    **dict.fromkeys(("at least", "至少", "以上"), ">="),
    **dict.fromkeys(("under", "below", "less than", "smaller than"), "<"),
    **dict.fromkeys(("低於", "小於", "少於", "不到"), "<"),
    **dict.fromkeys(("at most", "以下"), "<="),
}
_BOUND = "|".join(sorted(_OPERATORS, key=len, reverse=True))


def number_of(text: str) -> int:
    """Return the integer for digits, or for words of either language."""
    if text in _SPELLED:
        return _SPELLED[text]
    if text[0].isdecimal():
        return int(text.replace(",", ""))
    tens, ten, ones = text.replace("兩", "二").rpartition("十")
    return (_HAN_DIGITS.index(tens or "一") * 10 if ten else 0) + _HAN_DIGITS.index(ones or "零")


def amount_of(bound: str, number: str, scale: str | None) -> Amount:
    """Return a bound."""
    value = float(number) if "." in number else number_of(number)
    return Amount(_OPERATORS[bound], int(value * _SCALES.get(scale or "", 1)))


# With COMPARE: the same span a year before, or the one just before.
_EARLIER = {
    Unit.YEAR: r"year[- ]over[- ]year|year[- ]on[- ]year|yoy|同比|年增率?|(?:與)?去年同期|同期"
    r"|same (?:period|time|months?|quarter) (?:of )?last year",
    Unit.QUARTER: r"quarter[- ]over[- ]quarter|qoq|季增率?",
    Unit.MONTH: r"month[- ]over[- ]month|mom|環比|月增率?",
}


def earlier_of(unit: Unit) -> tuple[Meaning, ...]:
    """Return the meanings of a comparison with the previous span."""
    return (Cue.COMPARE, Time(previous(unit), back=unit))


Rule = tuple[str, Callable[[re.Match[str]], tuple[Meaning, ...]]]

COUNT_RULES: tuple[Rule, ...] = (
    (rf"前 ?({_NUMBER}|{HAN_NUMBER})(?: ?{_CLASSIFIER})?",
     lambda m: (Cue.TOP, Count(number_of(m[1])))),
    (rf"({_NUMBER}|{HAN_NUMBER}) ?大(?!於)", lambda m: (Cue.TOP, Count(number_of(m[1])))),
    (rf"(?:{_NUMBER}|{HAN_NUMBER}) ?{_CLASSIFIER}的?",
     lambda m: (Count(number_of(re.split(rf" ?{_CLASSIFIER}", m[0])[0])),)),
    (_NUMBER, lambda m: (Count(number_of(m[0])),)),
    ("|".join(_SPELLED), lambda m: (Count(number_of(m[0])),)),
    (rf"({_BOUND}) ?{_MONEY}(?:的)?", lambda m: (amount_of(m[1], m[2], m[3]),)),
    (rf"{_MONEY}({_BOUND})的?", lambda m: (amount_of(m[3], m[1], m[2]),)),
    *((pattern, lambda _, unit=unit: earlier_of(unit)) for unit, pattern in _EARLIER.items()),
)  # fmt: skip
