"""The dimensions of numbers."""

from simulator.questions.facts import Dimension, Group
from simulator.questions.language import Both

_DAY = "{day}"


def _month_start(unit: str) -> str:
    return f"CAST(date_trunc('{unit}', {_DAY}) AS DATE)"


YEAR = Dimension(
    noun=Both("year", "年"),
    plural="years",
    group=Group.TIME,
    columns=(("year", f"YEAR({_DAY})"),),
    spellings=r"years?",
    always=r"yearly|annual(?:ly)?|by year|各年度?|每年|按年|逐年|依年度?|年度",
    each_zh="每年",
    level=5,
)
QUARTER = Dimension(
    noun=Both("quarter", "季"),
    plural="quarters",
    group=Group.TIME,
    columns=(("year", f"YEAR({_DAY})"), ("quarter", f"QUARTER({_DAY})")),
    key=_month_start("QUARTER"),
    spellings=r"quarters?|季度",
    always=r"quarterly|各季度?|每季|按季度?|逐季|依季度?|哪一?季",
    each_zh="每季",
    level=4,
)
MONTH = Dimension(
    noun=Both("month", "月"),
    plural="months",
    group=Group.TIME,
    columns=(("month", _month_start("MONTH")),),
    spellings=r"months?|月份",
    always=r"monthly|各個?月份?|每個?月|按月份?|逐月|依月份?|以月|哪個?月份?",
    each_zh="每月",
    level=3,
)
WEEK = Dimension(
    noun=Both("week", "週"),
    plural="weeks",
    group=Group.TIME,
    columns=(("week", _month_start("WEEK")),),
    spellings=r"weeks?|calendar weeks?",
    always=r"weekly|各週|每週|每周|按週|按周|逐週|依週|哪一?週",
    each_zh="每週",
    level=2,
)
WEEKDAY = Dimension(
    noun=Both("weekday", "星期"),
    plural="weekdays",
    group=Group.TIME,
    columns=(("weekday", f"SPLIT_PART('{{weekdays}}', ',', WEEKDAY({_DAY}) + 1)"),),
    key=f"WEEKDAY({_DAY})",
    sort=f"MIN(WEEKDAY({_DAY}))",
    sort_outside="INSTR('{weekdays}', `weekday`)",
    spellings=r"week ?days?|days? of (?:the )?week|星期",
    always=r"週幾|周幾|星期幾|禮拜幾|各星期|按星期|依星期|一[週周](?:各|每一?)[日天]的?",
    each_zh="一週各日的",
    level=1,
)
DAY = Dimension(
    noun=Both("day", "日"),
    plural="days",
    group=Group.TIME,
    columns=(("day", _DAY),),
    spellings=r"days?|日期",
    always=r"daily|每日|每天|逐日|按日|各日|依日期?|哪一?天",
    each_zh="每日",
    level=1,
)
TIMES = (YEAR, QUARTER, MONTH, WEEK, WEEKDAY, DAY)


def hour_of(moment: str) -> Dimension:
    """Return the hour of the day of a timestamp; only its own table has this dimension."""
    return Dimension(
        noun=Both("hour", "時段"),
        plural="hours",
        group=Group.TIME,
        columns=(("hour", f"HOUR({moment})"),),
        spellings=r"hours?(?: of (?:the )?day)?|小時|時段",
        always=r"hourly|每個?小時的?|各個?小時的?|各時段的?|逐時|[依按](?:小時|時段)|哪個?(?:小時|時段)",
        each_zh="各時段",
        level=0,
    )


