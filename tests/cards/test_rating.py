"""Ratings and comments on an answer's card."""

from typing import Any

import pytest

from cards import (
    AMERICAN,
    ActionKind,
    AnswerCards,
    CardAction,
    Verdict,
    View,
    comment_card,
)
from cards.texts import rating_texts
from tests.cards.look import elements, texts_of
from tests.cards.samples import QUESTION, answer


def drawn(**changes: Any) -> dict[str, Any]:
    """Draw an answer and return its card."""
    return next(AnswerCards(answer(), QUESTION, View(**changes)).messages()).card


def like(name: str, *, has_comment: bool = False) -> Verdict:
    """Make a verdict in a group."""
    return Verdict(is_helpful=True, has_comment=has_comment, name=name)


def ratings(card: dict[str, Any]) -> dict[str, str]:
    """Return the payload texts of the rating buttons, by title."""
    found = [(b["title"], CardAction.from_json(b["data"])) for b in elements(card, "Action.Submit")]
    return {
        title: action.text for title, action in found if action and action.do is ActionKind.RATE
    }


def test_the_card_has_thumbs_if_the_channel_has_none() -> None:
    """Teams shows its own below the message."""
    assert ratings(drawn()) == {}
    assert ratings(drawn(has_thumbs=False)) == {
        rating_texts.RATE_HELPFUL: "POSITIVE",
        rating_texts.RATE_NOT_HELPFUL: "NEGATIVE",
    }


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([Verdict(is_helpful=True)], [rating_texts.HELPFUL]),
        ([Verdict(is_helpful=False, has_comment=True)],
         [f"{rating_texts.NOT_HELPFUL} Comment sent."]),
        ([like("Ann"), Verdict(is_helpful=False, name="Bob"), like("Cy", has_comment=True)],
         ["👍 Thank you! Helpful to Ann, Cy. Comment sent.", "👎 Thank you! Not helpful to Bob."]),
        ([like(f"P{n}") for n in range(9)],
         ["👍 Thank you! Helpful to P0, P1, P2, P3, P4 +4."]),
        ([like("<at>Eve **")], ["👍 Thank you! Helpful to \\<\u2060at>Eve \\*\\*."]),
    ],
)  # fmt: skip
def test_verdicts_are_shown(verdicts: list[Verdict], said: list[str]) -> None:
    """The line says who rated and how; the name cannot become a mention."""
    card = drawn(verdicts=verdicts)

    assert [text for text in texts_of(card) if text[0] in "👍👎"] == said
    assert ratings(card) == {rating_texts.TAKE_BACK: "NONE"}


def test_a_rated_answer_asks_for_a_comment() -> None:
    """The card asks only if the channel does not."""
    verdicts = [Verdict(is_helpful=True)]

    assert not elements(drawn(verdicts=verdicts), "Input.Text")
    assert not elements(drawn(has_thumbs=False), "Input.Text")
    (field,) = elements(drawn(verdicts=verdicts, has_thumbs=False), "Input.Text")
    assert field["label"]


def test_a_rated_answer_has_no_thumbs_for_its_only_reader() -> None:
    """The thanks and the button that takes the rating back stand in their place."""
    rated = drawn(verdicts=[Verdict(is_helpful=True)], has_thumbs=False)
    in_group = drawn(verdicts=[like("Ann")], has_thumbs=False)

    assert "POSITIVE" not in ratings(rated).values()
    assert "POSITIVE" in ratings(in_group).values()


def test_a_comment_closes_its_form() -> None:
    """In a group it stays open for others who have rated without a comment."""
    commented = like("Ann", has_comment=True)

    assert not elements(drawn(verdicts=[commented], has_thumbs=False), "Input.Text")
    assert elements(drawn(verdicts=[commented, like("Bob")], has_thumbs=False), "Input.Text")


def test_a_lost_rating_is_mentioned() -> None:
    """The person then knows to rate again."""
    assert rating_texts.VERDICT_LOST in texts_of(drawn(is_verdict_lost=True))


@pytest.mark.parametrize(
    ("is_helpful", "label"),
    [(True, rating_texts.WHAT_WAS_GOOD), (False, rating_texts.WHAT_WAS_WRONG)],
)
def test_the_comment_form_asks_what_was_good_or_wrong(label: str, *, is_helpful: bool) -> None:
    """It is for channels that open it as a dialog, and know which answer is rated."""
    card = comment_card(AMERICAN, is_helpful=is_helpful)

    assert elements(card, "Input.Text")[0]["label"] == label
    assert len(elements(card, "Action.Submit")) == 1
