"""Genie's thoughts, derived from its query."""

import re
from dataclasses import dataclass

from simulator.questions.language import Both, Language, spaced
from simulator.questions.request import Request
from simulator.questions.saying import when

_TABLE = re.compile(r"`retail`\.`(\w+)`\.`(\w+)`")
_MEANINGS = (
    (
        "o.`net_amount`",
        Both("“Revenue” was read as net amount after discounts, in New Taiwan dollars.",
             "「營收」以折扣後的淨額計算，單位為新台幣。"),
    ),
    (
        "`gross_profit`",
        Both("“Profit” was read as net amount less unit cost.", "「毛利」為淨額減去單位成本。"),
    ),
    (
        "DISTINCT o.`order_id`",
        Both("An order with several lines is counted once.", "一筆訂單有多項明細時只計一次。"),
    ),
    (
        ":from_date",
        Both("The data ends on 2026-10-31, and this is taken as today.",
             "資料截至 2026-10-31，並以此日為「今天」。"),
    ),
)  # fmt: skip
_STEPS = (
    (r"\nWHERE", Both("- Filter the rows: {when}.", "- 篩選資料：{when}。")),
    (r"\n(?:LEFT )?JOIN", Both("- Join {tables}.", "- 連結 {tables}。")),
    (r"\nGROUP BY", Both("- Group the rows and compute each group.", "- 分組並計算各組的值。")),
    (r"\nHAVING", Both("- Keep only the orders within the bound.", "- 只保留符合金額條件的訂單。")),
    (r"SUM\([^)]*\) OVER", Both("- Divide by the total.", "- 除以總額。")),
    (r"\nQUALIFY", Both("- Keep the first ones of each group.", "- 保留各組的前幾名。")),
    (r"\nORDER BY [^\n]*DESC", Both("- Sort, highest first.", "- 由高到低排序。")),
    (r"\nLIMIT (\d+)", Both("- Keep the first {limit} rows.", "- 保留前 {limit} 列。")),
)


@dataclass(frozen=True, slots=True)
class Thought:
    """One thought of an answer: its type, and Markdown."""

    kind: str
    content: str


def thoughts_about(
    sql: str, description: str, request: Request, language: Language
) -> tuple[Thought, ...]:
    """Return the thoughts of a query, in the order in which Genie shows them."""
    tables = [f"retail.{schema}.{name}" for schema, name in dict.fromkeys(_TABLE.findall(sql))]
    between = "" if language == "zh" else " "
    meanings = between.join(both.said_in(language) for mark, both in _MEANINGS if mark in sql)
    thoughts = (
        Thought("THOUGHT_TYPE_DESCRIPTION", description),
        Thought("THOUGHT_TYPE_UNDERSTANDING", meanings),
        Thought("THOUGHT_TYPE_DATA_SOURCING", "\n".join(f"- {table}" for table in tables)),
        Thought("THOUGHT_TYPE_STEPS", "\n".join(_steps(sql, tables, request, language))),
    )
    return tuple(thought for thought in thoughts if thought.content)


def _steps(sql: str, tables: list[str], request: Request, language: Language) -> list[str]:
    limit = re.search(r"\nLIMIT (\d+)", sql)
    said = {
        "when": when(request, language),
        "tables": ", ".join(tables),
        "limit": limit[1] if limit else "",
    }
    steps = [both.said_in(language).format(**said) for mark, both in _STEPS if re.search(mark, sql)]
    return [spaced(step) for step in steps] if language == "zh" else steps
