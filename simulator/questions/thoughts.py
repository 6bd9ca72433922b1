"""What Genie says that it thinks, read off the query that it wrote."""

import re
from dataclasses import dataclass

from simulator.questions.pattern import Both, Language

_TABLE = re.compile(r"`retail`\.`(\w+)`\.`(\w+)`")
_MEANINGS = (
    (
        "`net_revenue`",
        Both("'Revenue' was read as net amount after discounts, in New Taiwan dollars.",
             "「營收」以折扣後的淨額計算,單位為新台幣。"),
    ),
    (
        "`gross_profit`",
        Both("'Profit' was read as net amount less unit cost.", "「毛利」為淨額減去單位成本。"),
    ),
    (
        "DISTINCT o.`order_id`",
        Both("An order with several lines is counted once.", "一張訂單有多筆明細時只計一次。"),
    ),
    (
        ":from_date",
        Both("The data ends on 2026-10-31, and this is taken as today.",
             "資料截至 2026-10-31,並以此日為「今天」。"),
    ),
)  # fmt: skip
_STEPS = (
    ("WHERE", Both("- Filter the rows {when}.", "- 篩選{when}的資料。")),
    ("JOIN", Both("- Join {tables}.", "- 連結 {tables}。")),
    ("GROUP BY", Both("- Group the rows and add up each group.", "- 分組並加總。")),
    ("HAVING", Both("- Keep only the groups above the amount.", "- 只保留超過門檻的群組。")),
    ("DESC", Both("- Sort, highest first.", "- 由高到低排序。")),
    ("LIMIT", Both("- Keep the first rows.", "- 保留前幾列。")),
)


@dataclass(frozen=True, slots=True)
class Thought:
    """One thought of an answer: its kind, and Markdown."""

    kind: str
    content: str


def thoughts_about(
    sql: str, description: str, when: str, language: Language
) -> tuple[Thought, ...]:
    """The thoughts of a query, in the order in which Genie shows them."""
    tables = [f"retail.{schema}.{name}" for schema, name in dict.fromkeys(_TABLE.findall(sql))]
    meanings = [both.said_in(language) for mark, both in _MEANINGS if mark in sql]
    steps = [
        both.said_in(language).format(when=when, tables=", ".join(tables)).replace(" .", ".")
        for mark, both in _STEPS
        if mark in sql
    ]
    thoughts = (
        Thought("THOUGHT_TYPE_DESCRIPTION", description),
        Thought("THOUGHT_TYPE_UNDERSTANDING", " ".join(meanings)),
        Thought("THOUGHT_TYPE_DATA_SOURCING", "\n".join(f"- {table}" for table in tables)),
        Thought("THOUGHT_TYPE_STEPS", "\n".join(steps)),
    )
    return tuple(thought for thought in thoughts if thought.content)
