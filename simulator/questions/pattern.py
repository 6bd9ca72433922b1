"""What a question pattern is; the patterns themselves are in the files by topic next to this one.

To add a question, add a Pattern to the file it belongs to:

    Pattern(
        "revenue_by_city",
        about={Word.REVENUE, Word.CITY},
        ask=Both("Show revenue by city", "各城市的營收是多少?"),
        title=Both("Net revenue by city", "各城市營收"),
        description=Both("You want net revenue per city {when}.", "您想了解{when}各城市的營收。"),
        sql="SELECT ... WHERE o.`order_date` BETWEEN :from_date AND :to_date{filters} ...",
        measure="net_revenue",
        summary=Both("**{high.city}** leads with **NT${high.net_revenue:,.0f}**.", "..."),
        suggests=("revenue_by_month", "top_products", "revenue_by_region"),
    )

The SQL is run as it is written, so it must be true on Databricks and on DuckDB. It may hold {zh}
(column suffix for Chinese), {filters}, {limit}, {amount}, {weekdays}, and the parameters :from_date
and :to_date.
A summary may hold {when} and the facts of facts.py; its numbers come from the rows.
"""

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from simulator.questions.periods import ALL_TIME, THIS_MONTH, THIS_YEAR, Period
from simulator.questions.vocabulary import Word

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Both:
    """The same text in English and Traditional Chinese."""

    en: str
    zh: str

    def said_in(self, language: Language) -> str:
        """The text in one language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Pattern:
    """A question that is answered with a query, and how.

    Args:
        about: words that a question must have; the pattern with the most of them wins.
        ask: how a person would ask it; offered as a suggestion by other patterns.
        covers: dimensions that the answer has although they need not be asked for.
        measure: the column by which facts choose the highest and lowest row.
        suggests: names of three patterns of the same space.
        period: span of time when the question names none.
        limit: N of a top N when the question names none.
    """

    name: str
    about: Set[Word]
    ask: Both
    title: Both
    description: Both
    sql: str
    summary: Both
    suggests: tuple[str, str, str]
    covers: Set[Word] = frozenset()
    measure: str = ""
    period: Period = THIS_YEAR
    limit: int = 10


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A question that is answered in words alone."""

    name: str
    about: Set[Word]
    ask: Both
    text: Both
    suggests: tuple[str, ...] = ()
    is_question_back: bool = False


AnyPattern = Pattern | TextPattern

__all__ = ["ALL_TIME", "THIS_MONTH", "AnyPattern", "Both", "Language", "Pattern", "TextPattern"]
