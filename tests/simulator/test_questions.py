"""The questions that a space offers, different wordings of them, and the text of answers."""

import calendar
import re
from itertools import chain

import pytest

from simulator.data import make_tables
from simulator.engine import Engine
from simulator.questions.answers import query_for, suggested_questions, text_reply
from simulator.questions.language import Both, Language
from simulator.questions.subjects import SALES, SUPPORT, Subject
from simulator.questions.understanding import understand
from tests.simulator.talk import answered, parsed, title

LANGUAGES: tuple[Language, ...] = ("en", "zh")
ASKS = [
    pytest.param(subject, ask, language, id=ask.said_in(language))
    for subject in (SALES, SUPPORT)
    for ask in subject.asks
    for language in LANGUAGES
]
CHINESE = re.compile("[\u4e00-\u9fff]")
# Half-width punctuation next to Chinese characters.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!()]|[,:;?!()][\u4e00-\u9fff]")
# Markdown does not end bold text after a sign and before a letter.
NOT_BOLD = re.compile(r"[%）」]\*\*\w")


def full_width(text: str) -> str:
    """Return the text as typed with a Chinese keyboard."""
    signs = str.maketrans({"?": "？", ",": "，", "!": "！", ":": "：", "(": "（", ")": "）"})
    letters = {
        n: n + 0xFEE0 for n in chain(range(0x30, 0x3A), range(0x41, 0x5B), range(0x61, 0x7B))
    }
    return text.translate(signs).translate(letters)


def test_there_are_enough_questions() -> None:
    """There are at least forty, each in both languages."""
    asks = [*SALES.asks, *SUPPORT.asks]

    assert len(asks) >= 40
    assert all(CHINESE.search(ask.zh) and not CHINESE.search(ask.en) for ask in asks)


@pytest.mark.parametrize(("subject", "ask", "language"), ASKS)
def test_every_offered_question_is_answered(
    engine: Engine, subject: Subject, ask: Both, language: Language
) -> None:
    """Both languages are parsed alike, and the text is complete and in the right language."""
    answer = answered(engine, ask.said_in(language), subject=subject)
    texts = [answer.query.title, answer.query.description, answer.summary]
    texts += [thought.content for thought in answer.query.thoughts]

    assert understand(ask.en, subject).request == understand(ask.zh, subject).request
    assert not any("{" in text or "None" in text or "  " in text for text in texts), texts
    assert bool(CHINESE.search(answer.query.description)) is (language == "zh")
    assert language == "en" or not any(map(HALF_WIDTH.search, texts)), texts
    assert not any(map(NOT_BOLD.search, texts)), texts
    assert len(answer.query.thoughts) >= 2
    assert {p.keyword for p in answer.query.parameters} == set(
        re.findall(r"(?<!:):(\w+)", answer.query.sql)
    )


