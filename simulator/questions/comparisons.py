"""Questions that set one span of time beside another."""

from simulator.questions.pattern import ALL_TIME, Both, Pattern
from simulator.questions.vocabulary import Word

COMPARISONS = (
    Pattern(
        "compare_years",
        about={Word.REVENUE, Word.COMPARE},
        covers={Word.YEAR, Word.REGION},
        ask=Both("Compare revenue this year with last year", "今年和去年的營收比較如何?"),
        title=Both(
            "Net revenue, 2026 and 2025, January to October", "2026 與 2025 年 1 至 10 月營收比較"
        ),
        description=Both(
            "You want this year's net revenue per region beside last year's. Both years are "
            "counted from January to October, because 2026 has data until 31 October.",
            "您想比較今年與去年各區域的營收。由於 2026 年的資料到 10 月 31 日,兩年皆計算 1 至 "
            "10 月。",
        ),
        sql="""
SELECT
  s.`region{zh}` AS `region`,
  SUM(o.`net_amount`) FILTER (WHERE YEAR(o.`order_date`) = 2026) AS `revenue_2026`,
  SUM(o.`net_amount`) FILTER (WHERE YEAR(o.`order_date`) = 2025) AS `revenue_2025`,
  ROUND(100 * (try_divide(`revenue_2026`, `revenue_2025`) - 1), 1) AS `growth_percent`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = o.`store_id`
WHERE YEAR(o.`order_date`) IN (2025, 2026)
  AND MONTH(o.`order_date`) <= 10{filters}
GROUP BY ALL
ORDER BY `revenue_2026` DESC""",
        measure="growth_percent",
        period=ALL_TIME,
        summary=Both(
            "From January to October, net revenue is **NT${total.revenue_2026:,.0f}** in 2026 "
            "against "
            "NT${total.revenue_2025:,.0f} in 2025. **{high.region}** developed best "
            "(**{high.growth_percent:+.1f}%**), **{low.region}** worst "
            "({low.growth_percent:+.1f}%).",
            "1 至 10 月營收:2026 年為**新台幣 {total.revenue_2026:,.0f} 元**,2025 年為 "
            "{total.revenue_2025:,.0f} 元。"
            "**{high.region}**表現最好(**{high.growth_percent:+.1f}%**),"
            "**{low.region}**最差({low.growth_percent:+.1f}%)。",
        ),
        suggests=("compare_quarters", "compare_categories", "revenue_by_month"),
    ),
    Pattern(
        "compare_quarters",
        about={Word.REVENUE, Word.COMPARE, Word.QUARTER},
        covers={Word.CATEGORY},
        ask=Both("Compare revenue in Q3 with the quarter before", "第三季與上一季的營收比較如何?"),
        title=Both("Net revenue, Q3 and Q2 2026", "2026 年第 3 季與第 2 季營收比較"),
        description=Both(
            "You want net revenue per category in the last full quarter, Q3 2026, beside Q2 2026.",
            "您想比較最近一個完整季度(2026 年第 3 季)與第 2 季各類別的營收。",
        ),
        sql="""
SELECT
  p.`category{zh}` AS `category`,
  SUM(o.`net_amount`) FILTER (WHERE QUARTER(o.`order_date`) = 3) AS `revenue_q3`,
  SUM(o.`net_amount`) FILTER (WHERE QUARTER(o.`order_date`) = 2) AS `revenue_q2`,
  `revenue_q3` - `revenue_q2` AS `difference`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE o.`order_date` BETWEEN DATE '2026-04-01' AND DATE '2026-09-30'{filters}
GROUP BY ALL
ORDER BY `difference` DESC""",
        measure="difference",
        summary=Both(
            "Q3 2026 brought **NT${total.revenue_q3:,.0f}**, Q2 brought "
            "NT${total.revenue_q2:,.0f}: "
            "**{total.difference:+,.0f}**. **{high.category}** moved up the most, "
            "**{low.category}** the least.",
            "2026 年第 3 季營收**新台幣 {total.revenue_q3:,.0f} 元**,第 2 季 "
            "{total.revenue_q2:,.0f} 元,"
            "差額 **{total.difference:+,.0f} 元**。增加最多的是**{high.category}**,表現最弱的是"
            "**{low.category}**。",
        ),
        suggests=("compare_years", "revenue_by_quarter", "revenue_by_category"),
    ),
    Pattern(
        "compare_categories",
        about={Word.REVENUE, Word.COMPARE, Word.CATEGORY},
        covers={Word.YEAR},
        ask=Both(
            "Which categories are growing compared with last year?", "哪些類別的營收比去年成長?"
        ),
        title=Both(
            "Growth by category, 2026 on 2025, January to October",
            "2026 年各類別成長率(1 至 10 月)",
        ),
        description=Both(
            "You want the growth of each category over last year, January to October of both "
            "years.",
            "您想了解各類別與去年同期(1 至 10 月)相比的成長率。",
        ),
        sql="""
SELECT
  p.`category{zh}` AS `category`,
  SUM(o.`net_amount`) FILTER (WHERE YEAR(o.`order_date`) = 2026) AS `revenue_2026`,
  SUM(o.`net_amount`) FILTER (WHERE YEAR(o.`order_date`) = 2025) AS `revenue_2025`,
  ROUND(100 * (try_divide(`revenue_2026`, `revenue_2025`) - 1), 1) AS `growth_percent`
FROM `retail`.`sales`.`orders` o
JOIN `retail`.`sales`.`products` p ON p.`product_id` = o.`product_id`
WHERE YEAR(o.`order_date`) IN (2025, 2026)
  AND MONTH(o.`order_date`) <= 10{filters}
GROUP BY ALL
ORDER BY `growth_percent` DESC""",
        measure="growth_percent",
        summary=Both(
            "**{high.category}** has the best change on last year, "
            "**{high.growth_percent:+.1f}%**; "
            "**{low.category}** the weakest, {low.growth_percent:+.1f}%.",
            "與去年同期相比,**{high.category}**表現最好(**{high.growth_percent:+.1f}%**),"
            "**{low.category}**最弱({low.growth_percent:+.1f}%)。",
        ),
        suggests=("compare_years", "category_share", "profit_by_category"),
    ),
)
