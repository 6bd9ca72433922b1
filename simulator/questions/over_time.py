"""Questions about how sales develop: by year, quarter, month, weekday and day."""

from simulator.questions.pattern import ALL_TIME, Both, Pattern
from simulator.questions.vocabulary import Word

OVER_TIME = (
    Pattern(
        "revenue_by_month",
        about={Word.REVENUE, Word.MONTH},
        ask=Both("Show the monthly revenue trend", "每月的營收趨勢如何?"),
        title=Both("Net revenue by month", "每月營收"),
        description=Both(
            "You want net revenue and orders per month {when}.",
            "您想了解{when}每月的營收與訂單數。",
        ),
        sql="""
SELECT
  CAST(date_trunc('MONTH', o.`order_date`) AS DATE) AS `month`,
  SUM(o.`net_amount`) AS `net_revenue`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `month`""",
        measure="net_revenue",
        summary=Both(
            "Revenue peaked in **{high.month:%B %Y}** at **NT${high.net_revenue:,.0f}**; the "
            "weakest "
            "month was {low.month:%B %Y} with NT${low.net_revenue:,.0f}. The average month "
            "{when} is "
            "NT${average:,.0f}.",
            "營收最高的月份是 **{high.month:%Y-%m}**,**新台幣 {high.net_revenue:,.0f} 元**;"
            "最低的是 "
            "{low.month:%Y-%m}({low.net_revenue:,.0f} 元)。{when}月平均為 {average:,.0f} 元。",
        ),
        suggests=("revenue_by_quarter", "revenue_region_month", "compare_years"),
    ),
    Pattern(
        "revenue_by_quarter",
        about={Word.REVENUE, Word.QUARTER},
        covers={Word.YEAR},
        ask=Both("Show revenue by quarter", "每季的營收是多少?"),
        title=Both("Net revenue by quarter", "每季營收"),
        description=Both("You want net revenue per quarter {when}.", "您想了解{when}每季的營收。"),
        sql="""
SELECT
  YEAR(o.`order_date`) AS `year`,
  QUARTER(o.`order_date`) AS `quarter`,
  SUM(o.`net_amount`) AS `net_revenue`,
  SUM(o.`quantity`) AS `units`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `year`, `quarter`""",
        measure="net_revenue",
        period=ALL_TIME,
        summary=Both(
            "The strongest quarter {when} is **Q{high.quarter} {high.year}** with "
            "**NT${high.net_revenue:,.0f}**. The last one shown, Q{last.quarter} {last.year}, "
            "brought "
            "NT${last.net_revenue:,.0f}.",
            "{when}最強的一季是 **{high.year} 年第 {high.quarter} 季**,**新台幣 "
            "{high.net_revenue:,.0f} 元**;最近一季({last.year} 年第 {last.quarter} 季)為 "
            "{last.net_revenue:,.0f} 元。",
        ),
        suggests=("compare_quarters", "revenue_by_month", "revenue_by_year"),
    ),
    Pattern(
        "revenue_by_year",
        about={Word.REVENUE, Word.YEAR},
        ask=Both("Show revenue by year", "每年的營收是多少?"),
        title=Both("Net revenue by year", "每年營收"),
        description=Both("You want net revenue per year {when}.", "您想了解{when}每年的營收。"),
        sql="""
SELECT
  YEAR(o.`order_date`) AS `year`,
  SUM(o.`net_amount`) AS `net_revenue`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `year`""",
        measure="net_revenue",
        period=ALL_TIME,
        summary=Both(
            "The best year is **{high.year}** with **NT${high.net_revenue:,.0f}**. "
            "The data for 2026 ends on 31 October.",
            "營收最高的是 **{high.year} 年**,**新台幣 {high.net_revenue:,.0f} 元**。"
            "2026 年的資料到 10 月 31 日為止。",
        ),
        suggests=("compare_years", "revenue_by_quarter", "orders_by_month"),
    ),
    Pattern(
        "revenue_region_month",
        about={Word.REVENUE, Word.REGION, Word.MONTH},
        ask=Both("Show revenue by region and month", "各區域每月的營收是多少?"),
        title=Both("Net revenue by region and month", "各區域每月營收"),
        description=Both(
            "You want net revenue per region and month {when}.",
            "您想了解{when}各區域每個月的營收。",
        ),
        sql="""
SELECT
  CAST(date_trunc('MONTH', o.`order_date`) AS DATE) AS `month`,
  s.`region{zh}` AS `region`,
  SUM(o.`net_amount`) AS `net_revenue`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `month`, `net_revenue` DESC""",
        measure="net_revenue",
        summary=Both(
            "The best single month of any region {when} is **{high.region} in "
            "{high.month:%B %Y}**: "
            "**NT${high.net_revenue:,.0f}**.",
            "{when}單月營收最高的是 **{high.month:%Y-%m} 的{high.region}**:"
            "**新台幣 {high.net_revenue:,.0f} 元**。",
        ),
        suggests=("region_share", "revenue_by_region", "top_stores"),
    ),
    Pattern(
        "revenue_category_month",
        about={Word.REVENUE, Word.CATEGORY, Word.MONTH},
        ask=Both("Show revenue by category and month", "各類別每月的營收是多少?"),
        title=Both("Net revenue by category and month", "各類別每月營收"),
        description=Both(
            "You want net revenue per category and month {when}.",
            "您想了解{when}各類別每個月的營收。",
        ),
        sql="""
SELECT
  CAST(date_trunc('MONTH', o.`order_date`) AS DATE) AS `month`,
  p.`category{zh}` AS `category`,
  SUM(o.`net_amount`) AS `net_revenue`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `month`, `net_revenue` DESC""",
        measure="net_revenue",
        summary=Both(
            "The best single month of any category {when} is **{high.category} in "
            "{high.month:%B %Y}**: **NT${high.net_revenue:,.0f}**.",
            "{when}單月營收最高的是 **{high.month:%Y-%m} 的{high.category}**:"
            "**新台幣 {high.net_revenue:,.0f} 元**。",
        ),
        suggests=("revenue_by_category", "category_share", "compare_categories"),
    ),
    Pattern(
        "revenue_by_weekday",
        about={Word.REVENUE, Word.WEEKDAY},
        ask=Both("Which weekday sells best?", "星期幾的營收最高?"),
        title=Both("Net revenue by weekday", "各星期營收"),
        description=Both(
            "You want net revenue per day of the week {when}.", "您想了解{when}一週各日的營收。"
        ),
        sql="""
SELECT
  SPLIT_PART('{weekdays}', ',', WEEKDAY(o.`order_date`) + 1) AS `weekday`,
  SUM(o.`net_amount`) AS `net_revenue`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY MIN(WEEKDAY(o.`order_date`))""",
        measure="net_revenue",
        summary=Both(
            "**{high.weekday}** sells best {when}: **NT${high.net_revenue:,.0f}** from "
            "{high.orders:,} orders. {low.weekday} is the quietest day.",
            "{when}營收最高的是**{high.weekday}**,**新台幣 {high.net_revenue:,.0f} 元**,共 "
            "{high.orders:,} 張訂單;{low.weekday}最淡。",
        ),
        suggests=("daily_revenue", "revenue_by_month", "revenue_by_channel"),
    ),
    Pattern(
        "daily_revenue",
        about={Word.REVENUE, Word.DAY},
        ask=Both("Show daily revenue this year", "今年每日的營收是多少?"),
        title=Both("Net revenue by day", "每日營收"),
        description=Both(
            "You want net revenue, orders and units for every day {when}.",
            "您想了解{when}每一天的營收、訂單數與件數。",
        ),
        sql="""
SELECT
  o.`order_date` AS `day`,
  SUM(o.`net_amount`) AS `net_revenue`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  SUM(o.`quantity`) AS `units`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `day`""",
        measure="net_revenue",
        summary=Both(
            "There are **{count:,}** days with sales {when}. The best was "
            "**{high.day:%d %B %Y}** with "
            "**NT${high.net_revenue:,.0f}**; the average day brings NT${average:,.0f}.",
            "{when}共有 **{count:,}** 個有銷售的日子。最好的一天是 **{high.day:%Y-%m-%d}**,"
            "**新台幣 {high.net_revenue:,.0f} 元**;日平均 {average:,.0f} 元。",
        ),
        suggests=("revenue_by_weekday", "revenue_by_month", "revenue_total"),
    ),
    Pattern(
        "orders_by_month",
        about={Word.ORDERS, Word.MONTH},
        ask=Both("How many orders do we get each month?", "每月有多少張訂單?"),
        title=Both("Orders by month", "每月訂單數"),
        description=Both(
            "You want the number of orders per month {when}.", "您想了解{when}每月的訂單數。"
        ),
        sql="""
SELECT
  CAST(date_trunc('MONTH', o.`order_date`) AS DATE) AS `month`,
  COUNT(DISTINCT o.`order_id`) AS `orders`
FROM `retail`.`sales`.`orders` o
WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters}
GROUP BY ALL
ORDER BY `month`""",
        measure="orders",
        summary=Both(
            "There were **{total.orders:,}** orders {when}, most of them in **{high.month:%B %Y}** "
            "({high.orders:,}).",
            "{when}共有 **{total.orders:,}** 張訂單,最多的是 "
            "**{high.month:%Y-%m}**({high.orders:,} 張)。",
        ),
        suggests=("orders_by_region", "revenue_by_month", "average_order_by_region"),
    ),
)
