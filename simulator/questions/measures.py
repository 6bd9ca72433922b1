"""The measures, and the tables of their rows."""

from simulator.questions.facts import Fact, Form, Measure
from simulator.questions.language import Both

_STORES = "`retail`.`sales`.`stores` s"
_PRODUCTS = "`retail`.`sales`.`products` p"
_CUSTOMERS = "`retail`.`sales`.`customers` c"
ORDERS = Fact(
    alias="o",
    table="`retail`.`sales`.`orders` o",
    day="o.`order_date`",
    joins={
        "s": f"JOIN {_STORES} ON s.`store_id` = o.`store_id`",
        "p": f"JOIN {_PRODUCTS} ON p.`product_id` = o.`product_id`",
        "c": f"LEFT JOIN {_CUSTOMERS} ON c.`customer_id` = o.`customer_id`",
    },
)
TICKETS = Fact(
    alias="t",
    table="`retail`.`support`.`tickets` t",
    day="CAST(t.`opened_at` AS DATE)",
    joins={
        "s": f"JOIN {_STORES} ON s.`store_id` = t.`store_id`",
        "p": f"LEFT JOIN {_PRODUCTS} ON p.`product_id` = t.`product_id`",
    },
)
CUSTOMERS = Fact("c", _CUSTOMERS, "c.`joined_on`")
STORES = Fact("s", _STORES)
PRODUCTS = Fact("p", _PRODUCTS)

_REVENUE = "SUM(o.`net_amount`){f}"
_ORDERS = "COUNT(DISTINCT o.`order_id`){f}"
_UNITS = "SUM(o.`quantity`){f}"
_COST = "SUM(p.`unit_cost` * o.`quantity`){f}"
_HOURS = "(unix_timestamp(t.`closed_at`) - unix_timestamp(t.`opened_at`)) / 3600"
_ALL = frozenset("ospct")
_LINES = Both(
    "Returns are counted in order lines, not in orders.", "退貨以訂單明細計算，而非以訂單計算。"
)

REVENUE = Measure(
    "net_revenue", _REVENUE, ORDERS, Form.MONEY,
    noun=Both("net revenue", "營收"),
    total=Both("Total net revenue", "總營收"),
    spellings=r"(?:net )?(?:revenues?|sales)|turnover"
    r"|(?:sales|order|total) (?:values?|amounts?)|(?:values?|amounts?) of (?:the |all )?orders"
    r"|訂單的?(?:總?金額|總額)|(?:消費|銷售)(?:總?金額|額)|金額|淨?(?:營收|銷售額)|營業額|業績|收入|銷售",
    adds_up_over=_ALL,
    beside=(("orders", _ORDERS),),
)  # fmt: skip
ORDER_COUNT = Measure(
    "orders", _ORDERS, ORDERS, Form.COUNT,
    noun=Both("orders", "訂單數"),
    total=Both("Number of orders", "訂單數"),
    spellings=r"orders?|訂單數?量?|單量",
    unit=Both("orders", "筆"),
    adds_up_over=frozenset("osc"),
)  # fmt: skip
UNITS = Measure(
    "units", _UNITS, ORDERS, Form.COUNT,
    noun=Both("units sold", "銷量"),
    total=Both("Units sold", "銷售件數"),
    spellings=r"units?(?: sold)?"
    r"|(?:how many|numbers? of) (?:products?|items?) (?:sold|(?:did|do) we sell)"
    r"|quantit(?:y|ies)(?: sold)?|sales volume|pieces"
    r"|總?銷量|銷售量|件數",
    unit=Both("units", "件"),
    adds_up_over=_ALL,
)  # fmt: skip
PROFIT = Measure(
    "gross_profit", f"SUM(o.`net_amount`){{f}} - {_COST}", ORDERS, Form.MONEY,
    noun=Both("gross profit", "毛利"),
    total=Both("Gross profit", "毛利"),
    spellings=r"(?:gross )?profits?|毛利|利潤",
    adds_up_over=_ALL,
    beside=(("net_revenue", _REVENUE),),
)  # fmt: skip
MARGIN = Measure(
    "margin_percent",
    f"ROUND(100 * try_divide(SUM(o.`net_amount`){{f}} - {_COST}, {_REVENUE}), 1)",
    ORDERS, Form.PERCENT,
    noun=Both("gross margin", "毛利率"),
    total=Both("Gross margin", "毛利率"),
    spellings=r"(?:(?:gross|profit) )?margins?|毛利率|利潤率",
    beside=(("gross_profit", PROFIT.sql), ("net_revenue", _REVENUE)),
)  # fmt: skip
AVERAGE_ORDER = Measure(
    "average_order",
    f"CAST(try_divide({_REVENUE}, {_ORDERS}) AS DECIMAL(12,2))",
    ORDERS, Form.MONEY,
    noun=Both("average order value", "客單價"),
    total=Both("Average order value", "客單價"),
    spellings=r"average (?:orders?(?: (?:value|size))?|basket)|aov"
    r"|(?:average )?(?:revenue|sales) per order|(?:平均)?客單價?|平均訂單金?額?",
    beside=(("orders", _ORDERS),),
)  # fmt: skip
RETURNS = Measure(
    "returned_lines", "COUNT_IF(o.`is_returned`){f}", ORDERS, Form.COUNT,
    noun=Both("returned order lines", "退貨筆數"),
    total=Both("Returned order lines", "退貨筆數"),
    spellings=r"returns?|退貨(?:筆數|數量?)?",
    unit=Both("order lines", "筆"),
    adds_up_over=_ALL,
    lower_is_better=True,
    note=_LINES,
)  # fmt: skip
RETURN_RATE = Measure(
    "return_percent",
    "ROUND(100 * try_divide(COUNT_IF(o.`is_returned`){f}, COUNT(*){f}), 2)",
    ORDERS, Form.PERCENT,
    noun=Both("return rate", "退貨率"),
    total=Both("Return rate", "退貨率"),
    spellings=r"returns? rates?|rates? of returns?|退貨(?:率|比例)",
    lower_is_better=True,
    beside=(("returned_lines", RETURNS.sql), ("order_lines", "COUNT(*){f}")),
    note=_LINES,
)  # fmt: skip
BUYERS = Measure(
    "customers", "COUNT(DISTINCT o.`customer_id`){f}", ORDERS, Form.COUNT,
    noun=Both("customers with an order", "下單客戶數"),
    total=Both("Customers with an order", "下單客戶數"),
    spellings=r"active customers?|客戶數|顧客數|下單客戶",
    unit=Both("customers", "位"),
    note=Both("Customers without a card are not counted.", "不含未登記的顧客。"),
)  # fmt: skip
NEW_CUSTOMERS = Measure(
    "new_customers", "COUNT(*){f}", CUSTOMERS, Form.COUNT,
    noun=Both("new customers", "新客戶數"),
    total=Both("New customers", "新客戶數"),
    spellings=r"new (?:customers?|clients?)(?: joined)?"
    r"|customers? (?:who |that )?joined"
    r"|新(?:增|加入)?(?:了|的)?(?:多少|幾)?(?:個|位|名)?(?:客戶|顧客|客)(?:數量?)?",
    unit=Both("customers", "位"),
    adds_up_over=frozenset("c"),
)  # fmt: skip
STORE_COUNT = Measure(
    "stores", "COUNT(*){f}", STORES, Form.COUNT,
    noun=Both("stores", "門市數"),
    total=Both("Number of stores", "門市數"),
    spellings=r"門市數量?",
    unit=Both("stores", "間"),
    adds_up_over=frozenset("s"),
)  # fmt: skip
PRODUCT_COUNT = Measure(
    "products", "COUNT(*){f}", PRODUCTS, Form.COUNT,
    noun=Both("products", "商品數"),
    total=Both("Number of products", "商品數"),
    spellings=r"商品數量?",
    unit=Both("products", "項"),
    adds_up_over=frozenset("p"),
)  # fmt: skip

