"""A long text of Genie's is read in pages."""

from typing import Any

import pytest

from cards import ActionKind, AnswerCards, CardMessage, View
from cards.texts import answer_texts
from genie.events import Answer, QueryAnswer
from tests.cards.look import actions, elements, texts_of, words
from tests.cards.samples import QUESTION, answer, query, table


def answer_message(answer: Answer, **changes: Any) -> CardMessage:
    """Draw an answer in the largest version."""
    return next(AnswerCards(answer, QUESTION, View(**changes)).messages())


@pytest.mark.parametrize(
    ("words_of_genie", "page_count"),
    [
        ("Short.", 1),
        ("word " * 1_500, 1),
        ("word " * 1_700, 2),
        ("a\n\n```\nb\n```\n\n" * 90, 2),
    ],
    ids=["short", "fits", "long", "many"],
)
@pytest.mark.parametrize("has_text", [True, False])
def test_a_long_text_is_read_in_pages(
    words_of_genie: str, *, has_text: bool, page_count: int
) -> None:
    """This holds for text above the card and for text in it; the results are on the first page."""
    answered = answer(QueryAnswer(query(), table()), text=words_of_genie)
    seen, blocks_read, place = [], [0], 0
    while True:
        message = answer_message(answered, has_text=has_text, first_block=place)
        assert bool(elements(message.card, "Table")) == (place == 0)
        code = [run["text"] for run in elements(message.card, "TextRun")]
        seen += [*message.text.split(), *" ".join(texts_of(message.card)).split(), *code]
        (*back, on) = [int(a["text"]) for a in actions(message.card, ActionKind.READ)] or [0]
        if on <= place:
            break
        assert back == ([0] if place else [])
        place = on
        blocks_read.append(place)

    assert len(blocks_read) == page_count
    for word in ("word", "a", "b"):
        assert seen.count(word) == words_of_genie.split().count(word)


def test_a_question_after_a_long_text_is_announced() -> None:
    """It is on the last page, and waits for an answer."""
    long = answer(text="word " * 3_000, question="Which **year**?")

    first = answer_message(long)
    last = answer_message(long, first_block=10**6)

    assert answer_texts.ASKS_AT_END in texts_of(first.card)
    assert "Which **year**?" not in texts_of(first.card)
    assert "Which **year**?" in texts_of(last.card)
    assert answer_texts.ASKS_AT_END not in texts_of(last.card)


def test_a_page_beyond_the_end_is_the_last() -> None:
    """Genie's text may be shorter when it is read again."""
    card = answer_message(answer(text="Short."), first_block=99).card

    assert "Short." in words(card)
