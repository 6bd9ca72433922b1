"""The common payload of all buttons."""

from typing import Any

import pytest

from cards import ActionKind, CardAction
from cards.actions import MAX_TEXT_CHARS, action_row, pressable, submit
from cards.messages import text_block
from tests.cards.look import texts_of

ASK = CardAction(ActionKind.ASK, "a1b2", "各地區?")


def test_a_written_action_is_read_back() -> None:
    """One codec writes and reads payloads."""
    assert ASK.to_json() == {"v": 1, "do": "ask", "id": "a1b2", "text": "各地區?"}
    assert CardAction.from_json(ASK.to_json()) == ASK


@pytest.mark.parametrize(
    "value",
    [
        None,
        "ask",
        [],
        {},
        ASK.to_json() | {"v": 2},
        ASK.to_json() | {"v": "1"},
        ASK.to_json() | {"v": True},
        ASK.to_json() | {"id": "x" * 65},
        {"v": 1, "do": "ask", "id": "a1b2"},
        ASK.to_json() | {"do": "fly"},
        ASK.to_json() | {"do": None},
        ASK.to_json() | {"do": []},
        ASK.to_json() | {"id": 7},
        ASK.to_json() | {"text": ["x"]},
        ASK.to_json() | {"text": "x" * (MAX_TEXT_CHARS + 1)},
    ],
)
def test_other_payloads_are_rejected(value: Any) -> None:
    """A client can send any payload."""
    assert CardAction.from_json(value) is None


def test_unknown_keys_are_ignored() -> None:
    """Teams and other clients add keys of their own."""
    assert CardAction.from_json(ASK.to_json() | {"msteams": {"type": "x"}}) == ASK


@pytest.mark.parametrize(
    ("about", "spoken"),
    [("Sales\n2026", "Sales 2026"), ("x" * 61, "x" * 59 + "…"), ("", None), (" \u200b", None)],
)
def test_equal_titles_have_distinct_tooltips(about: str, spoken: str | None) -> None:
    """In a list, a screen reader reads "Delete" ten times and has to say what each deletes."""
    assert submit("Delete", ASK, about=about).get("tooltip") == spoken


def test_a_long_title_is_whole() -> None:
    """Part of a question would read like another question."""
    question = "How much is the revenue? " * 20

    assert submit(question, ASK)["title"] == question.strip()


def test_a_title_is_no_mention() -> None:
    """Questions and names are typed by people."""
    assert "<at>" not in submit("Revenue of <at>Bob</at>?", ASK)["title"]


def test_what_is_pressed_as_a_whole_has_a_name_and_looks_pressable() -> None:
    """A client that draws no frame draws the background and the arrow."""
    row = pressable(submit("Ask", ASK), [text_block("各地區?")], label="1")

    assert row["selectAction"]["title"] == "Ask"
    assert (row["style"], row["showBorder"]) == ("emphasis", True)
    assert texts_of(row) == ["1", "各地區?", "›"]


def test_only_buttons_make_a_row() -> None:
    """A row without buttons would be drawn as a gap."""
    assert action_row([]) == []
    assert action_row([submit("Ask", ASK)])[0]["actions"] == [submit("Ask", ASK)]
