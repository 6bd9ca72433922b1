"""A result as a file, as cards tell of it."""

import pytest

from cards import AskedQuestion, CardMessage, texts
from cards.files import FileLimits, link_message, making_message, no_file_message, offered_message
from tests.cards.look import elements, texts_of
from tests.cards.samples import QUESTION

LIMITS = FileLimits(size_mb=50, rows=1_000_000, minutes=15)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_link_says_what_it_is_and_how_long_it_works(file_format: str) -> None:
    """And how large a file can be, before anybody waits for it."""
    url = "https://bot.example/files/token"
    card = link_message(QUESTION, file_format=file_format, url=url, limits=LIMITS).card

    (button,) = elements(card, "Action.OpenUrl")
    assert button["url"] == url
    assert texts.LINK_WORKS.format(minutes=15) in texts_of(card)
    assert texts.FILE_LIMIT.format(rows="1,000,000", size="50") in texts_of(card)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (making_message(QUESTION, file_format="csv"), texts.MAKING_FILE.format(format="CSV")),
        (offered_message(QUESTION), texts.FILE_BELOW),
        (no_file_message(QUESTION, texts.FILE_TOO_LARGE, size=50),
         texts.FILE_TOO_LARGE.format(size=50)),
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

    assert "Ann asked" in texts_of(offered_message(asked).card)[0]