REGION = Dimension(
    noun=Both("region", "區域"),
    plural="regions",
    group=Group.PLACE,
    columns=(("region", "s.`region{zh}`"),),
    spellings=r"(?:sales )?regions?|areas?|territor(?:y|ies)|regional|(?:銷售)?(?:區域|地區)",
    always=r"各區(?!域)|regional",
)
CITY = Dimension(
    noun=Both("city", "城市"),
    plural="cities",
    group=Group.PLACE,
    columns=(("city", "s.`city`"),),
    spellings=r"cit(?:y|ies)|縣市|城市",
    level=2,
)
STORE = Dimension(
    noun=Both("store", "門市"),
    plural="stores",
    group=Group.PLACE,
    columns=(("store", "s.`store_name`"),),
    beside=(("region", "s.`region{zh}`"),),
    spellings=r"stores?|shops?|branch(?:es)?|outlets?|門市|店家|分店|店面|商店|店鋪|門店",
    level=3,
    is_long=True,
)
CATEGORY = Dimension(
    noun=Both("category", "類別"),
    plural="categories",
    group=Group.GOODS,
    columns=(("category", "p.`category{zh}`"),),
    spellings=r"(?:products? )?(?:categor(?:y|ies)|groups?|lines?)"
    r"|(?:商品|產品)?(?:類別|品類|分類|類)",
)
PRODUCT = Dimension(
    noun=Both("product", "商品"),
    plural="products",
    group=Group.GOODS,
    columns=(("product", "p.`product_name{zh}`"),),
    beside=(("category", "p.`category{zh}`"),),
    spellings=r"products?|items?|articles?|商品|產品|品項",
    level=2,
    is_long=True,
)
SEGMENT = Dimension(
    noun=Both("customer segment", "客群"),
    plural="customer segments",
    group=Group.PERSON,
    columns=(("segment", "c.`segment{zh}`"),),
    spellings=r"(?:(?:customers?|clients?) )?segments?|客群|客層|(?:客戶|顧客)(?:群|分群|類型)",
    note=Both("Sales without a known customer have no segment.", "未登記顧客的交易沒有客群。"),
)
CUSTOMER = Dimension(
    noun=Both("customer", "客戶"),
    plural="customers",
    group=Group.PERSON,
    columns=(("customer", "c.`customer_name`"),),
    key="c.`customer_id`",
    beside=(("segment", "c.`segment{zh}`"), ("customer_id", "c.`customer_id`")),
    needs="c.`customer_id` IS NOT NULL",
    spellings=r"customers?|clients?|buyers?|shoppers?|客戶|顧客",
    level=2,
    is_long=True,
    note=Both("Sales without a known customer are left out.", "不含未登記顧客的交易。"),
)
SALES_CHANNEL = Dimension(
    noun=Both("channel", "通路"),
    plural="channels",
    group=Group.CHANNEL,
    columns=(("channel", "o.`channel{zh}`"),),
    spellings=r"(?:sales )?channels?|(?:銷售)?(?:通路|渠道|管道)",
)
COUPON = Dimension(
    noun=Both("coupon", "優惠券"),
    plural="coupons",
    group=Group.COUPON,
    columns=(("coupon_code", "o.`coupon_code`"),),
    spellings=r"coupons?(?: codes?)?|vouchers?|promo(?:tion)? codes?|優惠券|折價券|優惠碼",
    note=Both("Sales without a coupon have no code.", "未使用優惠券的交易沒有代碼。"),
)

TOPIC = Dimension(
    noun=Both("topic", "主題"),
    plural="topics",
    group=Group.TOPIC,
    columns=(("topic", "t.`topic{zh}`"),),
    spellings=r"topics?|reasons?|主題|原因|問題類型",
)
PRIORITY = Dimension(
    noun=Both("priority", "優先等級"),
    plural="priorities",
    group=Group.PRIORITY,
    columns=(("priority", "t.`priority{zh}`"),),
    spellings=r"priorit(?:y|ies)|優先(?:等級|順序|度|權)?",
)
CONTACT = Dimension(
    noun=Both("channel", "管道"),
    plural="channels",
    group=Group.CHANNEL,
    columns=(("channel", "t.`channel{zh}`"),),
    spellings=r"(?:contact )?channels?|(?:聯絡)?(?:通路|渠道|管道)",
)
AGENT = Dimension(
    noun=Both("agent", "客服人員"),
    plural="agents",
    group=Group.AGENT,
    columns=(("agent", "t.`agent`"),),
    spellings=r"(?:support )?(?:agents?|staff)|客服人員|客服專員|專員",
)
