"""The card that asks whether everything is to be deleted, and the reply."""

import pytest

from cards import AMERICAN, FORGET_ID, AuditKept, Reader, forget_message, forgotten_text
from cards.texts import forget_texts, talk_texts
from tests.cards.look import elements, words

TAIPEI = Reader("zh_TW")


@pytest.mark.parametrize("reader", [AMERICAN, TAIPEI])
def test_the_card_says_what_goes_and_what_stays(reader: Reader) -> None:
    """Its two buttons are an answer to this very question."""
    card = forget_message(AuditKept(30), reader).card
    shown = words(card)

    assert reader.say(forget_texts.FORGET_WHAT) in shown
    assert reader.say_many(forget_texts.AUDIT_STAYS, 30, count=30) in shown
    buttons = [button["data"] for button in elements(card, "Action.Submit")]
    assert [(data["do"], data["id"]) for data in buttons] == [("yes", FORGET_ID), ("no", FORGET_ID)]


def test_texts_in_the_audit_are_said() -> None:
    """And nothing of an audit that there is not."""
    with_texts = words(forget_message(AuditKept(1, has_texts=True), AMERICAN).card)
    without = words(forget_message(AuditKept(0), AMERICAN).card)

    assert forget_texts.AUDIT_STAYS_WITH_TEXTS.one.format(count=1) in with_texts
    assert "audit" not in without


def test_it_helps_who_is_not_understood() -> None:
    """Both buttons, or both words."""
    card = forget_message(AuditKept(0), AMERICAN, not_understood=True).card

    assert talk_texts.DELETE_NOT_UNDERSTOOD in words(card)


@pytest.mark.parametrize(
    ("in_genie", "left", "sentences"),
    [
        (0, 0, []),
        (2, 0, [forget_texts.FORGOTTEN_IN_GENIE.many.format(count=2)]),
        (0, 1, [forget_texts.LEFT_IN_GENIE.one.format(count=1)]),
    ],
)
def test_the_reply(in_genie: int, left: int, sentences: list[str]) -> None:
    """It says what was deleted, and what was not."""
    said = forgotten_text(AuditKept(0), AMERICAN, in_genie=in_genie, left=left)

    assert said.split("\n\n") == [forget_texts.FORGOTTEN, *sentences]
