"""Questions about how well support serves: times, ratings, what is left open."""

from simulator.questions.pattern import ALL_TIME, Both, Pattern, TextPattern
from simulator.questions.vocabulary import Word

_BASE = "WHERE CAST(t.`opened_at` AS DATE) BETWEEN :from_date AND :to_date{filters}"
_HOURS = (
    "CAST(AVG((unix_timestamp(t.`closed_at`) - unix_timestamp(t.`opened_at`)) / 3600) AS "
    "DECIMAL(10,1)) "
    "AS `average_hours`"
)

SERVICE = (
    Pattern(
        "open_tickets",
        about={Word.BACKLOG},
        covers={Word.TOPIC, Word.PRIORITY, Word.AGENT},
        ask=Both("Which tickets are still open?", "哪些客服單尚未結案?"),
        title=Both("Open tickets", "未結案客服單"),
        description=Both(
            "You want the tickets that are not closed, oldest first.",
            "您想看尚未結案的客服單,由舊到新排列。",
        ),
        sql="""
SELECT
  t.`ticket_id`,
  t.`opened_at`,
  t.`priority{zh}` AS `priority`,
  t.`topic{zh}` AS `topic`,
  t.`agent`,
  t.`closed_at`
FROM `retail`.`support`.`tickets` t
WHERE t.`closed_at` IS NULL{filters}
ORDER BY t.`opened_at`""",
        period=ALL_TIME,
        summary=Both(
            "**{count:,}** tickets are still open. The oldest was opened on "
            "**{first.opened_at:%d %B %Y}** and is with {first.agent}.",
            "目前有 **{count:,}** 張客服單未結案,最早的一張於 **{first.opened_at:%Y-%m-%d}** "
            "開立,負責人為 {first.agent}。",
        ),
        suggests=("tickets_by_priority", "resolution_by_topic", "tickets_by_agent"),
    ),
    Pattern(
        "resolution_by_topic",
        about={Word.RESOLUTION},
        covers={Word.TOPIC},
        ask=Both("What is the average resolution time by topic?", "各主題的平均結案時間是多久?"),
        title=Both("Average resolution time by topic", "各主題平均結案時間"),
        description=Both(
            "You want the average hours from opening to closing, per topic {when}.",
            "您想了解{when}各主題從開立到結案的平均小時數。",
        ),
        sql=f"""
SELECT
  t.`topic{{zh}}` AS `topic`,
  COUNT(t.`closed_at`) AS `closed_tickets`,
  {_HOURS}
FROM `retail`.`support`.`tickets` t
{_BASE}
GROUP BY ALL
ORDER BY `average_hours` DESC""",  # noqa: S608
        measure="average_hours",
        summary=Both(
            "**{high.topic}** takes longest {when}: **{high.average_hours:,.1f} hours** on "
            "average; "
            "**{low.topic}** is quickest with {low.average_hours:,.1f}.",
            "{when}處理最久的是**{high.topic}**,平均 **{high.average_hours:,.1f} 小時**;"
            "最快的是**{low.topic}**,"
            "{low.average_hours:,.1f} 小時。",
        ),
        suggests=("first_reply_by_channel", "tickets_by_topic", "open_tickets"),
    ),
    Pattern(
        "first_reply_by_channel",
        about={Word.FIRST_REPLY},
        covers={Word.CHANNEL},
        ask=Both("How long is the first response time by channel?", "各管道的首次回覆時間是多久?"),
        title=Both("First reply by channel", "各管道首次回覆時間"),
        description=Both(
            "You want the average minutes to the first reply, per channel {when}.",
            "您想了解{when}各管道首次回覆的平均分鐘數。",
        ),
        sql=f"""
SELECT
  t.`channel{{zh}}` AS `channel`,
  ROUND(AVG(t.`first_reply_minutes`), 1) AS `average_minutes`,
  MAX(t.`first_reply_minutes`) AS `longest_minutes`
FROM `retail`.`support`.`tickets` t
{_BASE}
GROUP BY ALL
ORDER BY `average_minutes`""",  # noqa: S608
        measure="average_minutes",
        summary=Both(
            "**{low.channel}** answers first {when}, after **{low.average_minutes:,.1f} "
            "minutes** on average.",
            "{when}回覆最快的是**{low.channel}**,平均 **{low.average_minutes:,.1f} 分鐘**。",
        ),
        suggests=("resolution_by_topic", "tickets_by_channel", "satisfaction_by_agent"),
    ),
    Pattern(
        "satisfaction_by_agent",
        about={Word.SATISFACTION},
        covers={Word.AGENT, Word.CUSTOMER},
        ask=Both(
            "How satisfied are customers, by agent? Show the satisfaction score",
            "各客服人員的滿意度如何?",
        ),
        title=Both("Customer satisfaction by agent", "各客服人員滿意度"),
        description=Both(
            "You want the average rating (1 to 5) per agent {when}.",
            "您想了解{when}各客服人員的平均評分(1 至 5 分)。",
        ),
        sql=f"""
SELECT
  t.`agent`,
  COUNT(*) AS `tickets`,
  COUNT(t.`satisfaction`) AS `rated`,
  ROUND(AVG(t.`satisfaction`), 2) AS `average_rating`
FROM `retail`.`support`.`tickets` t
{_BASE}
GROUP BY ALL
ORDER BY `average_rating` DESC""",  # noqa: S608
        measure="average_rating",
        summary=Both(
            "**{high.agent}** has the best rating {when}: **{high.average_rating:.2f}** of 5 over "
            "{high.rated:,} rated tickets.",
            "{when}評分最高的是**{high.agent}**:**{high.average_rating:.2f}** 分(滿分 5 分,"
            "{high.rated:,} 張已評分)。",
        ),
        suggests=("tickets_by_agent", "resolution_by_topic", "tickets_by_month"),
    ),
)

QUESTIONS_BACK = (
    TextPattern(
        "best_agents",
        about={Word.BEST, Word.AGENT},
        ask=Both("Who is our best agent?", "最好的客服人員是誰?"),
        text=Both(
            'Should "best" mean the highest **satisfaction** or the most **tickets**?',
            "「最好」是指**滿意度**最高,還是處理的**客服單**最多?",
        ),
        is_question_back=True,
    ),
)
