"""The questions: every pattern runs, says true things, and its suggestions are understood."""

import re

import pytest

from simulator.engine import Engine
from simulator.questions.answers import (
    query_for,
    suggested_questions,
    summary_of,
    text_reply,
)
from simulator.questions.pattern import Language, Pattern
from simulator.questions.subjects import SALES, SUPPORT, Subject
from simulator.questions.understanding import Understood, understand

LANGUAGES: tuple[Language, ...] = ("en", "zh")
ALL = [
    pytest.param(subject, pattern.name, language, id=f"{pattern.name}-{language}")
    for subject in (SALES, SUPPORT)
    for pattern in subject.patterns
    for language in LANGUAGES
]
CHINESE = re.compile("[\u4e00-\u9fff]")
SHAPES = {
    "revenue_total": (1, 1),
    "revenue_by_region": (7, 3),
    "revenue_by_month": (10, 3),
    "top_products": (5, 4),
    "store_scorecard": (16, 23),
    "daily_revenue": (304, 4),
    "idle_stores": (0, 3),
    "order_lines": (5000, 15),
}


def said(*questions: str, subject: Subject = SALES) -> Understood:
    """What the last of some questions of one conversation means."""
    understood = None
    for question in questions:
        understood = understand(question, subject, understood)
    assert understood
    return understood


def title(*questions: str, subject: Subject = SALES) -> str:
    """The title of the answer to the last of some questions."""
    understood = said(*questions, subject=subject)
    assert isinstance(understood.pattern, Pattern)
    return query_for(understood.pattern, understood, subject).title


def test_there_are_enough_patterns() -> None:
    """At least 25 questions with a query, in each language."""
    patterns = [p for s in (SALES, SUPPORT) for p in s.patterns if isinstance(p, Pattern)]

    assert len(patterns) >= 25
    assert len({p.name for p in patterns}) == len(patterns)
    assert all(CHINESE.search(p.ask.zh) and not CHINESE.search(p.ask.en) for p in patterns)


@pytest.mark.parametrize(("subject", "name", "language"), ALL)
def test_every_pattern(engine: Engine, subject: Subject, name: str, language: Language) -> None:
    """It is understood, its query runs, and its words are whole and in its language."""
    pattern = subject.named(name)
    understood = said(pattern.ask.said_in(language), subject=subject)
    assert understood.pattern is pattern
    assert understood.language == language
    if not isinstance(pattern, Pattern):
        assert text_reply(understood, subject).text
        return
    query = query_for(pattern, understood, subject)
    result = engine.run(query.sql, query.parameters)
    summary = summary_of(pattern, understood, result)

    texts = [query.title, query.description, summary, *(t.content for t in query.thoughts)]
    assert not any("{" in text or "n/a" in text or "  " in text for text in texts), texts
    assert bool(CHINESE.search(query.description)) is (language == "zh")
    assert "**" in summary or not result.rows
    assert len(query.thoughts) >= 2
    assert "cannot break" not in summary
    if name in SHAPES:
        assert (len(result.rows), len(result.columns)) == SHAPES[name]


