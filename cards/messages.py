"""What the bot sends: a card, and the words that stand for it in notifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import east_asian_width

from cards.markdown import one_line, plain

Card = dict[str, Any]
Element = dict[str, Any]

# Teams draws version 1.5; newer elements work in it all the same, each with a fallback.
# Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
VERSION: Final = "1.5"
MAX_SUMMARY_CHARS: Final = 200


@dataclass(frozen=True, slots=True)
class CardMessage:
    """One card, and what a notification says instead: plain text, at most 200 characters.

    text is Markdown that stands above the card, outside of it.
    """

    card: Card
    summary: str
    text: str = ""


def card_message(
    body: Sequence[Element], *, summary: str, text: str = "", is_wide: bool = False
) -> CardMessage:
    """Wrap a body as a message. is_wide asks Teams for the whole width of the chat."""
    card: Card = {"type": "AdaptiveCard", "version": VERSION, "body": list(body)}
    if is_wide:
        card["msteams"] = {"width": "Full"}
    return CardMessage(card, shortened(one_line(summary), MAX_SUMMARY_CHARS), text)


def shortened(text: str, limit: int) -> str:
    """Cut a text to at most limit characters, the last of which then is an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def brief(text: str, limit: int) -> str:
    """Make of any text one line that says nothing but itself in Markdown, or its beginning.

    Its characters are counted before they are escaped, so that no escape is cut in two.
    """
    return plain(shortened(one_line(text), limit))


def digits_wide(text: str) -> int:
    """Measure a text in digits; Chinese characters are twice as wide."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def text_block(text: str, **properties: Any) -> Element:
    """Make a TextBlock that wraps. The text is Markdown: data goes through plain() first."""
    return {"type": "TextBlock", "text": text, "wrap": True} | properties


def heading(text: str, **properties: Any) -> Element:
    """Make a heading, which screen readers can jump to."""
    return text_block(text, style="heading", weight="Bolder", **properties)


def note(text: str, **properties: Any) -> Element:
    """Make a small remark."""
    small = {"isSubtle": True, "size": "Small", "spacing": "Small"}
    return text_block(text, **(small | properties))