@pytest.mark.parametrize(("subject", "ask", "language"), ASKS)
def test_every_suggestion_is_understood(subject: Subject, ask: Both, language: Language) -> None:
    """As a follow-up of its conversation it is parsed like a first question."""
    earlier = understand(ask.said_in(language), subject)

    suggestions = suggested_questions(earlier, subject)
    clicked = [understand(text, subject, earlier).request for text in suggestions]

    assert len(set(suggestions)) == 3
    assert clicked == [understand(text, subject).request for text in suggestions]
    assert None not in clicked
    assert earlier.request not in clicked


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("  SHOW   REVENUE by REGION!!! ", "Net revenue by region, 2026 so far"),
        ("revnue by regoin", "Net revenue by region, 2026 so far"),
        ("hi, can you show me revenue by region please", "Net revenue by region, 2026 so far"),
        ("top three stores in Q3 2026", "Top 3 stores by net revenue, Q3 2026"),
        ("Top 5 products", "Top 5 products by net revenue, 2026 so far"),
        ("5 best products by units", "Top 5 products by units sold, 2026 so far"),
        ("worst 3 stores by revenue", "Bottom 3 stores by net revenue, 2026 so far"),
        ("sales last month", "Total net revenue, September 2026"),
        ("sales in november", "Total net revenue, November 2025"),
        ("sales in May", "Total net revenue, May 2026"),
        ("Revenue trend", "Net revenue by month, 2026 so far"),
        ("revenue by year and month", "Net revenue by month, 2026 so far"),
        ("best customers by revenue in 2025", "Top 10 customers by net revenue, 2025"),
        ("orders above 50k in 2025", "Orders over NT$50,000, 2025"),
        ("compare sales of north and south",
         "Net revenue by region, 2026 so far (North, South only)"),
        ("revenue growth by store in 2025", "Net revenue by store, 2025 and 2024"),
        ("revenue yoy in Q2 2026", "Total net revenue, Q2 2026 and Q2 2025"),
        ("September revenue versus the month before",
         "Total net revenue, September 2026 and August 2026"),
        ("revenue of the Taipei stores", "Total net revenue, 2026 so far (Taipei only)"),
        ("stores by region", "Stores by region"),
        ("order value by region", "Net revenue by region, 2026 so far"),
        ("revenue in the first half of 2025", "Total net revenue, the first half of 2025"),
        ("revenue on 3 March 2026", "Total net revenue, 3 March 2026"),
        ("revenue since 2025", "Total net revenue, since January 2025"),
        ("revenue from January to March 2026", "Total net revenue, January 2026 to March 2026"),
        ("revenue 2024 to 2025", "Total net revenue, 2024 to 2025"),
        ("revenue on 2026-03-05", "Total net revenue, 5 March 2026"),
        ("revenue in the last 2 weeks", "Total net revenue, the last 14 days of data"),
        ("December last year revenue", "Total net revenue, December 2025"),
        ("last 3 months revenue by month", "Net revenue by month, the last 3 months of data"),
        ("营收前５名的商品", "2026 年至今營收前 5 名商品"),
        ("营收最高的门店是哪些", "2026 年至今營收前 10 名門市"),
        ("前十二名商品的營收", "2026 年至今營收前 12 名商品"),
        ("2025年第三季各類別營收", "2025 年第 3 季各類別營收"),
        ("２０２６年９月的營收", "2026 年 9 月總營收"),
        ("九月的營收", "2026 年 9 月總營收"),
        ("去年第四季的營收", "2025 年第 4 季總營收"),
        ("去年12月的營收", "2025 年 12 月總營收"),
        ("今年上半年營收", "2026 年上半年總營收"),
        ("2026年3月5日的營收", "2026 年 3 月 5 日總營收"),
        ("商品營收排名", "2026 年至今營收前 10 名商品"),
        ("有多少商品？", "商品數"),
        ("最近30天的訂單數", "最近 30 天訂單數"),
        ("超過一千萬元的訂單", "2026 年至今超過 10,000,000 元的訂單"),
        ("10 萬元以上的訂單", "2026 年至今至少 100,000 元的訂單"),
        ("北部占營收的比例", "2026 年至今北部營收占比"),
        ("monthly revenue by region for 2025 and 2026",
         "Net revenue by region and month, 2025 to 2026 so far"),
        ("revenue in 2026, 2025 and 2024", "Total net revenue, 2024 to 2026 so far"),
        ("revenue last year and this year", "Total net revenue, 2025 to 2026 so far"),
        ("revenue in 2025 and the year before", "Total net revenue, 2024 to 2025"),
        ("revenue Q1 and Q2 2026", "Total net revenue, Q1 2026 to Q2 2026"),
        ("revenue from January to March 2026 and in April 2026",
         "Total net revenue, 1 January 2026 to 30 April 2026"),
        ("compare revenue of 2025 and 2024", "Total net revenue, 2025 and 2024"),
        ("revenue of the year before last", "Total net revenue, 2024"),
        ("revenue over the last two years", "Total net revenue, the last 24 months of data"),
        ("revenue over the past year", "Total net revenue, the last 12 months of data"),
        ("revenue in the last 10 years", "Total net revenue, the last 34 months of data"),
        ("revenue during 2025", "Total net revenue, 2025"),
        ("revenue last week", "Total net revenue, the week of 19 October 2026"),
        ("revenue this week", "Total net revenue, the week of 26 October 2026 so far"),
        ("2025 與 2026 年各區域每月營收", "2025 年到 2026 年至今各區域每月營收"),
        ("去年（2025 年）的營收", "2025 年總營收"),
        ("最近兩年的營收", "最近 24 個月總營收"),
        ("上週的營收", "2026 年 10 月 19 日當週總營收"),
        ("各星期訂單數", "2026 年至今一週各日的訂單數"),
        ("一週各日的訂單數", "2026 年至今一週各日的訂單數"),
        ("每小時的訂單數", "2026 年至今各時段訂單數"),
        ("各時段的訂單數", "2026 年至今各時段訂單數"),
        ("最新的五張訂單", "2024 年 1 月至 2026 年 10 月最新的 5 筆訂單"),
    ],
)  # fmt: skip
def test_different_wordings_are_understood(question: str, expected: str) -> None:
    """They differ in case, spaces, width, script, small typing errors, and numbers as words."""
    assert title(question) == expected