@pytest.mark.parametrize(("subject", "name", "language"), ALL)
def test_every_suggestion_is_understood(subject: Subject, name: str, language: Language) -> None:
    """Clicked in the conversation that offered it, it means what it says."""
    pattern = subject.named(name)
    earlier = said(pattern.ask.said_in(language), subject=subject)

    clicked = [
        understand(text, subject, earlier).pattern
        for text in suggested_questions(pattern, subject, language)
    ]

    assert clicked == [subject.named(name) for name in pattern.suggests]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (["What was total revenue?", "and by month?"], "Net revenue by month, 2026 so far"),
        (["Revenue by region in 2025", "by month"], "Net revenue by month, 2025"),
        (["Revenue by region", "What about last year?"], "Net revenue by region, 2025"),
        (["How many orders?", "and by region?"], "Orders by region, 2026 so far"),
        (["今年各區域營收", "那按月呢?"], "2026 年至今每月營收"),
        (["今年各區域營收", "換成按商品"], "2026 年至今營收前 10 名商品"),
        (["Revenue by region", "去年呢?"], "2025 年各區域營收"),
        (
            ["Who are our best customers?", "revenue"],
            "Top 10 customers by net revenue, 2026 so far",
        ),
        (["最好的客戶是誰", "訂單"], "2026 年至今訂單數前 10 名客戶"),
    ],
)
def test_follow_ups(questions: list[str], expected: str) -> None:
    """A follow-up takes over what it does not say itself."""
    assert title(*questions) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("  SHOW   REVENUE by REGION!!! ", "Net revenue by region, 2026 so far"),
        ("revnue by regoin", "Net revenue by region, 2026 so far"),
        ("top three stores in Q3 2026", "Top 3 stores by net revenue, Q3 2026"),
        ("Top 5 products", "Top 5 products by net revenue, 2026 so far"),
        ("sales last month", "Total net revenue, September 2026"),
        ("sales in november", "Total net revenue, November 2025"),
        ("Revenue trend", "Net revenue by month, 2026 so far"),
        ("best customers by revenue in 2025", "Top 10 customers by net revenue, 2025"),
        ("orders above 50k in 2025", "Orders over NT$50,000, 2025"),
        ("営收前５名的商品", "2026 年至今營收前 5 名商品"),
        ("营收最高的门店是哪些", "2026 年至今營收前 10 名門市"),
        ("前十二名商品的營收", "2026 年至今營收前 12 名商品"),
        ("2025年第三季各類別營收", "2025 年第 3 季各類別營收"),
        ("２０２６年９月的營收", "2026 年 9 月總營收"),
        ("最近30天的訂單數", "最近 30 天訂單數"),
        ("超過一千萬元的訂單", "2026 年至今超過 10,000,000 元的訂單"),
    ],
)
def test_wording_hardly_matters(question: str, expected: str) -> None:
    """Case, spaces, width, script, small mistakes, numbers in words."""
    assert title(question) == expected


def test_filters_narrow_the_query(engine: Engine) -> None:
    """What is left out is a condition, and it is named in the summary."""
    understood = said("Revenue by month", "only for the north", "and just tea")
    assert isinstance(understood.pattern, Pattern)

    query = query_for(understood.pattern, understood, SALES)
    result = engine.run(query.sql, query.parameters)

    assert "`region` = 'North'" in query.sql
    assert "`category` = 'Tea & Coffee'" in query.sql
    assert query.title == "Net revenue by month, 2026 so far (North, Tea & Coffee only)"
    assert "(North, Tea & Coffee only)" in summary_of(understood.pattern, understood, result)


def test_top_three_of_those(engine: Engine) -> None:
    """The highest three, although the months were in order; the next question is whole again."""
    top = said("Revenue by month", "top 3 of those")
    assert isinstance(top.pattern, Pattern)
    query = query_for(top.pattern, top, SALES)

    amounts = [row[1] for row in engine.run(query.sql, query.parameters).rows]

    assert len(amounts) == 3
    assert amounts == sorted(amounts, reverse=True)  # type: ignore[type-var]
    assert said("Revenue by month", "top 3 of those", "by region").slots.top is None


def test_a_summary_says_what_the_rows_say(engine: Engine) -> None:
    """Its numbers are computed, not written down."""
    understood = said("Revenue by region")
    assert isinstance(understood.pattern, Pattern)
    query = query_for(understood.pattern, understood, SALES)
    result = engine.run(query.sql, query.parameters)

    summary = summary_of(understood.pattern, understood, result)

    assert f"**{result.rows[0][0]}**" in summary
    assert f"NT${result.rows[0][1]:,.0f}" in summary
    assert f"{result.rows[-1][1]:,.0f}" in summary


def test_a_breakdown_that_is_missing_is_admitted(engine: Engine) -> None:
    """Better than an answer to another question without a word."""
    understood = said("profit by month")
    assert isinstance(understood.pattern, Pattern)
    query = query_for(understood.pattern, understood, SALES)

    summary = summary_of(understood.pattern, understood, engine.run(query.sql, query.parameters))

    assert summary.endswith("I cannot break this down by month.")


@pytest.mark.parametrize("question", ["What's the weather like?", "今天天氣如何?", "🙂", "42"])
def test_an_unknown_question_gets_an_honest_answer(question: str) -> None:
    """It says so, lists what can be asked, and offers three questions."""
    understood = said("Revenue by region", question)

    reply = text_reply(understood, SALES)

    assert understood.pattern is None
    assert "**revenue**" in reply.text or "**營收**" in reply.text
    assert len(reply.suggestions) == 3
