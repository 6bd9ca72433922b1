"""Character references of HTML, such as &amp;: where they stand for a character, and for which."""

import html
import re
from collections.abc import Sequence
from html.entities import html5
from typing import Final

from bot.activities.activity import Activity

# Only with a semicolon: the "&reg" of a typed "&region" is none, although browsers read it as one.
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG: Final = re.compile(r"<[^<>]*>")


def is_escaped(activity: Activity, pieces: Sequence[str]) -> bool:
    """Whether references in these pieces of the text stand for characters, not for themselves.

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
    """Replace each reference by its character, once; a non-breaking space by the typed blank."""
    return _REFERENCE.sub(lambda found: _character(found[0]), text)


def _character(reference: str) -> str:
    if reference.startswith("&#"):
        character = html.unescape(reference)
    else:
        character = html5.get(reference[1:], reference)
    return " " if character == "\u00a0" else character


def _without_blanks(text: str) -> str:
    """Return what a text and its HTML have in common: blanks and line breaks differ."""
    return "".join(text.split())
