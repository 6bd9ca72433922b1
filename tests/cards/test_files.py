"""A result as a file, as cards tell of it."""

from datetime import UTC, datetime

import pytest

from cards import (
    AskedQuestion,
    CardMessage,
    FileLimits,
    about_lines,
    declined_file_message,
    file_link_message,
    file_texts,
    making_file_message,
    no_file_message,
    offered_file_message,
)
from tests.cards.look import elements, texts_of
from tests.cards.samples import QUESTION

LIMITS = FileLimits(size_mb=50, rows=1_000_000, minutes=15)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_link_says_what_it_is_and_how_long_it_works(file_format: str) -> None:
    """And how large a file can be, before anybody waits for it."""
    url = "https://bot.example/files/token"
    card = file_link_message(QUESTION, file_format=file_format, url=url, limits=LIMITS).card

    (button,) = elements(card, "Action.OpenUrl")
    assert button["url"] == url
    assert file_texts.LINK_WORKS.format(minutes=15) in texts_of(card)
    assert file_texts.FILE_LIMIT.format(rows="1,000,000", size="50") in texts_of(card)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (making_file_message(QUESTION, file_format="csv"),
         file_texts.MAKING_FILE.format(format="CSV")),
        (offered_file_message(QUESTION), file_texts.FILE_BELOW),
        (declined_file_message(QUESTION), file_texts.FILE_DECLINED),
        (no_file_message(QUESTION, file_texts.FILE_TOO_LARGE, LIMITS),
         file_texts.FILE_TOO_LARGE[1].format(megabytes=50)),
    ],
)  # fmt: skip
def test_what_becomes_of_a_file_is_told(message: CardMessage, said: str) -> None:
    """With the question that it answers."""
    assert said in texts_of(message.card)
    assert QUESTION.text in texts_of(message.card)[0]
    assert QUESTION.text in message.summary


def test_whose_file_it_is_shows_in_a_group() -> None:
    """Several people may have asked for several."""
    asked = AskedQuestion("Why?", "r", asker="Ann")

    assert "Ann asked" in texts_of(offered_file_message(asked).card)[0]


@pytest.mark.parametrize(("is_cut", "rows"), [(False, "5,000"), (True, "5,000, and not all")])
def test_a_file_says_where_it_comes_from(rows: str, *, is_cut: bool) -> None:
    """In its reader's words: the question, when, how much, and the SQL."""
    at = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
    lines = dict(about_lines(QUESTION, made_at=at, row_count=5000, is_cut=is_cut, sql="SELECT 1"))

    assert lines[file_texts.ABOUT_QUESTION] == QUESTION.text
    assert lines[file_texts.ABOUT_MADE] == "Nov 25, 2026, 2:30 PM (UTC)"
    assert lines[file_texts.ABOUT_ROWS].startswith(rows)
    assert lines[file_texts.ABOUT_SQL] == "SELECT 1"
