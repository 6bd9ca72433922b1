"""Questions about orders, profit, returns and new customers."""

from simulator.questions.pattern import Both, Pattern
from simulator.questions.vocabulary import Word

ORDERS = (
    Pattern(
        "orders_total",
        about={Word.ORDERS},
        ask=Both("How many orders did we have this year?", "今年有多少張訂單?"),
        title=Both("Number of orders", "訂單數"),
        description=Both(
            "You want to know how many orders there were {when}.", "您想知道{when}的訂單數。"
        ),
        sql="""
SELECT
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}""",
        measure="orders",
        summary=Both(
            "There were **{first.orders:,}** orders {when}.",
            "{when}共有 **{first.orders:,}** 張訂單。",
        ),
        suggests=("orders_by_month", "orders_by_region", "average_order_by_region"),
    ),
    Pattern(
        "units_total",
        about={Word.UNITS},
        ask=Both("How many units did we sell this year?", "今年的總銷量是多少?"),
        title=Both("Units sold", "銷售件數"),
        description=Both("You want the number of units sold {when}.", "您想知道{when}的銷售件數。"),
        sql="""
SELECT
  SUM(o.`quantity`) AS `units`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}""",
        measure="units",
        summary=Both(
            "**{first.units:,}** units were sold {when}.", "{when}共售出 **{first.units:,}** 件。"
        ),
        suggests=("units_by_product", "orders_total", "revenue_by_category"),
    ),
    Pattern(
        "orders_by_region",
        about={Word.ORDERS, Word.REGION},
        ask=Both("How many orders does each region have?", "各區域的訂單數是多少?"),
        title=Both("Orders by region", "各區域訂單數"),
        description=Both(
            "You want orders and stores per region {when}.",
            "您想了解{when}各區域的訂單數與門市數。",
        ),
        sql="""
SELECT
  s.`region{zh}` AS `region`,
  COUNT(DISTINCT s.`store_id`) AS `stores`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `orders` DESC""",
        measure="orders",
        summary=Both(
            "**{high.region}** has the most orders {when}: **{high.orders:,}** of "
            "{total.orders:,}.",
            "{when}訂單最多的是**{high.region}**:**{high.orders:,}** 張,總數為 "
            "{total.orders:,} 張。",
        ),
        suggests=("revenue_by_region", "orders_by_month", "average_order_by_region"),
    ),
    Pattern(
        "average_order_by_region",
        about={Word.AVERAGE_ORDER},
        covers={Word.REGION},
        ask=Both("What is the average order value by region?", "各區域的客單價是多少?"),
        title=Both("Average order value by region", "各區域客單價"),
        description=Both(
            "You want net revenue per order in each region {when}.",
            "您想了解{when}各區域每張訂單的平均金額。",
        ),
        sql="""
SELECT
  s.`region{zh}` AS `region`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  CAST(SUM(o.`net_amount`) / COUNT(DISTINCT o.`order_id`) AS DECIMAL(12,2)) AS `average_order`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `average_order` DESC""",
        measure="average_order",
        summary=Both(
            "An order is worth most in **{high.region}** {when}, "
            "**NT${high.average_order:,.0f}** on "
            "average, and least in {low.region} (NT${low.average_order:,.0f}).",
            "{when}客單價最高的是**{high.region}**,平均**新台幣 {high.average_order:,.0f} 元**;"
            "最低的是"
            "{low.region},{low.average_order:,.0f} 元。",
        ),
        suggests=("orders_by_region", "revenue_by_segment", "coupon_use"),
    ),
    Pattern(
        "large_orders",
        about={Word.ORDERS, Word.LARGE},
        covers={Word.STORE},
        ask=Both("Which orders were over 100,000?", "哪些訂單超過 10 萬元?"),
        title=Both("Orders over NT${amount:,}", "超過 {amount:,} 元的訂單"),
        description=Both(
            "You want the orders worth more than NT${amount:,} {when}.",
            "您想找出{when}金額超過 {amount:,} 元的訂單。",
        ),
        sql="""
SELECT
  o.`order_id`,
  MAX(o.`order_ts`) AS `ordered_at`,
  s.`store_name` AS `store`,
  SUM(o.`net_amount`) AS `net_revenue`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY o.`order_id`, s.`store_name`
HAVING SUM(o.`net_amount`) > {amount}
ORDER BY `net_revenue` DESC""",
        measure="net_revenue",
        summary=Both(
            "**{count:,}** orders {when} are over NT${amount:,}. The largest, number "
            "**{first.order_id}**, is worth **NT${first.net_revenue:,.0f}**.",
            "{when}有 **{count:,}** 張訂單超過 {amount:,} 元,最大的一張(**{first.order_id}**)為"
            "**新台幣 {first.net_revenue:,.0f} 元**。",
        ),
        suggests=("top_customers", "orders_total", "average_order_by_region"),
    ),
    Pattern(
        "coupon_use",
        about={Word.COUPON},
        ask=Both("How often are coupons used?", "優惠券的使用情況如何?"),
        title=Both("Orders by coupon", "優惠券使用情況"),
        description=Both(
            "You want orders and revenue per coupon code {when}; orders without one have no code.",
            "您想了解{when}各優惠券的訂單數與營收;未使用者沒有代碼。",
        ),
        sql="""
SELECT
  o.`coupon_code`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  SUM(o.`net_amount`) AS `net_revenue`,
  AVG(o.`discount_rate`) AS `average_discount_rate`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `orders` DESC""",
        measure="orders",
        summary=Both(
            "Most orders {when}, **{first.orders:,}** of {total.orders:,}, use no coupon. "
            "The most used code is **{second.coupon_code}** ({second.orders:,} orders).",
            "{when}多數訂單(**{first.orders:,}** / {total.orders:,} 張)未使用優惠券;最常用的是 "
            "**{second.coupon_code}**({second.orders:,} 張)。",
        ),
        suggests=("average_order_by_region", "revenue_by_segment", "returns_by_category"),
    ),
    Pattern(
        "profit_by_category",
        about={Word.PROFIT},
        covers={Word.CATEGORY},
        ask=Both("Which categories have the best profit margin?", "哪個類別的毛利率最高?"),
        title=Both("Gross profit and margin by category", "各類別毛利與毛利率"),
        description=Both(
            "You want gross profit and margin per category {when}.",
            "您想了解{when}各類別的毛利與毛利率。",
        ),
        sql="""
SELECT
  p.`category{zh}` AS `category`,
  SUM(o.`net_amount`) AS `net_revenue`,
  SUM(o.`net_amount` - p.`unit_cost` * o.`quantity`) AS `gross_profit`,
  ROUND(100 * `gross_profit` / `net_revenue`, 1) AS `margin_percent`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `margin_percent` DESC""",
        measure="margin_percent",
        summary=Both(
            "**{high.category}** has the best margin {when}, **{high.margin_percent:.1f}%**. All "
            "categories together earn NT${total.gross_profit:,.0f} gross profit.",
            "{when}毛利率最高的是**{high.category}**,**{high.margin_percent:.1f}%**;"
            "所有類別毛利合計 "
            "{total.gross_profit:,.0f} 元。",
        ),
        suggests=("revenue_by_category", "compare_categories", "returns_by_category"),
    ),
    Pattern(
        "returns_by_category",
        about={Word.RETURNS},
        covers={Word.CATEGORY},
        ask=Both("What is the return rate by category?", "各類別的退貨率是多少?"),
        title=Both("Return rate by category", "各類別退貨率"),
        description=Both(
            "You want the share of returned order lines per category {when}.",
            "您想了解{when}各類別的退貨比例。",
        ),
        sql="""
SELECT
  p.`category{zh}` AS `category`,
  COUNT(*) AS `lines`,
  COUNT_IF(o.`is_returned`) AS `returned`,
  ROUND(100 * COUNT_IF(o.`is_returned`) / COUNT(*), 2) AS `return_percent`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `return_percent` DESC""",
        measure="return_percent",
        summary=Both(
            "**{high.category}** is returned most {when}: **{high.return_percent:.2f}%** of "
            "its lines.",
            "{when}退貨率最高的是**{high.category}**:**{high.return_percent:.2f}%**。",
        ),
        suggests=("profit_by_category", "units_by_product", "revenue_by_category"),
    ),
    Pattern(
        "new_customers_by_month",
        about={Word.NEW, Word.CUSTOMER},
        covers={Word.MONTH},
        ask=Both("How many new customers joined each month?", "每月新增多少客戶?"),
        title=Both("New customers by month", "每月新增客戶數"),
        description=Both(
            "You want the number of customers who joined in each month {when}.",
            "您想了解{when}每月新加入的客戶數。",
        ),
        sql="""
SELECT
  CAST(date_trunc('MONTH', c.`joined_on`) AS DATE) AS `month`,
  COUNT(*) AS `new_customers`,
  COUNT(c.`email`) AS `with_email`
FROM `retail`.`sales`.`customers` c
WHERE c.`joined_on` BETWEEN :from_date AND :to_date
GROUP BY ALL
ORDER BY `month`""",
        measure="new_customers",
        summary=Both(
            "**{total.new_customers:,}** customers joined {when}, most of them in "
            "{high.month:%B %Y} "
            "({high.new_customers:,}).",
            "{when}共有 **{total.new_customers:,}** 位新客戶,最多的是 "
            "{high.month:%Y-%m}({high.new_customers:,} 位)。",
        ),
        suggests=("revenue_by_segment", "top_customers", "orders_by_month"),
    ),
)
