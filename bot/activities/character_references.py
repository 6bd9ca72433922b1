"""HTML character references, such as &amp;: whether they represent a character, and which one."""

import html
import re
from collections.abc import Sequence
from html.entities import html5
from typing import Final

from bot.activities.activity import Activity

# The semicolon is required: "&reg" in a typed "&region" is no reference, although browsers read it
# as one.
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG: Final = re.compile(r"<[^<>]*>")


def is_escaped(activity: Activity, pieces: Sequence[str]) -> bool:
    """Whether references in these pieces of the text represent characters, not themselves.

    They do in a text that is XML, or that the channel also sends as HTML, unless the HTML shows
    that the person typed the references themselves.
    """
    if activity.text_format == "xml":
        return True
    if activity.html is None:
        return False
    shown = _without_blanks(resolved(_TAG.sub("", activity.html)))
    return not all(_without_blanks(piece) in shown for piece in pieces)


def resolved(text: str) -> str:
    """Replace each reference by its character, once; a non-breaking space becomes a space."""
    return _REFERENCE.sub(lambda found: _character(found[0]), text)


def _character(reference: str) -> str:
    if reference.startswith("&#"):
        character = html.unescape(reference)
    else:
        character = html5.get(reference[1:], reference)
    return " " if character == "\u00a0" else character


def _without_blanks(text: str) -> str:
    """Remove spaces and line breaks, which differ between a text and its HTML."""
    return "".join(text.split())
