"""With whose permissions an answer was read, and what that lets people do."""

from dataclasses import replace
from typing import Any

import pytest

from cards import ActionKind, AnswerCards, AskedQuestion, Permissions, View
from cards.texts import answer_texts, permission_texts
from genie.events import Answer, QueryAnswer
from tests.cards.look import actions, texts_of, words
from tests.cards.samples import QUESTION, answer, query, table

ANN = replace(QUESTION, asker="Ann")
SPACE_LINK = "https://example.com/genie/rooms/1"


def drawn(
    permissions: Permissions | None, question: AskedQuestion = QUESTION, **changes: Any
) -> dict[str, Any]:
    """Draw an answer with one result."""
    view = View(permissions=permissions, **changes)
    return next(AnswerCards(answer(QueryAnswer(query(), table())), question, view).messages()).card


@pytest.mark.parametrize(
    ("permissions", "question", "said"),
    [
        (Permissions(), QUESTION, "With shared permissions"),
        (Permissions(), ANN, "With shared permissions"),
        (Permissions(are_own=True), QUESTION, "With your permissions"),
        (Permissions(are_own=True), ANN, "With the permissions of Ann"),
        (Permissions(are_own=True, is_shared=True), ANN, "With the permissions of Ann"),
    ],
)
def test_an_answer_says_with_whose_permissions(
    permissions: Permissions, question: AskedQuestion, said: str
) -> None:
    """That is in the small line below it, in front of the link to the space."""
    card = drawn(permissions, question, space_link=SPACE_LINK)

    assert texts_of(card)[-1] == f"{said} · [{answer_texts.POWERED_BY}]({SPACE_LINK})"


def test_where_all_have_the_same_permissions_nothing_is_said_of_them() -> None:
    """A bot that asks with its own identity only looks as before."""
    card = drawn(None)

    assert texts_of(card)[-1] == answer_texts.POWERED_BY
    assert "permissions" not in words(card)
    assert not actions(card, ActionKind.SHARE)
    assert not actions(card, ActionKind.ASK_WITH_MINE)


def test_a_shared_answer_names_who_shared_it() -> None:
    """The name is escaped, so that it cannot become a mention or a link."""
    shared = Permissions(are_own=True, is_shared=True, can_be_asked=True)
    said = texts_of(drawn(shared, replace(QUESTION, asker="<at>Eve **")))

    name = "\\<\u2060at>Eve \\*\\*"
    assert permission_texts.SHARED_BY.format(name=name) in said


def test_a_private_answer_can_be_shared() -> None:
    """The button has only the reference of the question."""
    card = drawn(Permissions(are_own=True, can_share=True))

    (payload,) = actions(card, ActionKind.SHARE)
    assert (payload["id"], payload["text"]) == (QUESTION.reference, "")
    assert not actions(card, ActionKind.ASK_WITH_MINE)


def test_others_can_ask_the_same() -> None:
    """Their button is beside the answer of another person."""
    card = drawn(Permissions(are_own=True, is_shared=True, can_be_asked=True), ANN)

    (payload,) = actions(card, ActionKind.ASK_WITH_MINE)
    assert payload["id"] == QUESTION.reference
    assert not actions(card, ActionKind.SHARE)


def test_an_answer_without_content_is_not_shared() -> None:
    """There is nothing to show to others."""
    view = View(permissions=Permissions(are_own=True, can_share=True))
    card = next(AnswerCards(Answer("c-1", "m-1"), QUESTION, view).messages()).card

    assert not actions(card, ActionKind.SHARE)