TICKET_COUNT = Measure(
    "tickets", "COUNT(*){f}", TICKETS, Form.COUNT,
    noun=Both("tickets", "客服單數"),
    total=Both("Number of tickets", "客服單數"),
    spellings=r"(?:support |help ?desk |service )?(?:tickets?|cases?)|客服單數?量?|工單數?|案件數?",
    unit=Both("tickets", "張"),
    adds_up_over=_ALL,
)  # fmt: skip
RESOLUTION = Measure(
    "average_hours",
    f"CAST(AVG({_HOURS}){{f}} AS DECIMAL(10,1))",
    TICKETS, Form.HOURS,
    noun=Both("average resolution time", "平均結案時間"),
    total=Both("Average resolution time", "平均結案時間"),
    spellings=r"(?:average )?(?:resolution|closing|handling) times?|(?:average )?times? to close"
    r"|(?:平均)?(?:結案|處理|解決)時間|(?:結案|處理|解決)時間",
    lower_is_better=True,
    beside=(("closed_tickets", "COUNT(t.`closed_at`){f}"),),
    note=Both("Only closed tickets count.", "僅計算已結案的客服單。"),
)  # fmt: skip
FIRST_REPLY = Measure(
    "average_minutes",
    "ROUND(AVG(t.`first_reply_minutes`){f}, 1)",
    TICKETS, Form.MINUTES,
    noun=Both("average time to the first reply", "平均首次回覆時間"),
    total=Both("Average time to the first reply", "平均首次回覆時間"),
    spellings=r"(?:average )?(?:first (?:reply|response)(?: times?)?|(?:response|reply) times?)"
    r"|(?:平均)?(?:首次)?(?:回覆|回應)時間|首次(?:回覆|回應)(?:時間)?|(?:回覆|回應)時間",
    lower_is_better=True,
    beside=(("tickets", "COUNT(*){f}"),),
)  # fmt: skip
SATISFACTION = Measure(
    "average_rating",
    "ROUND(AVG(t.`satisfaction`){f}, 2)",
    TICKETS, Form.RATING,
    noun=Both("average satisfaction", "平均滿意度"),
    total=Both("Average satisfaction", "平均滿意度"),
    spellings=r"(?:average )?(?:customer )?(?:satisfaction|csat)(?: (?:scores?|ratings?))?"
    r"|(?:average )?ratings?|how satisfied are customers|(?:平均)?(?:客戶|顧客)?(?:滿意度|評分)"
    r"|(?:客戶|顧客)?(?:滿意度|評分)",
    beside=(("rated_tickets", "COUNT(t.`satisfaction`){f}"),),
    note=Both("Ratings go from 1 to 5; only rated tickets count.",
              "評分為 1 至 5 分；僅計算已評分的客服單。"),
)  # fmt: skip
