"""The texts of a picture: characters that can be drawn, and lines that fit."""

import re
import unicodedata
from functools import cache
from typing import Final

# Longer texts never fit.
_MAX_CHARS: Final = 300
_ELLIPSIS: Final = "…"
_UNKNOWN: Final = "□"
# Pictographs and variation selectors, which are in none of our fonts.
_LEFT_OUT: Final = re.compile("[\U0001f000-\U0001faff\ufe00-\ufe0f]")
# A line may end at white space and between characters that are written without spaces, but not
# before closing punctuation or after opening punctuation.
_CLOSING: Final = "，。、；：！？）」』》〉】％"
_OPENING: Final = "（「『《〈【"
_PIECES: Final = re.compile(
    rf"\s+|[{_OPENING}]*[\u2e80-\uffef][{_CLOSING}]*|[^\s\u2e80-\uffef]+[{_CLOSING}]*"
)
# The widths of Liberation Sans, in font sizes, rounded up; all other letters have 0.56.
_WIDTHS_EM: Final = {
    char: width
    for width, chars in (
        (0.23, "'ijl"),
        (0.28, "|!,./:;I[\\]ft "),
        (0.36, '()-`r{}"'),
        (0.5, "*^Jcksvxyz"),
        (0.62, "+<=>~FTZ"),
        (0.67, "&ABEKPSVXY"),
        (0.73, "CDHNRUw"),
        (0.78, "GOQ"),
        (0.89, "Mm%"),
        (1.02, "W@"),
    )
    for char in chars
}


def plain(text: str) -> str:
    """Return the text on one line, without characters that have no glyph or are invalid in XML."""
    composed = unicodedata.normalize("NFC", text[:_MAX_CHARS])
    spaced = re.sub(r"[\s\x00-\x1f]", " ", _LEFT_OUT.sub("", composed))
    kept = "".join(char for char in spaced if unicodedata.category(char)[0] != "C")
    return " ".join(kept.split()) or (_UNKNOWN if text.strip() else "")


def width_px(text: str, size_px: float) -> float:
    """Return the width of a line of plain text in pixels; exact for ASCII."""
    return sum(map(_width_em, text)) * size_px


@cache
def _width_em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return _WIDTHS_EM.get(unicodedata.normalize("NFKD", char)[0], 0.56)


def wrapped(text: str, size_px: float, room_px: float, *, most_lines: int = 8) -> list[str]:
    """Break plain text into lines; text after the last line is replaced by an ellipsis."""
    lines = [""]
    for piece in _PIECES.findall(text):
        for part in [piece] if width_px(piece.rstrip(), size_px) <= room_px else piece:
            if lines[-1] and width_px(lines[-1] + part.rstrip(), size_px) > room_px:
                lines.append("")
            lines[-1] += part if lines[-1] else part.lstrip()
    shown = [line.rstrip() for line in lines if line.strip()]
    rest = shown[most_lines:]
    return [*shown[: most_lines - 1], shown[most_lines - 1] + _ELLIPSIS] if rest else shown
