"""Known words in any order, three questions in a row: either correct rows, or a reason."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import Engine
from simulator.questions.answers import query_for, summary_of, text_reply
from simulator.questions.subjects import SALES, SUPPORT, Subject
from simulator.questions.understanding import Understood, understand

SALES_WORDS = (
    *("revenue", "orders", "units", "profit", "gross margin", "average order value", "returns"),
    *("return rate", "new customers", "stores", "by region", "by city", "by store", "by category"),
    *("by product", "by customer", "by segment", "by channel", "by coupon", "by month", "by year"),
    *("by quarter", "by week", "by weekday", "by day", "in each region", "top 5", "bottom 3"),
    *("best", "the most", "lowest", "as a share", "share of", "compared with last year", "growth"),
    *("vs", "yoy", "declining", "trend", "in 2025", "in Q3 2026", "last month", "in 2023"),
    *("since 2025", "last 30 days", "only Taipei", "north", "Kitchenware", "online", "members"),
    *("with a coupon", "returned", "latest", "oldest", "over 50000", "list", "all", "which", "and"),
    *("how many", "instead", "of those", "only", "products", "customers", "regions", "months"),
    *(
        "scorecard",
        "order lines",
        "prices",
        "sold",
        "5",
        "區域",
        "每月",
        "前五名",
        "占比",
        "只看台北",
    ),
)
SUPPORT_WORDS = (
    *("tickets", "resolution time", "first response time", "satisfaction", "by topic", "by agent"),
    *("by priority", "by channel", "by region", "by product", "by month", "by weekday", "open"),
    *("closed", "urgent", "latest", "5", "which", "top 3", "longest", "fastest", "best", "list"),
    *("as a share", "compared with last year", "in 2025", "last month", "only Taipei", "and"),
    *("instead", "of those", "delivery", "how many", "各主題", "未結案"),
)


def talks(words: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Generate three questions of these words."""
    question = st.lists(st.sampled_from(words), min_size=1, max_size=5, unique=True)
    return st.lists(question.map(" ".join), min_size=3, max_size=3)


def check(engine: Engine, questions: list[str], subject: Subject) -> None:
    """Check that the query runs, column names are distinct, and the text is complete."""
    earlier: Understood | None = None
    for question in questions:
        understood = understand(question, subject, earlier)
        earlier = understood if understood.can_be_followed else earlier
        if understood.request is None:
            assert text_reply(understood, subject).text
            continue
        query = query_for(understood.request, understood)
        result = engine.run(query.sql, query.parameters)
        summary = summary_of(understood.request, understood, result)
        names = [column.name for column in result.columns]
        assert len(set(names)) == len(names)
        assert "{" not in summary + query.title + query.description
        assert "None" not in summary
        check_shares(names, result.rows)


def check_shares(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Check that no share is above 100 percent, and the sum is not either."""
    if "share_percent" not in names:
        return
    place = names.index("share_percent")
    shares = [Decimal(str(row[place])) for row in rows if row[place] is not None]
    times = {"year", "month", "quarter", "week", "weekday", "day"}
    groups = len({tuple(r for r, n in zip(row, names, strict=True) if n in times) for row in rows})

    assert all(0 <= share <= 100 for share in shares)
    assert sum(shares) <= 100 * groups + len(shares)


@settings(derandomize=True, deadline=None, max_examples=250)
@given(talks(SALES_WORDS))
def test_combinations_of_sales_words(engine: Engine, questions: list[str]) -> None:
    """The words are those of the first space."""
    check(engine, questions, SALES)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(talks(SUPPORT_WORDS))
def test_combinations_of_support_words(engine: Engine, questions: list[str]) -> None:
    """The words are those of the second space."""
    check(engine, questions, SUPPORT)
