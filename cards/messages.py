"""Messages of the bot: a card, and the text for notifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import east_asian_width

from cards.markdown import one_line, plain

Card = dict[str, Any]
Element = dict[str, Any]

# Teams draws version 1.5; newer elements also work, each with a fallback.
# Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
VERSION: Final = "1.5"
MAX_SUMMARY_CHARS: Final = 200
WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class CardMessage:
    """One card, and its summary in notifications: plain text, at most 200 characters.

    text is Markdown above the card.
    """

    card: Card
    summary: str
    text: str = ""


def card_message(
    body: Sequence[Element], *, summary: str, text: str = "", is_wide: bool = False
) -> CardMessage:
    """Make a message of a body. is_wide requests the whole width of the chat in Teams."""
    card: Card = {"type": "AdaptiveCard", "version": VERSION, "body": list(body)}
    if is_wide:
        card["msteams"] = {"width": "Full"}
    return CardMessage(card, shortened(one_line(summary), MAX_SUMMARY_CHARS), text)


def shortened(text: str, limit: int) -> str:
    """Cut a text to at most limit characters, the last of which is an ellipsis then."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def brief(text: str, limit: int) -> str:
    """Escape any text, or its beginning, to one line that is shown literally in Markdown.

    Characters are counted before they are escaped, so that no escape sequence is cut.
    """
    return plain(shortened(one_line(text), limit))


def linked(text: str, url: str) -> str:
    """Make a finished sentence a link to a web page; any other address is left out."""
    return f"[{text}]({url})" if url.startswith(WEB) else text


def digits_wide(text: str) -> int:
    """Return the width of a text in digits; Chinese characters count twice."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def text_block(text: str, **properties: Any) -> Element:
    """Make a TextBlock that wraps. The text is Markdown: data needs plain() first."""
    return {"type": "TextBlock", "text": text, "wrap": True, **properties}


def heading(text: str, **properties: Any) -> Element:
    """Make a heading, to which screen readers can jump."""
    return text_block(text, style="heading", weight="Bolder", **properties)


def note(text: str, **properties: Any) -> Element:
    """Make a small remark."""
    small = {"isSubtle": True, "size": "Small", "spacing": "Small"}
    return text_block(text, **(small | properties))
