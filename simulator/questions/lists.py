"""Questions that ask for rows as they are: lists, wide tables, everything."""

from simulator.questions.pattern import ALL_TIME, THIS_MONTH, Both, Pattern
from simulator.questions.vocabulary import Word

_MONTHLY = ",\n".join(
    f"  SUM(o.`net_amount`) FILTER (WHERE MONTH(o.`order_date`) = {month}) AS "
    f"`revenue_m{month:02d}`"
    for month in range(1, 13)
)

LISTS = (
    Pattern(
        "store_scorecard",
        about={Word.SCORECARD},
        covers={Word.STORE, Word.MONTH, Word.REGION},
        ask=Both("Show the scorecard of all stores", "請列出所有門市的計分卡"),
        title=Both("Store scorecard", "門市計分卡"),
        description=Both(
            "You want every figure for every store {when}, with one column per month.",
            "您想了解{when}每間門市的所有指標,每月一欄。",
        ),
        sql=f"""
SELECT
  s.`store_id`,
  s.`store_name` AS `store`,
  s.`city`,
  s.`region{{zh}}` AS `region`,
  s.`opened_on`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  COUNT(DISTINCT o.`customer_id`) AS `customers`,
  SUM(o.`quantity`) AS `units`,
  SUM(o.`net_amount`) AS `net_revenue`,
  CAST(SUM(o.`net_amount`) / COUNT(DISTINCT o.`order_id`) AS DECIMAL(12,2)) AS `average_order`,
  COUNT_IF(o.`is_returned`) AS `returned_lines`,
{_MONTHLY}
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{{filters}}
GROUP BY ALL
ORDER BY `net_revenue` DESC""",  # noqa: S608 - the months 1 to 12
        measure="net_revenue",
        summary=Both(
            "**{high.store}** is ahead {when} with **NT${high.net_revenue:,.0f}** and "
            "{high.orders:,} orders; **{low.store}** is last.",
            "{when}**{high.store}**以**新台幣 {high.net_revenue:,.0f} 元**、{high.orders:,} "
            "張訂單領先;"
            "**{low.store}**居末。",
        ),
        suggests=("top_stores", "idle_stores", "store_list"),
    ),
    Pattern(
        "idle_stores",
        about={Word.WITHOUT, Word.STORE},
        ask=Both("Which stores had no sales this month?", "本月哪些門市沒有業績?"),
        title=Both("Stores without sales", "沒有業績的門市"),
        description=Both(
            "You want the stores that sold nothing {when}.", "您想找出{when}沒有任何銷售的門市。"
        ),
        sql="""
SELECT
  s.`store_id`,
  s.`store_name` AS `store`,
  s.`region{zh}` AS `region`
FROM `retail`.`sales`.`stores` s
WHERE s.`store_id` NOT IN (
  SELECT o.`store_id`
  FROM `retail`.`sales`.`orders` o
  WHERE o.`order_date` BETWEEN :from_date AND :to_date
)
ORDER BY s.`store_id`""",
        period=THIS_MONTH,
        summary=Both(
            "**{count:,}** stores sold nothing {when}.", "{when}有 **{count:,}** 間門市沒有業績。"
        ),
        suggests=("store_scorecard", "top_stores", "revenue_by_region"),
    ),
    Pattern(
        "store_list",
        about={Word.LIST, Word.STORE},
        covers={Word.REGION},
        ask=Both("List all stores", "列出所有門市"),
        title=Both("All stores", "所有門市"),
        description=Both("You want a list of all stores.", "您想看所有門市的清單。"),
        sql="""
SELECT
  s.`store_id`,
  s.`store_name` AS `store`,
  s.`city`,
  s.`region{zh}` AS `region`,
  s.`country`,
  s.`opened_on`
FROM `retail`.`sales`.`stores` s
ORDER BY s.`store_id`""",
        summary=Both("The company has **{count}** stores.", "公司共有 **{count}** 間門市。"),
        suggests=("top_stores", "store_scorecard", "revenue_by_region"),
    ),
    Pattern(
        "product_list",
        about={Word.LIST, Word.PRODUCT},
        covers={Word.CATEGORY},
        ask=Both("List all products with their prices", "列出所有商品與價格"),
        title=Both("Price list", "商品價目表"),
        description=Both(
            "You want all products with their list price.", "您想看所有商品及其定價。"
        ),
        sql="""
SELECT
  p.`product_id`,
  p.`product_name{zh}` AS `product`,
  p.`category{zh}` AS `category`,
  p.`list_price`,
  p.`launched_on`
FROM `retail`.`sales`.`products` p
ORDER BY p.`product_id`""",
        measure="list_price",
        summary=Both(
            "There are **{count}** products. The dearest is **{high.product}** at "
            "NT${high.list_price:,.0f}.",
            "共有 **{count}** 項商品,最貴的是**{high.product}**,定價 {high.list_price:,.0f} 元。",
        ),
        suggests=("top_products", "units_by_product", "revenue_by_category"),
    ),
    Pattern(
        "order_lines",
        about={Word.EVERY_LINE},
        covers={Word.PRODUCT, Word.STORE, Word.CUSTOMER, Word.DAY},
        ask=Both("Show all order lines", "顯示所有訂單明細"),
        title=Both("Order lines", "訂單明細"),
        description=Both("You want every order line {when}.", "您想看{when}的每一筆訂單明細。"),
        sql="""
SELECT
  o.*
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
ORDER BY o.`line_id`""",
        measure="net_amount",
        period=ALL_TIME,
        summary=Both(
            "These are the order lines {when}, **{count:,}** rows. The largest is worth "
            "NT${high.net_amount:,.0f}.",
            "以下是{when}的訂單明細,共 **{count:,}** 列,其中最大一筆為 {high.net_amount:,.0f} 元。",
        ),
        suggests=("orders_total", "large_orders", "daily_revenue"),
    ),
)
