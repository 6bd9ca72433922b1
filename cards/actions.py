"""One payload for every button, made and read in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any, Final
from unicodedata import east_asian_width

from cards.messages import Card, shortened

PAYLOAD_VERSION: Final = 1
# What a button shows in a chat's width of about 400 pixels, in halves of a Chinese character.
MAX_TITLE_WIDTH: Final = 46
MAX_TEXT_CHARS: Final = 4_000


class Do(StrEnum):
    """What a button does."""

    ASK = "ask"


@dataclass(frozen=True, slots=True)
class CardAction:
    """What a pressed button says. id is the reference of the answer that it stands on."""

    do: Do
    id: str
    text: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write the payload."""
        return {"v": PAYLOAD_VERSION, "do": str(self.do), "id": self.id, "text": self.text}

    @classmethod
    def from_json(cls, value: object) -> "CardAction | None":
        """Read a payload; None for anything that is not exactly one, since anybody can send it."""
        if not isinstance(value, Mapping) or value.get("v") != PAYLOAD_VERSION:
            return None
        do, action_id, text = value.get("do"), value.get("id"), value.get("text", "")
        if not (isinstance(do, str) and isinstance(action_id, str) and isinstance(text, str)):
            return None
        if len(text) > MAX_TEXT_CHARS or do not in set(Do):
            return None
        return cls(Do(do), action_id, text)


def _fitting(title: str) -> str:
    """Cut a title where the button would clip it."""
    widths = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in title)
    fitting = sum(width <= MAX_TITLE_WIDTH for width in widths)
    return title if fitting == len(title) else title[: fitting - 1].rstrip() + "…"


def submit(title: str, action: CardAction) -> Card:
    """Make a button that sends the payload, without Teams' banner "sent"."""
    return {
        "type": "Action.Submit",
        "title": _fitting(title),
        "tooltip": shortened(title, 200),
        "data": action.to_json(),
        "msteams": {"feedback": {"hide": True}},
    }
