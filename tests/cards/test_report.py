"""Reports to the data team: their button, and what they say."""

from typing import Any

import pytest

from cards import (
    ActionKind,
    AnswerCards,
    CardAction,
    Reported,
    Verdict,
    View,
    problem_message,
    report_message,
)
from cards.texts import answer_texts, report_texts
from tests.cards.look import actions, elements, texts_of, words
from tests.cards.samples import QUESTION, answer

LINK = "https://adb-1.2.azuredatabricks.net/genie/rooms/01f0/chats/c-1"
REPORTED = Reported("01f0", "c-1", "m-1", LINK, is_failure=False)
BAD = Verdict(is_helpful=False)
GOOD = Verdict(is_helpful=True)


def drawn(**changes: Any) -> dict[str, Any]:
    """Draw an answer and return its card."""
    return next(AnswerCards(answer(), QUESTION, View(**changes)).messages()).card


@pytest.mark.parametrize("has_thumbs", [True, False])
def test_an_answer_that_is_not_helpful_can_be_reported(*, has_thumbs: bool) -> None:
    """Whoever in a group has said so."""
    verdicts = [Verdict(is_helpful=True, name="Ann"), Verdict(is_helpful=False, name="Bob")]
    card = drawn(can_report=True, has_thumbs=has_thumbs, verdicts=verdicts)

    (payload,) = actions(card, ActionKind.REPORT)
    assert CardAction.from_json(payload) == CardAction(ActionKind.REPORT, QUESTION.reference)
    assert report_texts.REPORT in [b["title"] for b in elements(card, "Action.Submit")]


@pytest.mark.parametrize(
    "view",
    [
        {"can_report": True},
        {"can_report": True, "verdicts": [GOOD]},
        {"can_report": False, "verdicts": [BAD]},
    ],
)
def test_other_answers_have_no_button(view: dict[str, Any]) -> None:
    """Nor where the data team has no chat."""
    assert actions(drawn(**view), ActionKind.REPORT) == []


def test_a_failure_can_be_reported() -> None:
    """If the data team has a chat."""
    card = problem_message(RuntimeError(), QUESTION, can_report=True).card

    assert len(actions(card, ActionKind.REPORT)) == 1
    assert actions(problem_message(RuntimeError(), QUESTION).card, ActionKind.REPORT) == []


@pytest.mark.parametrize(
    ("is_failure", "title"),
    [(True, report_texts.FAILURE), (False, report_texts.BAD_ANSWER)],
)
def test_a_report_has_ids_and_a_link(*, is_failure: bool, title: str) -> None:
    """The question itself is in Databricks, where the data team may read it."""
    reported = Reported("01f0", "c-1", "m-1", LINK, is_failure=is_failure)
    message = report_message(QUESTION, reported)

    assert message.summary == title
    texts = texts_of(message.card)
    assert {"01f0", "c-1", "m-1"} <= set(texts)
    assert f"[{answer_texts.OPEN_IN_DATABRICKS}]({LINK})" in texts
    assert QUESTION.reference in words(message.card)
    assert QUESTION.text not in words(message.card)
    assert report_texts.FACT_SPACE not in texts
