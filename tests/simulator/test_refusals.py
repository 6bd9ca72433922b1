"""Questions that are not understood: the unknown part is named, and there is no answer."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import Engine
from simulator.questions.answers import text_reply
from simulator.questions.subjects import SALES, SUPPORT, Subject
from simulator.questions.understanding import understand
from tests.simulator.talk import answered, parsed, refusal

NOT_UNDERSTOOD = [
    ("What's the weather like?", "“weather”"),
    ("share of cancelled orders", "“cancelled”"),
    ("cancel rate by month", "“cancel rate”"),
    ("Revenue by region in Atlantis", "“Atlantis”"),
    ("Why did revenue drop?", "“Why”"),
    ("Revenue except the north", "“except”"),
    ("Revenue without Japan", "“without”"),
    ("Revenue by region, not the north", "“not”"),
    ("gross revenue by region", "“gross”"),
    ("average revenue by region", "“average”"),
    ("revenue in USD", "“USD”"),
    ("Forecast revenue for next year", "“Forecast”, “next”"),
    ("revenue by salesperson", "“salesperson”"),
    ("Show revenue by region [foo]", "“foo”"),
    ("stories by revenue", "“stories”"),
    ("revenue by season", "“season”"),
    ("Stop loss by region", "“Stop loss”"),
    ("private label revenue", "“private label”"),
    ("tickets by topic", "“tickets”, “topic”"),
    ("revenue by place", "“place”"),
    ("orders with customers by region", "“customers”"),
    ("recent revenue by region", "“recent”"),
    ("the longest revenue by region", "“the longest”, “longest”"),
    ("highest revenue", "“highest”"),
    ("share of revenue", "“share of”"),
    ("top 0 products", "“0”"),
    ("revenue by product in 5", "“5”"),
    ("compare revenue", "“compare”"),
    ("revenue of those by region", "“those”"),
    ("其中各區域的營收", "「其中」"),
    ("revenue by", "“by”"),
    ("revenue by all in 2025", "“by all in”"),
    ("tables of revenue", "“tables”"),
    ("How many regions are there?", "“How many regions”"),
    ("number of revenue by region", "“number of”"),
    ("list all customers", "“list all customers”"),
    ("revenue on 2026-02-30", "“02”, “30”"),
    ("fastest revenue by region", "“fastest”"),
    ("average value by region", "“average value”"),
    ("order numbers", "“numbers”"),
    ("revenue in 2024 and 2026", "“2024”, “2026” do not follow one another"),
    ("compare revenue of 2024, 2025 and 2026", "“2026”"),
    ("new customers by hour", "“hour”"),
    ("2024 年與 2026 年的營收", "「2024 年」、「2026 年」"),
    ("revenue by region by category by product", "“product”"),
    ("new customers by region", "“region”"),
    ("stores by region in 2025", "“2025”"),
    ("average order value as a share by region", "“average order value”"),
    ("revenue by month compared with last year", "“month”"),
    ("revenue over 50,000 by store", "“over 50,000”"),
    ("🙂", "“🙂”"),
    ("42", "“42”"),
    ("only Taipei", "“only Taipei”"),
    ("今天天氣如何？", "「天氣」"),
    ("庫存量最多的商品", "「庫存量」"),
    ("各門市的坪效", "「坪效」"),
    ("取消訂單占比", "「取消」"),
    ("不含北部的營收", "「不含」"),
    ("元件營收", "「元件」"),
    ("有名的商品", "「名」"),
    ("新店營收", "「新店」"),
    ("各區域的ＲＯＩ", "「ＲＯＩ」"),
    ("依業務員的營收", "「業務員」"),
    ("營收占比", "「占比」"),
    ("最高的營收", "「最高」"),
    ("為什麼營收下滑？", "「為什麼」"),
    ("沒有退貨的訂單", "「沒有」"),
]
MEASURES = ("revenue", "orders", "units", "profit", "average order value")
TAILS = ("by region", "by month", "in 2025", "in Taipei", "by store in Q3", "last year")
# Words of the trade that the sample data does not have.
UNKNOWN = (
    *("warehouse", "supplier", "budget", "inventory", "churn", "employee", "campaign", "delivery"),
    *("weather", "forecast", "cancelled", "pending", "wholesale", "female", "loyal", "expected"),
    *("median", "weighted", "taxable", "organic", "abandoned", "excluding", "nearly", "without"),
    *("never", "salary", "shipping", "brand", "colour", "cohort", "lifetime", "target"),
)
CHINESE_UNKNOWN = (
    "庫存",
    "供應商",
    "預算",
    "天氣",
    "員工",
    "運費",
    "品牌",
    "目標",
    "坪效",
    "除了",
    "未付款",
)
WORDS = st.sampled_from(UNKNOWN)
LETTERS = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=4, max_size=9)


@pytest.mark.parametrize(("question", "named"), NOT_UNDERSTOOD)
def test_unknown_words_are_named(question: str, named: str) -> None:
    """They are quoted as typed, and the reply suggests other questions."""
    understood = parsed(question)
    reply = text_reply(understood, SALES)

    assert understood.request is None
    assert any(part in reply.text.split("\n")[0] for part in (named, *named.split(", ")))
    assert "**revenue**" in reply.text or "**營收**" in reply.text
    assert len(reply.suggestions) == 3
    assert all(understand(text, SALES).request for text in reply.suggestions)


def test_there_are_enough_refused_questions() -> None:
    """There are some in both languages."""
    assert len(NOT_UNDERSTOOD) >= 25
    assert sum("「" in named for _, named in NOT_UNDERSTOOD) >= 10


@settings(derandomize=True, deadline=None)
@given(
    measure=st.sampled_from(MEASURES),
    tail=st.sampled_from(TAILS),
    unknown=WORDS | LETTERS,
    place=st.sampled_from(("before", "between", "after")),
)
def test_an_unknown_word_is_never_ignored(
    measure: str, tail: str, unknown: str, place: str
) -> None:
    """It may be anywhere in the question."""
    question = {
        "before": f"Show {unknown} {measure} {tail}",
        "between": f"Show {measure} of {unknown} {tail}",
        "after": f"Show {measure} {tail} for {unknown}",
    }[place]

    named = re.findall("“([^”]+)”", refusal(question))
    assert any(unknown in part.split() for part in named)


@settings(derandomize=True, deadline=None)
@given(
    measure=st.sampled_from(("營收", "訂單數", "銷量", "毛利")),
    each=st.sampled_from(("各區域", "每月", "各商品", "2025 年")),
    unknown=st.sampled_from(CHINESE_UNKNOWN),
    place=st.sampled_from(("before", "between", "after")),
)
def test_an_unknown_chinese_word_is_never_ignored(
    measure: str, each: str, unknown: str, place: str
) -> None:
    """Chinese has no spaces between words."""
    question = {
        "before": f"{unknown}{each}{measure}",
        "between": f"{each}{unknown}的{measure}",
        "after": f"{each}的{measure}與{unknown}",
    }[place]

    named = re.findall("「([^」]+)」", refusal(question))
    assert any(part in unknown for part in named)


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_parsed(question: str) -> None:
    """The result is a request or a text reply."""
    understood = understand(question, SALES)

    assert understood.request or text_reply(understood, SALES).text


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("revnue by region", "“revnue” was read as “revenue”."),
        ("revenue by regoin", "“regoin” was read as “region”."),
        ("proffit by region", "“proffit” was read as “profit”."),
    ],
)
def test_a_corrected_typing_error_is_mentioned(engine: Engine, question: str, read: str) -> None:
    """The text says how the word was read."""
    assert read in answered(engine, question).summary


@pytest.mark.parametrize("word", ["stories", "season", "borders", "sores", "mouths", "religion"])
def test_similar_words_are_not_taken_for_typing_errors(word: str) -> None:
    """Short words, and words with other letters, have another meaning."""
    assert f"“{word}”" in refusal(f"revenue by {word}")


def test_assumptions_are_mentioned(engine: Engine) -> None:
    """The question asks for a ranking without naming the measure."""
    answer = answered(engine, "Top 5 products")

    assert answer.query.title == "Top 5 products by net revenue, 2026 so far"
    assert "You did not say what to count, so this shows net revenue." in answer.summary


@pytest.mark.parametrize(
    ("question", "subject"), [("Revenue by region", SUPPORT), ("Tickets by topic", SALES)]
)
def test_a_space_knows_only_its_own_subject(question: str, subject: Subject) -> None:
    """The space for tickets has no revenue."""
    assert "I do not understand" in refusal(question, subject=subject)


def test_a_period_without_data_is_mentioned(engine: Engine) -> None:
    """The text says that no rows match, and why."""
    summary = answered(engine, "revenue by region in 2023").summary

    assert summary == "No rows match in 2023. The data runs from January 2024 to October 2026."
