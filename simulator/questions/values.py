"""The values for conditions: places, goods, people, states."""

import re

from simulator import catalogue
from simulator.catalogue import Named
from simulator.questions.facts import Group, Value
from simulator.questions.language import Both


def _named(group: Group, column: str, names: tuple[Named, ...], level: int) -> tuple[Value, ...]:
    return tuple(
        Value(Both(name.value, name.zh), group, name.spellings, column, name.value, level=level)
        for name in names
    )


def _plain(group: Group, column: str, pairs: tuple[tuple[str, str], ...]) -> tuple[Value, ...]:
    """Make values whose names are as stored, or in Chinese."""
    return tuple(Value(Both(en, zh), group, _as_written(en, zh), column, en) for en, zh in pairs)


def _as_written(*names: str) -> str:
    return "|".join(re.escape(name.casefold()) for name in dict.fromkeys(names))


_REGIONS = _named(Group.PLACE, "s.`region`", catalogue.REGIONS, 1)
_CITIES = tuple(
    Value(
        Both(en, "東京" if stored == en else stored), Group.PLACE, how, "s.`city`", stored, level=2
    )
    for stored, en, how in catalogue.CITIES
)
_COUNTRY = Value(
    Both("Taiwan", "台灣"), Group.PLACE, "taiwan|台灣|臺灣|全台", "s.`country`", "TW", level=0
)
_STORES = tuple(
    Value(Both(name, name), Group.PLACE, _as_written(name), "s.`store_name`", name, level=3)
    for _, name, *_ in catalogue.STORES
)
_CATEGORIES = _named(Group.GOODS, "p.`category`", catalogue.CATEGORIES, 1)
_PRODUCTS = tuple(
    Value(Both(en, zh), Group.GOODS, _as_written(en, zh), "p.`product_name`", en, level=2)
    for zh, en in catalogue.PRODUCT_NAMES
)

SALES_VALUES = (
    _COUNTRY,
    *_REGIONS,
    *_CITIES,
    *_STORES,
    *_CATEGORIES,
    *_PRODUCTS,
    Value(Both("Online", "官網"), Group.CHANNEL, "online|官網|線上", "o.`channel`", "Online"),
    Value(Both("App", "App"), Group.CHANNEL, "(?:the )?app", "o.`channel`", "App"),
    Value(
        Both("Consumer", "一般顧客"), Group.PERSON, "consumers?|一般顧客", "c.`segment`", "Consumer"
    ),
    Value(Both("Member", "會員"), Group.PERSON, "members?|會員", "c.`segment`", "Member"),
    Value(
        Both("Business", "企業客戶"),
        Group.PERSON,
        "business(?: customers?)?|企業(?:客戶|顧客)?",
        "c.`segment`",
        "Business",
    ),
    *_plain(Group.COUPON, "o.`coupon_code`", tuple((code, code) for code in catalogue.COUPONS)),
    Value(
        Both("with a coupon", "使用優惠券"),
        Group.COUPON,
        r"with (?:an? )?(?:coupons?|vouchers?)|(?:使用|有)優惠券",
        sql="o.`coupon_code` IS NOT NULL",
    ),
    Value(
        Both("without a coupon", "未使用優惠券"),
        Group.COUPON,
        r"without (?:an? )?(?:coupons?|vouchers?)|(?:未使用|沒有使用|沒用|無)優惠券",
        sql="o.`coupon_code` IS NULL",
    ),
    Value(
        Both("with returned lines", "有退貨"),
        Group.STATE,
        r"(?:returned|refunded)(?: (?:items?|lines?|goods|products?))?|(?:有|被)退貨的?",
        sql="o.`is_returned`",
    ),
)
SUPPORT_VALUES = (
    _COUNTRY,
    *_REGIONS,
    *_CITIES,
    *_STORES,
    *_CATEGORIES,
    *_PRODUCTS,
    *_plain(Group.TOPIC, "t.`topic`", tuple((en, zh) for en, zh, _ in catalogue.TOPICS)),
    *(
        Value(
            Both(en, zh),
            Group.PRIORITY,
            rf"{en.casefold()}[- ]priority|{zh}優先(?:等級)?{extra}",
            "t.`priority`",
            en,
        )
        for (en, zh, _), extra in zip(
            catalogue.PRIORITIES, ("|urgent|緊急", "", "", ""), strict=True
        )
    ),
    *_plain(Group.CHANNEL, "t.`channel`", catalogue.CONTACTS),
    *_plain(Group.AGENT, "t.`agent`", tuple((name, name) for name in catalogue.AGENTS)),
    Value(
        Both("open", "未結案"),
        Group.STATE,
        r"(?:are |is )?(?:still |currently )?(?:open|unresolved|unclosed)|backlog"
        r"|(?:尚未|還沒|仍未)結案的?|未結案?的?|待處理的?",
        sql="t.`closed_at` IS NULL",
    ),
    Value(
        Both("closed", "已結案"),
        Group.STATE,
        r"(?:are |is )?(?:already )?(?:closed|resolved|solved)|已經?結案的?",
        sql="t.`closed_at` IS NOT NULL",
    ),
)
