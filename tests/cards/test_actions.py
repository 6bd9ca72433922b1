"""The common payload of all buttons."""

from typing import Any

import pytest

from cards import ActionKind, CardAction
from cards.actions import MAX_TEXT_CHARS, submit

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


@pytest.mark.parametrize(("char", "fitting"), [("x", 44), ("營", 22)])
def test_a_long_title_is_cut_but_the_question_is_whole(char: str, fitting: int) -> None:
    """The title has limited room; Chinese characters count twice."""
    question = char * 500

    button = submit(question, CardAction(ActionKind.ASK, "r", question))
    short = submit(char * fitting, ASK)

    assert short["title"] == char * fitting
    assert "tooltip" not in short
    assert button["title"] == char * (fitting - 1) + "…"
    assert len(button["tooltip"]) == 200
    assert button["data"]["text"] == question
