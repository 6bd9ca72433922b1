"""Every kind of message in Chinese, checked for English words that are left."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cards import (
    AnswerCards,
    AskedQuestion,
    AuditKept,
    Card,
    CardMessage,
    Command,
    FileLimits,
    Progress,
    Reader,
    ResultView,
    SpaceUse,
    Verdict,
    View,
    Waiting,
    Week,
    answered_below_message,
    asked_below_message,
    comment_card,
    declined_file_message,
    extent_text,
    failed_text,
    file_link_message,
    forget_message,
    goes_on_text,
    greeting_message,
    help_message,
    hidden_message,
    insights_message,
    language_message,
    making_file_message,
    no_file_message,
    offered_file_message,
    problem_message,
    progress_line,
    progress_message,
    stopped_message,
    undelivered_message,
    welcome_message,
)
from cards.answer import powered_by
from cards.commands import words_of
from cards.texts import answer_texts, file_texts, progress_texts
from genie.errors import GenieQueryError, GenieRateLimitError, GenieUnavailableError
from genie.events import Answer, QueryAnswer
from genie.models import QueryAttachment, QueryParameter, Thought
from genie.statuses import MessageStatus, ThoughtType
from genie.tables import CellKind, Column, Extent, Row, Table
from tests.cards.look import texts_of
from tests.cards.test_messages import PROBLEMS

READER = Reader("zh_TW", "zh-TW", "Asia/Taipei")
ALONE = AskedQuestion("各地區的營收是多少？", "12345678", READER)
IN_GROUP = AskedQuestion("各地區的營收是多少？", "12345678", READER, asker="王小明")
LIMITS = FileLimits(size_mb=50, rows=1_000_000, minutes=15)
SAMPLES = ("各地區的營收？", "哪些產品賣得最好？")
# Names, and words that people type literally.
ALLOWED = {
    *("Genie", "Databricks", "SQL", "CSV", "Excel", "Asia", "Taipei", "English"),
    *(part for command in Command for part in words_of(command, "en")[0].split()),
    *("OneDrive", "MB", "https", "UTC", "AUDIT", "QUESTIONS"),
}
# Keys of a card's JSON whose values people see.
SEEN = {
    *("text", "title", "label", "placeholder", "tooltip", "altText", "value", "errorMessage"),
    *("legend", "xAxisTitle", "yAxisTitle", "summary", "speak"),
}
HALF_WIDTH = re.compile("[\u4e00-\u9fff][,.:;?!()]|[,.;?!()][\u4e00-\u9fff]")

REGION = Column("地區", "STRING", CellKind.TEXT)
REVENUE = Column("營收", "DECIMAL(18,2)", CellKind.DECIMAL, 2)
FACTS = (
    REGION,
    REVENUE,
    Column("開業日", "DATE", CellKind.DATE),
    Column("最後訂單", "TIMESTAMP", CellKind.TIMESTAMP),
    Column("營業中", "BOOLEAN", CellKind.BOOLEAN),
    Column("已歇業", "BOOLEAN", CellKind.BOOLEAN),
    Column("圖示", "BINARY", CellKind.BINARY),
)
MOMENT = datetime(2026, 9, 30, 6, 5, tzinfo=UTC)
STORE: Row = ("北區", Decimal("1234.50"), date(2026, 7, 1), MOMENT, True, False, b"1")
QUERY = QueryAttachment(
    attachment_id="q-1",
    sql="SELECT region FROM orders",
    title="各地區的營收",
    description="依地區加總營收。",
    parameters=(QueryParameter("起始日", "DATE", "2026-07-01"),),
    thoughts=tuple(Thought(kind, "依地區加總") for kind in ThoughtType),
)
EVERYTHING = View(
    remark=answer_texts.LOST_CONTEXT,
    has_files=True,
    took_s=3,
    link="https://127.0.0.1/1",
    has_thumbs=False,
    results={1: ResultView(first_row=10)},
    verdicts=[
        Verdict(is_helpful=True, has_comment=True, name="王小明"),
        *(Verdict(is_helpful=False, name=f"李大華{number}") for number in range(7)),
    ],
    is_verdict_lost=True,
)


def table(rows: int, columns: int = 8) -> Table:
    """Make a table with texts too long for a cell, and more columns than a chat has room for."""
    row: Row = ("北區" * 40, *(Decimal(number) for number in range(1, columns)))
    return Table((REGION, *(REVENUE,) * (columns - 1)), (row,) * rows, rows + 5, is_truncated=True)


def answered(
    *results: Table | Exception | None, text: str = "北區最高。", question: str = ""
) -> Answer:
    """Make an answer with these results."""
    made = [
        QueryAnswer(QUERY, result)
        if isinstance(result, Table)
        else QueryAnswer(QUERY, error=result)  # type: ignore[arg-type]
        for result in results
    ]
    return Answer("c", "m", text, question, tuple(made), SAMPLES)


ANSWERS = {
    "a table": answered(table(25)),
    "a narrow table": answered(table(2, 3)),
    "many results": answered(*[table(25)] * 6),
    "a number": answered(Table((REVENUE,), ((Decimal("5"),),), 1)),
    "facts": answered(Table(FACTS, (STORE,), 1)),
    "no rows": answered(Table((REGION,), (), 0)),
    "unreadable": answered(GenieQueryError(state="FAILED"), GenieUnavailableError("x"), None),
    "nothing": answered(text=""),
    "a question back": answered(text="", question="哪一年？"),
    "Markdown": answered(
        text="# 標題\n\n|甲|乙|\n|-|-|\n" + "|一|二|\n" * 40 + "```\n" + "碼\n" * 90
    ),
}


def messages() -> Iterator[tuple[str, CardMessage]]:
    """Make every kind of message."""
    for asked in (ALONE, IN_GROUP):
        for name, answer in ANSWERS.items():
            for view in (View(), View(has_text=True), EVERYTHING):
                for drawn in AnswerCards(answer, asked, view).messages():
                    yield f"answer: {name}", drawn
        for error, _ in [*PROBLEMS, (GenieRateLimitError("x", retry_after_s=5), None)]:
            yield f"problem: {error!r}", problem_message(error, asked)
        for make in (stopped_message, answered_below_message, asked_below_message):
            yield make.__name__, make(asked)
        yield "undelivered", undelivered_message(asked)
        yield "hidden", hidden_message(asked)
        for progress in PROGRESS:
            yield f"progress: {progress}", progress_message(progress, asked)
    for is_group in (False, True):
        yield "welcome", welcome_message(SAMPLES, READER, is_group=is_group)
        yield "greeting", greeting_message(SAMPLES, READER, is_group=is_group)
        week = Week(date(2026, 11, 30), failures={("", ""): 1}, spaces=(SpaceUse("銷售", 1),))
        weeks = [replace(week, answered=is_group), week]
        yield "insights", insights_message(weeks, READER, has_texts=is_group, has_file=True)
        yield "forget", forget_message(AuditKept(30, has_texts=is_group), READER)
        yield "help", help_message(SAMPLES, READER, is_group=is_group)
    yield "language", language_message(READER)
    yield from file_messages()
    for is_helpful in (True, False):
        rated = View(verdicts=[Verdict(is_helpful)])
        yield "rated", next(AnswerCards(ANSWERS["a number"], ALONE, rated).messages())


EXTENTS = (
    Extent(5, 5),
    Extent(5, 7),
    Extent(5, 7, is_truncated=True),
    Extent(5, 5, is_truncated=True),
    Extent(5, 5, may_go_on=True),
)


def file_messages() -> Iterator[tuple[str, CardMessage]]:
    """Make every kind of message about a file."""
    for file_format in ("csv", "xlsx"):
        link = file_link_message(ALONE, file_format=file_format, url="https://x", limits=LIMITS)
        yield "link", link
        yield "making", making_file_message(ALONE, file_format=file_format)
    for extent in EXTENTS:
        why = None if extent.is_whole else file_texts.FILE_NO_DOWNLOAD
        said = extent_text(extent, ALONE.reader, why=why)
        yield "offered", offered_file_message(IN_GROUP, extent_text=said)
    yield "declined", declined_file_message(ALONE)
    for explanation in (
        file_texts.FILE_TOO_LARGE,
        file_texts.FILE_NOT_SAVED,
        file_texts.FILE_BROKEN,
    ):
        yield "no file", no_file_message(ALONE, explanation, LIMITS)


STEPS = ("SUBMITTED", "FILTERING_CONTEXT", "ASKING_AI", "PENDING_WAREHOUSE", "EXECUTING_QUERY")
BEGAN = tuple((phase, 3.0 * phase) for phase in range(5))
PROGRESS = [
    Progress(),
    Progress("BRAND_NEW"),
    Progress("ASKING_AI", is_catching_up=True),
    *(Progress(MessageStatus(s), "- 加總", is_slow=True, began=BEGAN) for s in STEPS),
    Progress(MessageStatus.ASKING_AI),
    *(Progress(waiting=Waiting(ahead=ahead)) for ahead in (1, 3)),
    Progress(waiting=Waiting(number=1)),
    Progress(waiting=Waiting(sign_in=progress_texts.SIGN_IN_IN_PRIVATE)),
    Progress(waiting=Waiting(number=4, expected_s=42, may_be_overtaken=True)),
    Progress(waiting=Waiting(number=9, expected_s=155)),
]


def lines() -> list[str]:
    """Make everything that is sent without a card."""
    return [
        *(progress_line(progress, ALONE) for progress in PROGRESS),
        *(failed_text(error, ALONE) for error, _ in PROBLEMS),
        goes_on_text(ALONE),
    ]


def seen(node: object) -> Iterator[str]:
    """Yield what people see of a card, without payloads and code."""
    match node:
        case list():
            for item in node:
                yield from seen(item)
        case dict() if node.get("fontType") != "Monospace":
            for key, value in node.items():
                if key in SEEN and isinstance(value, str):
                    yield value
                elif key != "data":
                    yield from seen(value)


def without_links(text: str) -> str:
    """Reduce links to their visible text, and remove byte sizes, which are the same everywhere."""
    return re.sub(r"\]\(https?:[^)]*\)|0x[0-9a-f]+", "]", text)


def foreign(said: list[str]) -> set[str]:
    """Return English words, and punctuation that is not Chinese."""
    shown = [without_links(text) for text in said]
    words = {word for text in shown for word in re.findall("[A-Za-z]+", text)} - ALLOWED
    return words | {found for text in shown for found in HALF_WIDTH.findall(text)}


def test_no_message_contains_english() -> None:
    """English words are easy to find among Chinese characters."""
    found = [
        (name, foreign([*seen(message.card), message.summary, message.text]))
        for name, message in messages()
    ]

    assert {name: words for name, words in found if words} == {}


def test_no_line_contains_english() -> None:
    """This covers streams and plain messages."""
    assert {line: words for line in lines() if (words := foreign([line]))} == {}


@pytest.mark.parametrize("is_helpful", [True, False])
def test_the_form_for_a_comment_is_chinese(*, is_helpful: bool) -> None:
    """The form is a separate card."""
    assert foreign(list(seen(comment_card(READER, is_helpful=is_helpful)))) == set()


@pytest.mark.parametrize(
    ("name", "shown"), [("delivery_days", "3 天"), ("hours", "3 小時"), ("wait minutes", "3 分鐘")]
)
def test_units_are_translated(name: str, shown: str) -> None:
    """This also holds for a column with an English name."""
    number = Table((Column(name, "INT", CellKind.INTEGER),), ((3,),), 1)

    assert shown in texts_of(next(AnswerCards(answered(number), ALONE).messages()).card)


def test_the_check_finds_english() -> None:
    """Otherwise the tests above could not fail."""
    english: Card = stopped_message(AskedQuestion("問", "1", Reader())).card

    assert {"Stopped", "Ask", "again", "Your"} & foreign(list(seen(english)))
    assert foreign(["回答."]) == {"答."}
    assert foreign([str(powered_by(Reader())["text"])]) == {"Powered", "by"}
