"""Questions about revenue: in all, and by what."""

from simulator.questions.pattern import Both, Pattern
from simulator.questions.vocabulary import Word

TOTALS = (
    Pattern(
        "revenue_total",
        about={Word.REVENUE},
        ask=Both("What is our total revenue this year?", "今年的總營收是多少?"),
        title=Both("Total net revenue", "總營收"),
        description=Both("You want the total net revenue {when}.", "您想知道{when}的總營收。"),
        sql="""
SELECT
  SUM(o.`net_amount`) AS `net_revenue`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}""",
        measure="net_revenue",
        summary=Both(
            "Net revenue {when} is **NT${first.net_revenue:,.0f}**.",
            "{when}的總營收為**新台幣 {first.net_revenue:,.0f} 元**。",
        ),
        suggests=("revenue_by_region", "revenue_by_month", "compare_years"),
    ),
    Pattern(
        "revenue_by_region",
        about={Word.REVENUE, Word.REGION},
        ask=Both("Show revenue by region", "各區域的營收是多少?"),
        title=Both("Net revenue by region", "各區域營收"),
        description=Both(
            "You want net revenue and orders per region {when}, highest first.",
            "您想了解{when}各區域的營收與訂單數,由高到低排列。",
        ),
        sql="""
SELECT
  s.`region{zh}` AS `region`,
  SUM(o.`net_amount`) AS `net_revenue`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `net_revenue` DESC""",
        measure="net_revenue",
        summary=Both(
            "**{high.region}** leads {when} with **NT${high.net_revenue:,.0f}**, "
            "{high_share:.0f}% of the total of NT${total.net_revenue:,.0f}. "
            "**{low.region}** is lowest with NT${low.net_revenue:,.0f}.",
            "{when}**{high.region}**以**新台幣 {high.net_revenue:,.0f} 元**居首,占總額 "
            "{total.net_revenue:,.0f} 元的 {high_share:.0f}%;**{low.region}**最低,為 "
            "{low.net_revenue:,.0f} 元。",
        ),
        suggests=("revenue_region_month", "region_share", "top_stores"),
    ),
    Pattern(
        "revenue_by_category",
        about={Word.REVENUE, Word.CATEGORY},
        ask=Both("Show revenue by product category", "各商品類別的營收是多少?"),
        title=Both("Net revenue by category", "各類別營收"),
        description=Both(
            "You want net revenue and units per product category {when}, highest first.",
            "您想了解{when}各商品類別的營收與件數,由高到低排列。",
        ),
        sql="""
SELECT
  p.`category{zh}` AS `category`,
  SUM(o.`net_amount`) AS `net_revenue`,
  SUM(o.`quantity`) AS `units`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `net_revenue` DESC""",
        measure="net_revenue",
        summary=Both(
            "**{high.category}** brings in the most {when}: **NT${high.net_revenue:,.0f}** from "
            "{high.units:,} units. **{low.category}** brings in the least, "
            "NT${low.net_revenue:,.0f}.",
            "{when}營收最高的類別是**{high.category}**,共**新台幣 {high.net_revenue:,.0f} 元**"
            "({high.units:,} 件);最低的是**{low.category}**,{low.net_revenue:,.0f} 元。",
        ),
        suggests=("category_share", "profit_by_category", "top_products"),
    ),
    Pattern(
        "revenue_by_channel",
        about={Word.REVENUE, Word.CHANNEL},
        ask=Both("How does revenue split by sales channel?", "各銷售通路的營收如何?"),
        title=Both("Net revenue by channel", "各通路營收"),
        description=Both(
            "You want net revenue per sales channel {when}, with its share of the total.",
            "您想了解{when}各銷售通路的營收及占比。",
        ),
        sql="""
SELECT
  o.`channel{zh}` AS `channel`,
  SUM(o.`net_amount`) AS `net_revenue`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  ROUND(100 * SUM(o.`net_amount`) / SUM(SUM(o.`net_amount`)) OVER (), 1) AS `share_percent`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `net_revenue` DESC""",
        measure="net_revenue",
        summary=Both(
            "**{high.channel}** is the strongest channel {when} with "
            "**NT${high.net_revenue:,.0f}** "
            "({high.share_percent:.1f}%).",
            "{when}最強的通路是**{high.channel}**,營收**新台幣 {high.net_revenue:,.0f} 元**,占 "
            "{high.share_percent:.1f}%。",
        ),
        suggests=("revenue_by_month", "average_order_by_region", "revenue_by_segment"),
    ),
    Pattern(
        "revenue_by_segment",
        about={Word.REVENUE, Word.SEGMENT},
        covers={Word.CUSTOMER},
        ask=Both("Show revenue by customer segment", "各客群的營收是多少?"),
        title=Both("Net revenue by customer segment", "各客群營收"),
        description=Both(
            "You want net revenue per customer segment {when}. Sales without a known customer "
            "have no segment.",
            "您想了解{when}各客群的營收;未登記顧客的交易沒有客群。",
        ),
        sql="""
SELECT
  c.`segment{zh}` AS `segment`,
  COUNT(DISTINCT c.`customer_id`) AS `customers`,
  SUM(o.`net_amount`) AS `net_revenue`
FROM `retail`.`sales`.`orders` o
LEFT JOIN `retail`.`sales`.`customers` c ON c.`customer_id` = o.`customer_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `net_revenue` DESC""",
        measure="net_revenue",
        summary=Both(
            "**{high.segment}** customers spend the most {when}: **NT${high.net_revenue:,.0f}**. "
            "The row without a segment holds sales to unknown customers.",
            "{when}消費最多的是**{high.segment}**:**新台幣 {high.net_revenue:,.0f} 元**。"
            "沒有客群的那一列是未登記顧客的交易。",
        ),
        suggests=("top_customers", "new_customers_by_month", "average_order_by_region"),
    ),
    Pattern(
        "region_share",
        about={Word.SHARE, Word.REGION},
        ask=Both("What share of revenue does each region have?", "各區域的營收占比是多少?"),
        title=Both("Share of net revenue by region", "各區域營收占比"),
        description=Both(
            "You want each region's share of net revenue {when}.",
            "您想了解{when}各區域占總營收的比例。",
        ),
        sql="""
SELECT
  s.`region{zh}` AS `region`,
  SUM(o.`net_amount`) AS `net_revenue`,
  ROUND(100 * SUM(o.`net_amount`) / SUM(SUM(o.`net_amount`)) OVER (), 1) AS `share_percent`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `share_percent` DESC""",
        measure="net_revenue",
        summary=Both(
            "**{high.region}** accounts for **{high.share_percent:.1f}%** of net revenue {when}, "
            "**{low.region}** for {low.share_percent:.1f}%.",
            "{when}**{high.region}**占總營收的 **{high.share_percent:.1f}%**,**{low.region}**占 "
            "{low.share_percent:.1f}%。",
        ),
        suggests=("category_share", "revenue_region_month", "compare_years"),
    ),
    Pattern(
        "category_share",
        about={Word.SHARE, Word.CATEGORY},
        ask=Both("What share of revenue does each category have?", "各類別的營收占比是多少?"),
        title=Both("Share of net revenue by category", "各類別營收占比"),
        description=Both(
            "You want each product category's share of net revenue {when}.",
            "您想了解{when}各商品類別占總營收的比例。",
        ),
        sql="""
SELECT
  p.`category{zh}` AS `category`,
  SUM(o.`net_amount`) AS `net_revenue`,
  ROUND(100 * SUM(o.`net_amount`) / SUM(SUM(o.`net_amount`)) OVER (), 1) AS `share_percent`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `share_percent` DESC""",
        measure="net_revenue",
        summary=Both(
            "**{high.category}** makes up **{high.share_percent:.1f}%** of net revenue {when}.",
            "{when}**{high.category}**占總營收的 **{high.share_percent:.1f}%**。",
        ),
        suggests=("region_share", "profit_by_category", "top_products"),
    ),
)
