"""Questions about support tickets: how many, of what kind, where from."""

from simulator.questions.pattern import Both, Pattern
from simulator.questions.vocabulary import Word

_BASE = "WHERE CAST(t.`opened_at` AS DATE) BETWEEN :from_date AND :to_date{filters}"


def _tickets_by(
    word: Word, column: str, ask: Both, noun: Both, suggests: tuple[str, str, str]
) -> Pattern:
    """Tickets counted per value of one column."""
    alias = column.removesuffix("{zh}")
    return Pattern(
        f"tickets_by_{word}",
        about={Word.TICKETS, word},
        ask=ask,
        title=Both(f"Tickets by {noun.en}", f"各{noun.zh}客服單數"),
        description=Both(
            f"You want tickets per {noun.en} {{when}}.", f"您想了解{{when}}各{noun.zh}的客服單數。"
        ),
        sql=f"""
SELECT
  t.`{column}` AS `{alias}`,
  COUNT(*) AS `tickets`,
  COUNT_IF(t.`closed_at` IS NULL) AS `still_open`,
  ROUND(AVG(t.`satisfaction`), 2) AS `average_rating`
FROM `retail`.`support`.`tickets` t
{_BASE}
GROUP BY ALL
ORDER BY `tickets` DESC""",  # noqa: S608 - our own column names
        measure="tickets",
        summary=Both(
            f"**{{high.{alias}}}** has the most tickets {{when}}: **{{high.tickets:,}}** of "
            "{total.tickets:,}, {high_share:.0f}%.",
            f"{{when}}客服單最多的是**{{high.{alias}}}**:**{{high.tickets:,}}** 張,占 "
            "{total.tickets:,} 張的 {high_share:.0f}%。",
        ),
        suggests=suggests,
    )


TICKETS = (
    Pattern(
        "tickets_total",
        about={Word.TICKETS},
        ask=Both("How many support tickets were opened this year?", "今年開立了多少張客服單?"),
        title=Both("Number of tickets", "客服單數"),
        description=Both(
            "You want to know how many tickets were opened {when}.",
            "您想知道{when}開立的客服單數。",
        ),
        sql=f"""
SELECT
  COUNT(*) AS `tickets`
FROM `retail`.`support`.`tickets` t
{_BASE}""",  # noqa: S608
        measure="tickets",
        summary=Both(
            "**{first.tickets:,}** tickets were opened {when}.",
            "{when}共開立 **{first.tickets:,}** 張客服單。",
        ),
        suggests=("tickets_by_month", "tickets_by_topic", "open_tickets"),
    ),
    Pattern(
        "tickets_by_month",
        about={Word.TICKETS, Word.MONTH},
        ask=Both("Show tickets by month", "每月有多少張客服單?"),
        title=Both("Tickets by month", "每月客服單數"),
        description=Both("You want tickets per month {when}.", "您想了解{when}每月的客服單數。"),
        sql=f"""
SELECT
  CAST(date_trunc('MONTH', t.`opened_at`) AS DATE) AS `month`,
  COUNT(*) AS `tickets`,
  ROUND(AVG(t.`satisfaction`), 2) AS `average_rating`
FROM `retail`.`support`.`tickets` t
{_BASE}
GROUP BY ALL
ORDER BY `month`""",  # noqa: S608
        measure="tickets",
        summary=Both(
            "The busiest month {when} is **{high.month:%B %Y}** with **{high.tickets:,}** tickets; "
            "{total.tickets:,} in all.",
            "{when}最忙的月份是 **{high.month:%Y-%m}**,**{high.tickets:,}** 張;合計 "
            "{total.tickets:,} 張。",
        ),
        suggests=("tickets_by_topic", "satisfaction_by_agent", "tickets_total"),
    ),
    _tickets_by(
        Word.TOPIC,
        "topic{zh}",
        Both("What are the main reasons for tickets?", "客服單的主要原因是什麼?"),
        Both("topic", "主題"),
        ("resolution_by_topic", "tickets_by_month", "tickets_by_priority"),
    ),
    _tickets_by(
        Word.PRIORITY,
        "priority{zh}",
        Both("Show tickets by priority", "各優先等級有多少張客服單?"),
        Both("priority", "優先等級"),
        ("open_tickets", "resolution_by_topic", "tickets_by_topic"),
    ),
    _tickets_by(
        Word.CHANNEL,
        "channel{zh}",
        Both("Through which channels do tickets come in?", "各管道的客服單有多少?"),
        Both("channel", "管道"),
        ("first_reply_by_channel", "tickets_by_topic", "tickets_by_month"),
    ),
    _tickets_by(
        Word.AGENT,
        "agent",
        Both("How many tickets does each agent handle?", "每位客服人員處理多少張客服單?"),
        Both("agent", "客服人員"),
        ("satisfaction_by_agent", "resolution_by_topic", "open_tickets"),
    ),
    Pattern(
        "tickets_by_region",
        about={Word.TICKETS, Word.REGION},
        ask=Both("Show tickets by region", "各區域的客服單有多少?"),
        title=Both("Tickets by region", "各區域客服單數"),
        description=Both("You want tickets per region {when}.", "您想了解{when}各區域的客服單數。"),
        sql=f"""
SELECT
  s.`region{{zh}}` AS `region`,
  COUNT(*) AS `tickets`
FROM `retail`.`support`.`tickets` t
JOIN `retail`.`sales`.`stores` s ON s.`store_id` = t.`store_id`
{_BASE}
GROUP BY ALL
ORDER BY `tickets` DESC""",  # noqa: S608
        measure="tickets",
        summary=Both(
            "**{high.region}** has the most tickets {when}: **{high.tickets:,}**.",
            "{when}客服單最多的區域是**{high.region}**:**{high.tickets:,}** 張。",
        ),
        suggests=("tickets_by_topic", "tickets_by_product", "tickets_by_month"),
    ),
    Pattern(
        "tickets_by_product",
        about={Word.TICKETS, Word.PRODUCT},
        ask=Both("Which 5 products cause the most tickets?", "客服單最多的前五名商品是哪些?"),
        title=Both("Top {limit} products by tickets", "客服單前 {limit} 名商品"),
        description=Both(
            "You want the {limit} products with the most tickets {when}.",
            "您想了解{when}客服單最多的 {limit} 項商品。",
        ),
        sql=f"""
SELECT
  p.`product_name{{zh}}` AS `product`,
  COUNT(*) AS `tickets`,
  COUNT_IF(t.`topic` = 'Defect') AS `defects`
FROM `retail`.`support`.`tickets` t
JOIN `retail`.`sales`.`products` p ON p.`product_id` = t.`product_id`
{_BASE}
GROUP BY ALL
ORDER BY `tickets` DESC, `product`
LIMIT {{limit}}""",  # noqa: S608
        measure="tickets",
        summary=Both(
            "**{first.product}** causes the most tickets {when}: **{first.tickets:,}**, "
            "{first.defects:,} of them about defects.",
            "{when}客服單最多的商品是**{first.product}**:**{first.tickets:,}** 張,其中 "
            "{first.defects:,} 張與瑕疵有關。",
        ),
        suggests=("tickets_by_topic", "tickets_by_region", "resolution_by_topic"),
    ),
)
