"""Cards about a result's file."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cards import (
    AskedQuestion,
    CardMessage,
    FileLimits,
    Origin,
    Reader,
    TextKey,
    about_lines,
    declined_file_message,
    extent_text,
    file_link_message,
    making_file_message,
    name_of_part,
    no_file_message,
    offered_file_message,
)
from cards.texts import answer_texts, file_texts, row_texts
from genie.models import QueryParameter
from genie.tables import Extent
from tests.cards.look import elements, texts_of, words
from tests.cards.samples import QUESTION, SQL, query

LIMITS = FileLimits(size_mb=50, rows=1_000_000, minutes=15)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_link_says_what_it_is_and_how_long_it_is_valid(file_format: str) -> None:
    """The card also says how large a file can be, before a person waits for it."""
    url = "https://bot.example/files/token"
    card = file_link_message(QUESTION, file_format=file_format, url=url, limits=LIMITS).card

    (button,) = elements(card, "Action.OpenUrl")
    assert button["url"] == url
    assert file_texts.FILE_NAME_TELLS in texts_of(card)
    assert "whole" not in words(card)
    assert file_texts.LINK_WORKS.format(minutes=15) in texts_of(card)
    assert file_texts.FILE_LIMIT.format(rows="1,000,000", size="50") in texts_of(card)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (making_file_message(QUESTION, file_format="csv"),
         file_texts.MAKING_FILE.format(format="CSV")),
        (offered_file_message(QUESTION, extent_text="All."), file_texts.FILE_BELOW),
        (offered_file_message(QUESTION, extent_text="All."), "All."),
        (declined_file_message(QUESTION), file_texts.FILE_DECLINED),
        (no_file_message(QUESTION, file_texts.FILE_TOO_LARGE, LIMITS),
         file_texts.FILE_TOO_LARGE[1].format(megabytes=50)),
    ],
)  # fmt: skip
def test_a_message_says_what_happened_to_a_file(message: CardMessage, said: str) -> None:
    """It names the question that the file answers."""
    assert said in texts_of(message.card)
    assert QUESTION.text in texts_of(message.card)[0]
    assert QUESTION.text in message.summary


def test_a_group_sees_whose_file_it_is() -> None:
    """Several people may have asked for one."""
    asked = AskedQuestion("Why?", "r", asker="Ann")

    assert "Ann asked" in texts_of(offered_file_message(asked, extent_text="All.").card)[0]


MADE_AT = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
ASKED_AT = datetime(2026, 11, 25, 14, 29, tzinfo=UTC)


def origin(**changes: Any) -> Origin:
    """Return the origin of a file with all fields."""
    given: dict[str, Any] = {
        "question": QUESTION,
        "query": query(),
        "asked_at": ASKED_AT,
        "made_at": MADE_AT,
        "row_count": 5000,
        "extent_text": "Only the first 5,000 rows.",
        "space": "Retail sales",
        "answer": "**North** leads:\n\n- by far",
    }
    return Origin(**(given | changes))


def test_a_file_says_where_it_comes_from() -> None:
    """It is written in the reader's language; the number of rows is a number."""
    lines = dict(about_lines(origin()))

    assert lines == {
        file_texts.ABOUT_QUESTION: QUESTION.text,
        file_texts.ABOUT_ASKED: "Nov 25, 2026, 2:29 PM (UTC)",
        file_texts.ABOUT_SPACE: "Retail sales",
        file_texts.ABOUT_ANSWER: "North leads: by far",
        file_texts.ABOUT_MADE: "Nov 25, 2026, 2:30 PM (UTC)",
        file_texts.ABOUT_ZONE: "UTC",
        file_texts.ABOUT_ROWS: 5000,
        file_texts.ABOUT_EXTENT: "Only the first 5,000 rows.",
        file_texts.ABOUT_SOURCE: answer_texts.POWERED_BY,
        file_texts.ABOUT_SQL: SQL,
        "Parameter :from_date": "2026-07-01",
    }


def test_unknown_facts_about_a_file_are_left_out() -> None:
    """An empty line would look like lost data."""
    lines = dict(about_lines(origin(query=query(sql=""), asked_at=None, space="", answer="")))

    unknown = {file_texts.ABOUT_ASKED, file_texts.ABOUT_SPACE, file_texts.ABOUT_SQL}
    assert not unknown & set(lines)
    assert file_texts.ABOUT_ANSWER not in lines


FROM = QueryParameter("from_date", "DATE", "2026-07-01")
TO = QueryParameter("to_date", "timestamp", "2026-10-01")


@pytest.mark.parametrize(
    ("parameters", "period"),
    [
        ((FROM, TO), ":from_date = 2026-07-01, :to_date = 2026-10-01"),
        ((TO, QueryParameter("region", "STRING", "North"), FROM),
         ":from_date = 2026-07-01, :to_date = 2026-10-01"),
        ((FROM,), None),
        ((FROM, FROM, TO), None),
        ((FROM, TO, QueryParameter("birth_date", "DATE", "2000-01-01")), None),
        ((QueryParameter("from_store", "INT", "1"), QueryParameter("to_store", "INT", "2")), None),
        ((), None),
    ],
)  # fmt: skip
def test_the_period_is_named_if_it_is_certain(
    parameters: tuple[QueryParameter, ...], period: str | None
) -> None:
    """Two parameters must name its start and end; whether the last day counts is not guessed."""
    lines = dict(about_lines(origin(query=query(parameters=parameters))))

    assert lines.get(file_texts.ABOUT_PERIOD) == period
    assert all(lines[f"Parameter :{each.keyword}"] for each in parameters)


@pytest.mark.parametrize(
    ("extent", "why", "said"),
    [
        (Extent(1, 1), None, "Full result: 1 row."),
        (Extent(12_302, 12_302), None, "Full result: 12,302 rows."),
        (Extent(5000, 12_302), file_texts.FILE_NO_DOWNLOAD,
         "Only the first 5,000 rows. 7,302 more rows could not be read. "
         + file_texts.FILE_NO_DOWNLOAD),
        (Extent(5000, 5000, is_truncated=True), None,
         f"Only the first 5,000 rows. {row_texts.TRUNCATED}"),
        (Extent(5000, 5000, may_go_on=True), file_texts.FILE_NO_DOWNLOAD,
         "Only the first 5,000 rows. Genie returns at most 5,000 rows at once; there may be more. "
         + file_texts.FILE_NO_DOWNLOAD),
    ],
)  # fmt: skip
def test_a_file_says_how_much_of_the_result_it_contains(
    extent: Extent, why: TextKey | None, said: str
) -> None:
    """The text says whether it is the whole result, which part, and why."""
    assert extent_text(extent, QUESTION.reader, why=why) == said


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Sales (first 5,000 rows)"), ("zh_TW", "Sales（前 5,000 列）")],
)
def test_a_partial_file_says_so_in_its_name(language: str, name: str) -> None:
    """People who get the file without the message have to see that it is not complete."""
    assert name_of_part("Sales", Extent(5000, 9000), Reader(language)) == name
