"""One payload for every button, made and read in one place."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any, Final

from cards.markdown import one_line, without_mentions
from cards.messages import Card, digits_wide, shortened

PAYLOAD_VERSION: Final = 1
# What a button shows in a chat's width of about 400 pixels; the tooltip has more.
MAX_TITLE_DIGITS: Final = 44
MAX_TOOLTIP_CHARS: Final = 200
# What is spoken after each title of many must be short.
MAX_ABOUT_CHARS: Final = 60
MAX_ID_CHARS: Final = 64
# The longest question. Genie's own limit is not documented; a pasted document is no question.
MAX_TEXT_CHARS: Final = 4_000
# A comment on an answer. Genie's own limit is not documented.
MAX_COMMENT_CHARS: Final = 2_000
# The name under which an input field of a card sends what was typed.
COMMENT: Final = "comment"
_MAX_AT: Final = 100


class ActionKind(StrEnum):
    """What a button does."""

    ASK = "ask"
    STOP = "stop"
    ROWS = "rows"  # text: the row to begin with, from 0
    KIND = "kind"  # text: a Kind of chart
    MEASURE = "measure"  # text: the place of the column that the chart is to be of, from 0
    COLUMNS = "columns"  # text: the part of a wide table to be shown, from 0
    FILE = "file"  # text: the format
    LANGUAGE = "language"  # text: the name of one, or ""
    RATE = "rate"  # text: a FeedbackRating
    SPACE = "space"  # text: the id of a space, to be asked for the person
    CHAT_SPACE = "chat_space"  # the same, for everybody in the chat
    OPEN = "open"  # id: of an earlier question, to be shown again
    CONTINUE = "continue"  # the same, to go on from it
    DELETE = "delete"  # the same, to be deleted
    YES = "yes"  # id: what it is an answer to
    NO = "no"


@dataclass(frozen=True, slots=True)
class CardAction:
    """What a pressed button says.

    id is the reference of the question on whose card it stands. text is what it asks, or for what
    else it does, see ActionKind. at is the number of the result that it is about. comment is what
    was typed into the card.
    """

    do: ActionKind
    id: str
    text: str = ""
    at: int = 0
    comment: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write the payload; what was typed joins it when the button is pressed."""
        body = {"v": PAYLOAD_VERSION, "do": str(self.do), "id": self.id, "text": self.text}
        return body | ({"at": self.at} if self.at else {})

    @classmethod
    def from_json(cls, value: object) -> "CardAction | None":
        """Read a payload; None for anything that is not exactly one, since anybody can send it."""
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


def _fitting(title: str) -> str:
    """Cut a title where the button would clip it."""
    widths = accumulate(map(digits_wide, title))
    fitting = sum(width <= MAX_TITLE_DIGITS for width in widths)
    return shortened(title, fitting)


def submit(title: str, action: CardAction, *, about: str = "") -> Card:
    """Make a button that sends the payload, without Teams' banner "sent".

    about tells buttons of one title apart for those who hear them: it is spoken after the title.
    """
    title = one_line(title)
    face = _fitting(title)
    button: Card = {
        "type": "Action.Submit",
        "title": face,
        "data": action.to_json(),
        "msteams": {"feedback": {"hide": True}},
    }
    if face != title:
        button["tooltip"] = shortened(title, MAX_TOOLTIP_CHARS)
    elif about := shortened(one_line(about), MAX_ABOUT_CHARS):
        button["tooltip"] = without_mentions(about)
    return button