@pytest.mark.parametrize("month", calendar.month_name[1:])
def test_every_name_of_a_month_is_understood(month: str) -> None:
    """May is also another word."""
    question = f"Top 12 products by revenue in {month} 2025"

    assert title(question) == f"Top 12 products by net revenue, {month} 2025"


@pytest.mark.parametrize(
    "question",
    [
        "各區域的營收是多少?",
        "今年,各門市的營收(由高到低)?",
        "2025年Q3各類別營收",
        "營收前5名的商品?",
        "最近30天的訂單數!",
        "庫存(ABC)是多少?",
        "Show revenue by region, please!",
        "Top 5 products by revenue in Q3 2026?",
    ],
)
def test_full_width_characters_are_understood(question: str) -> None:
    """Punctuation, digits and letters may be full-width."""
    half, full = parsed(question), parsed(full_width(question))

    assert full.request == half.request
    assert bool(half.request) or "（" not in text_reply(half, SALES).text.split("\n")[0]


def test_chinese_punctuation_separates() -> None:
    """It may be between any words."""
    assert (
        title("「今年」、各區域：營收；每月。（只看台北）") == "2026 年至今各區域每月營收（僅台北）"
    )


def test_quoted_words_are_kept_as_typed() -> None:
    """They are parsed as half-width, and quoted as full-width."""
    assert "「ＲＯＩ」" in text_reply(parsed("各區域的ＲＯＩ"), SALES).text


def test_filters_become_conditions(engine: Engine) -> None:
    """The title and the text name them."""
    answer = answered(engine, "Revenue by month", "only for the north", "and just tea")

    assert "`region` = 'North'" in answer.query.sql
    assert "`category` = 'Tea & Coffee'" in answer.query.sql
    assert answer.query.title == "Net revenue by month, 2026 so far (North, Tea & Coffee only)"
    assert "(North, Tea & Coffee only)" in answer.summary


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What can I ask about?", "You can ask about:"),
        ("What tables do you know, and what do they contain?", "I know 4 tables:"),
        ("Hello", "Hello! You can ask about:"),
        ("我可以問什麼？", "您可以詢問："),
        ("有哪些資料表，內容是什麼？", "我可以使用 4 個資料表："),
        ("你好", "您好！您可以詢問："),
    ],
)
def test_questions_about_the_space(question: str, expected: str) -> None:
    """They are answered with text."""
    reply = text_reply(parsed(question), SALES)

    assert reply.text.startswith(expected)
    assert len(reply.suggestions) == 3
    assert not HALF_WIDTH.search(reply.text)


def test_chinese_texts_have_chinese_punctuation() -> None:
    """This covers the descriptions of the space and its tables."""
    texts = [table.about_zh for table in make_tables()]
    texts += [both.zh for s in (SALES, SUPPORT) for both in (s.capabilities, s.question_back.text)]

    assert not any(HALF_WIDTH.search(text) for text in texts), texts


def test_sql_for_two_periods_has_parameters_for_both(engine: Engine) -> None:
    """They are this year, and the same months of last year."""
    answer = answered(engine, "Compare revenue this year with last year")

    assert {p.keyword: p.value for p in answer.query.parameters} == {
        "from_date": "2026-01-01",
        "to_date": "2026-10-31",
        "earlier_from_date": "2025-01-01",
        "earlier_to_date": "2025-10-31",
    }


def test_a_truncated_result_says_so(engine: Engine) -> None:
    """The text does not claim to know the number of rows."""
    answer = answered(engine, "Show all order lines")

    assert len(answer.result.rows) == 5_000
    assert "**more than 5,000** rows" in answer.summary
    assert answer.summary.endswith("Only the first 5,000 rows are shown; there are more.")


def test_the_thoughts_are_about_the_query() -> None:
    """They name its tables, its period and its limit."""
    understood = parsed("Top 3 stores by revenue in Q3 2026")
    assert understood.request
    thoughts = query_for(understood.request, understood).thoughts

    assert [thought.content for thought in thoughts[2:]] == [
        "- retail.sales.orders\n- retail.sales.stores",
        "- Filter the rows: in Q3 2026.\n- Join retail.sales.orders, retail.sales.stores.\n"
        "- Group the rows and compute each group.\n- Sort, highest first.\n"
        "- Keep the first 3 rows.",
    ]
