"""Buttons, and their payload with one codec."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cards.markdown import one_line, without_mentions
from cards.messages import Card, Element, shortened, text_block

PAYLOAD_VERSION: Final = 1
# The tooltip, which screen readers read after each title, must be short.
MAX_ABOUT_CHARS: Final = 60
MAX_ID_CHARS: Final = 64
# The longest question. Genie's own limit is not documented; a longer text is a pasted document.
MAX_TEXT_CHARS: Final = 4_000
# A comment on an answer. Genie's own limit is not documented.
MAX_COMMENT_CHARS: Final = 2_000
# The name of the input field for a comment.
COMMENT: Final = "comment"
_MAX_AT: Final = 100
_ARROW: Final = "›"


class ActionKind(StrEnum):
    """What a button does."""

    ASK = "ask"
    STOP = "stop"
    ROWS = "rows"  # text: the first row to show, from 0
    KIND = "kind"  # text: a Kind of chart
    MEASURE = "measure"  # text: the index of the column to chart, from 0
    COLUMNS = "columns"  # text: the part of a wide table to show, from 0
    READ = "read"  # text: the first block of a long text to show, from 0
    FILE = "file"  # text: the format
    LANGUAGE = "language"  # text: the name of a language, or ""
    RATE = "rate"  # text: a FeedbackRating
    SHARE = "share"  # with the group in which the question was asked
    ASK_WITH_MINE = "ask_with_mine"  # the answer's question, with the permissions of who presses
    REPORT = "report"  # to the data team
    SPACE = "space"  # text: the id of a space, chosen by the person for themselves
    CHAT_SPACE = "chat_space"  # the same, for all members of the chat
    OPEN = "open"  # id: of an earlier question, to show again
    CONTINUE = "continue"  # the same, to continue from
    DELETE = "delete"  # the same, to delete
    INSIGHTS = "insights"  # at: so many weeks ago; text: "file" for the file
    YES = "yes"  # id: of what is confirmed
    NO = "no"


@dataclass(frozen=True, slots=True)
class CardAction:
    """The action of a pressed button.

    id is the reference of the question of the card. text is the question to ask, or what ActionKind
    says. at is the number of the result to which it applies. comment is what was typed into the
    card.
    """

    do: ActionKind
    id: str
    text: str = ""
    at: int = 0
    comment: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write the payload; the client adds the values of inputs when the button is pressed."""
        body = {"v": PAYLOAD_VERSION, "do": str(self.do), "id": self.id, "text": self.text}
        return body | ({"at": self.at} if self.at else {})

    @classmethod
    def from_json(cls, value: object) -> "CardAction | None":
        """Read a payload; None if it is not exactly one, since clients can send anything."""
        match value:
            case {"v": int(version), "do": str(do), "id": str(action_id), "text": str(text)}:
                is_known = (
                    version is not True and version == PAYLOAD_VERSION and do in set(ActionKind)
                )
            case _:
                return None
        at, comment = value.get("at", 0), value.get(COMMENT, "")  # type: ignore[attr-defined]
        is_known = is_known and type(at) is int and 0 <= at <= _MAX_AT and isinstance(comment, str)
        if not is_known or len(action_id) > MAX_ID_CHARS or len(text) > MAX_TEXT_CHARS:
            return None
        return cls(ActionKind(do), action_id, text, at, comment[:MAX_COMMENT_CHARS])


def submit(title: str, action: CardAction, *, about: str = "") -> Card:
    """Make a button that sends the payload, without Teams' banner "sent".

    The title must be unique on the card, since screen readers list buttons by their titles. about
    says more in a tooltip. is_primary marks the action that most people want: one per card.
    """
    button: Card = {
        "type": "Action.Submit",
        "title": without_mentions(one_line(title)),
        "data": action.to_json(),
        "msteams": {"feedback": {"hide": True}},
    }
    if about := shortened(one_line(about), MAX_ABOUT_CHARS):
        button["tooltip"] = without_mentions(about)
    return button


def primary(button: Card) -> Card:
    """Mark the action that most people want; a card has one at most."""
    return button | {"style": "positive"}


def in_menu(button: Card) -> Card:
    """Move a button into the menu "…" of its row; clients without such menus show the button."""
    return button | {"mode": "secondary"}


def action_row(buttons: Sequence[Card]) -> list[Element]:
    """Put buttons side by side."""
    return [{"type": "ActionSet", "spacing": "Small", "actions": list(buttons)}] if buttons else []


def pressable(button: Card, items: Sequence[Element], *, label: str = "") -> Element:
    """Make an element that is pressed as a whole, since buttons cut texts that are long.

    button is what a press does; its title is the name for screen readers. label stands before the
    items. The frame, the background and the arrow show that it can be pressed; a client that does
    not draw one of them draws the others.
    """
    sides = [label] if label else []
    columns = [
        *({"type": "Column", "width": "auto", "items": [text_block(side)]} for side in sides),
        {"type": "Column", "width": "stretch", "items": list(items)},
        {
            "type": "Column",
            "width": "auto",
            "verticalContentAlignment": "Center",
            "items": [text_block(_ARROW, size="Large")],
        },
    ]
    return {
        "type": "ColumnSet",
        "style": "emphasis",
        "showBorder": True,
        "roundedCorners": True,
        "spacing": "Small",
        "selectAction": button,
        "columns": columns,
    }
