"""Questions about who and what comes first: products, stores, customers."""

from simulator.questions.pattern import Both, Pattern, TextPattern
from simulator.questions.vocabulary import Word

RANKINGS = (
    Pattern(
        "top_products",
        about={Word.REVENUE, Word.PRODUCT},
        covers={Word.CATEGORY},
        ask=Both("What are the top 5 products by revenue?", "營收前五名的商品是哪些?"),
        title=Both("Top {limit} products by net revenue", "營收前 {limit} 名商品"),
        description=Both(
            "You want the {limit} products with the highest net revenue {when}.",
            "您想了解{when}營收最高的 {limit} 項商品。",
        ),
        sql="""
SELECT
  p.`product_name{zh}` AS `product`,
  p.`category{zh}` AS `category`,
  SUM(o.`quantity`) AS `units`,
  SUM(o.`net_amount`) AS `net_revenue`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `net_revenue` DESC, `product`
LIMIT {limit}""",
        measure="net_revenue",
        summary=Both(
            "**{first.product}** sells best {when}: **NT${first.net_revenue:,.0f}** from "
            "{first.units:,} units, followed by {second.product} (NT${second.net_revenue:,.0f}).",
            "{when}賣得最好的是**{first.product}**:**新台幣 {first.net_revenue:,.0f} 元**"
            "({first.units:,} 件),其次是{second.product}({second.net_revenue:,.0f} 元)。",
        ),
        suggests=("units_by_product", "profit_by_category", "top_stores"),
    ),
    Pattern(
        "top_stores",
        about={Word.REVENUE, Word.STORE},
        covers={Word.REGION},
        ask=Both("What are the top 5 stores by revenue?", "營收前五名的門市是哪些?"),
        title=Both("Top {limit} stores by net revenue", "營收前 {limit} 名門市"),
        description=Both(
            "You want the {limit} stores with the highest net revenue {when}.",
            "您想了解{when}營收最高的 {limit} 間門市。",
        ),
        sql="""
SELECT
  s.`store_name` AS `store`,
  s.`region{zh}` AS `region`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  SUM(o.`net_amount`) AS `net_revenue`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `net_revenue` DESC, `store`
LIMIT {limit}""",
        measure="net_revenue",
        summary=Both(
            "**{first.store}** ({first.region}) is ahead {when} with "
            "**NT${first.net_revenue:,.0f}** "
            "from {first.orders:,} orders.",
            "{when}營收最高的門市是**{first.store}**({first.region}),**新台幣 "
            "{first.net_revenue:,.0f} 元**,共 {first.orders:,} 張訂單。",
        ),
        suggests=("store_scorecard", "revenue_by_region", "idle_stores"),
    ),
    Pattern(
        "top_customers",
        about={Word.REVENUE, Word.CUSTOMER},
        ask=Both("Who are the top 10 customers by revenue?", "營收前十名的客戶是誰?"),
        title=Both("Top {limit} customers by net revenue", "營收前 {limit} 名客戶"),
        description=Both(
            "You want the {limit} customers who spent the most {when}.",
            "您想了解{when}消費金額最高的 {limit} 位客戶。",
        ),
        sql="""
SELECT
  c.`customer_id`,
  c.`customer_name` AS `customer`,
  c.`segment{zh}` AS `segment`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  SUM(o.`net_amount`) AS `net_revenue`,
  MAX(o.`order_ts`) AS `last_order_at`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`customers` c ON c.`customer_id` = o.`customer_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `net_revenue` DESC, c.`customer_id`
LIMIT {limit}""",
        measure="net_revenue",
        summary=Both(
            "**{first.customer}** spent the most {when}: **NT${first.net_revenue:,.0f}** in "
            "{first.orders:,} orders.",
            "{when}消費最多的是**{first.customer}**:**新台幣 {first.net_revenue:,.0f} 元**,共 "
            "{first.orders:,} 張訂單。",
        ),
        suggests=("revenue_by_segment", "frequent_customers", "new_customers_by_month"),
    ),
    Pattern(
        "frequent_customers",
        about={Word.ORDERS, Word.CUSTOMER},
        ask=Both("Which customers placed the most orders?", "哪些客戶的訂單最多?"),
        title=Both("Top {limit} customers by orders", "訂單數前 {limit} 名客戶"),
        description=Both(
            "You want the {limit} customers with the most orders {when}.",
            "您想了解{when}訂單數最多的 {limit} 位客戶。",
        ),
        sql="""
SELECT
  c.`customer_name` AS `customer`,
  c.`segment{zh}` AS `segment`,
  c.`email`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`customers` c ON c.`customer_id` = o.`customer_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY c.`customer_id`, c.`customer_name`, c.`segment{zh}`, c.`email`
ORDER BY `orders` DESC, c.`customer_id`
LIMIT {limit}""",
        measure="orders",
        summary=Both(
            "**{first.customer}** ordered most often {when}: **{first.orders:,}** times.",
            "{when}下單最頻繁的是**{first.customer}**:**{first.orders:,}** 次。",
        ),
        suggests=("top_customers", "new_customers_by_month", "orders_by_region"),
    ),
    Pattern(
        "units_by_product",
        about={Word.UNITS, Word.PRODUCT},
        ask=Both("Which 10 products sold the most units?", "銷量前十名的商品是哪些?"),
        title=Both("Top {limit} products by units sold", "銷量前 {limit} 名商品"),
        description=Both(
            "You want the {limit} products of which the most units were sold {when}.",
            "您想了解{when}銷售件數最多的 {limit} 項商品。",
        ),
        sql="""
SELECT
  p.`product_name{zh}` AS `product`,
  SUM(o.`quantity`) AS `units`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `units` DESC, `product`
LIMIT {limit}""",
        measure="units",
        summary=Both(
            "**{first.product}** sold the most {when}: **{first.units:,}** units.",
            "{when}銷量最高的是**{first.product}**:**{first.units:,}** 件。",
        ),
        suggests=("top_products", "returns_by_category", "product_list"),
    ),
)

QUESTIONS_BACK = (
    TextPattern(
        "best_customers",
        about={Word.BEST, Word.CUSTOMER},
        ask=Both("Who are our best customers?", "我們最好的客戶是誰?"),
        text=Both(
            'Should "best" mean the highest **revenue** or the most **orders**?',
            "「最好」是指**營收**最高,還是**訂單**最多?",
        ),
        is_question_back=True,
    ),
)
