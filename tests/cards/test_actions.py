"""The one payload of every button."""

from typing import Any

import pytest

from cards import ActionKind, CardAction
from cards.actions import MAX_TEXT_CHARS, submit

ASK = CardAction(ActionKind.ASK, "a1b2", "各地區?")


def test_what_is_written_is_read() -> None:
    """One codec, both ways."""
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
def test_anything_else_is_none(value: Any) -> None:
    """Anybody can send a payload."""
    assert CardAction.from_json(value) is None


def test_what_teams_adds_is_ignored() -> None:
    """Clients add keys of their own."""
    assert CardAction.from_json(ASK.to_json() | {"msteams": {"type": "x"}}) == ASK


@pytest.mark.parametrize(
    ("about", "spoken"),
    [("Sales\n2026", "Sales 2026"), ("x" * 61, "x" * 59 + "…"), ("", None), (" \u200b", None)],
)
def test_buttons_of_one_title_are_told_apart(about: str, spoken: str | None) -> None:
    """Whoever hears a list hears "Delete" ten times, and has to know what."""
    assert submit("Delete", ASK, about=about).get("tooltip") == spoken


@pytest.mark.parametrize(("char", "fitting"), [("x", 44), ("營", 22)])
def test_a_long_title_is_cut_but_the_question_is_whole(char: str, fitting: int) -> None:
    """The button's face is short, what it asks is not; Chinese characters are twice as wide."""
    question = char * 500

    button = submit(question, CardAction(ActionKind.ASK, "r", question))
    short = submit(char * fitting, ASK)

    assert short["title"] == char * fitting
    assert "tooltip" not in short
    assert button["title"] == char * (fitting - 1) + "…"
    assert len(button["tooltip"]) == 200
    assert button["data"]["text"] == question
