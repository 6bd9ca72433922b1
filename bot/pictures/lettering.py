"""What is written in a picture: with which fonts, how wide it gets, and how it is made to fit."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

import matplotlib
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

_LATIN: Final = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
_CHINESE: Final = Path(__file__).with_name("fonts") / "NotoSansCJKtc-Regular.subset.otf"
FAMILIES: Final = ("DejaVu Sans", "Noto Sans CJK TC")

# Nothing longer is ever shown; whoever measures it all has work for seconds.
_MAX_CHARS: Final = 300
_UNKNOWN: Final = "□"
ELLIPSIS: Final = "…"
_UNITS_PER_EM: Final = 1_000
_FIXED_POINT: Final = 65_536  # FreeType's advances are 16.16 numbers
# Where a line may end: after white space, or beside anything that is written without spaces.
_PIECES: Final = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef]+|\s+"
)


def use_our_fonts() -> None:
    """Let matplotlib know the two fonts that come with the bot, and no other.

    What is installed on a machine differs.
    """
    font_manager.fontManager.ttflist.clear()
    for path in (_LATIN, _CHINESE):
        font_manager.fontManager.addfont(path)
    matplotlib.rcParams["font.family"] = list(FAMILIES)
    matplotlib.rcParams["text.parse_math"] = False  # "$" is money


def plain(text: str) -> str:
    """Return the text in characters that can be drawn, on one line.

    A letter or digit without a glyph becomes a box; an emoji or a control character is left out.
    """
    composed = unicodedata.normalize("NFC", text[:_MAX_CHARS])
    drawable = " ".join("".join(map(_drawable, composed)).split())
    return drawable or (_UNKNOWN if text.strip() else "")


@lru_cache(maxsize=4_096)
def _drawable(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Cc", "Zl", "Zp"}:
        return " "
    if kind[0] == "C" or "\ufe00" <= char <= "\ufe0f":  # the latter choose how an emoji looks
        return ""
    if _font_of(char):
        return char
    simpler = unicodedata.normalize("NFKC", char)
    if simpler != char and all(map(_font_of, simpler)):
        return simpler
    return _UNKNOWN if kind[0] in "LN" else ""


def width_px(text: str, size_px: float) -> float:
    """Return how wide a line of plain text is, but for kerning."""
    return sum(map(_width_em, text)) * size_px


def fit(text: str, size_px: float, room_px: float) -> str:
    """Return the text, or as much of its beginning as there is room for, and "…"."""
    if width_px(text, size_px) <= room_px:
        return text
    left_px = room_px - width_px(ELLIPSIS, size_px)
    for end, char in enumerate(text):
        left_px -= width_px(char, size_px)
        if left_px < 0:
            return text[:end].rstrip() + ELLIPSIS
    return ELLIPSIS


def wrap(text: str, size_px: float, room_px: float, *, most_lines: int) -> list[str]:
    """Break the text into lines, the last of which is cut off if there is more."""
    lines = [""]
    for piece in _PIECES.findall(text):
        is_first = not lines[-1].strip()
        is_last = len(lines) == most_lines
        if is_first or is_last or width_px((lines[-1] + piece).strip(), size_px) <= room_px:
            lines[-1] += piece
        else:
            lines.append(piece)
    stripped = [line.strip() for line in lines]
    return [fit(line, size_px, room_px) for line in stripped if line]


@lru_cache(maxsize=4_096)
def _width_em(char: str) -> float:
    font = _font_of(char)
    if font is None:
        return 1.0
    glyph = font.load_char(ord(char), LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / _FIXED_POINT / _UNITS_PER_EM


def _font_of(char: str) -> FT2Font | None:
    return next((font for font in _fonts() if font.get_char_index(ord(char))), None)


@lru_cache(maxsize=1)
def _fonts() -> tuple[FT2Font, ...]:
    fonts = FT2Font(str(_LATIN)), FT2Font(str(_CHINESE))
    for font in fonts:
        font.set_size(_UNITS_PER_EM, 72)
    return fonts
