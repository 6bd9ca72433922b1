"""The names of categories along a horizontal axis: side by side, in two lines, slanted or fewer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.pictures.lettering import fit, plain, width_px, wrap
from bot.pictures.sheet import LINE, TEXT_PX, WIDTH_PX

_GAP_PX: Final = 10
_EDGE_PX: Final = 4
_LONGEST_PX: Final = 240
_SLANT_DEGREES: Final = 45
_LONGEST_SLANTED_PX: Final = 170


@dataclass(frozen=True, slots=True)
class Labels:
    """What is written below an axis, where on the sheet, and how much height it needs."""

    centres_px: Sequence[float]
    texts: Sequence[str]
    height_px: float
    slant_degrees: int = 0


def labels(names: Sequence[str], centres_px: Sequence[float], *, may_skip: bool) -> Labels:
    """Choose labels for names in these places on the sheet, counted from its left.

    Args:
        may_skip: what is between two labels goes without saying, as in a row of months.
    """
    texts = [plain(name) for name in names]
    slot_px = _smallest_step(centres_px)
    folded = [_folded(text, slot_px - _GAP_PX) for text in texts]
    if all(lines is not None for lines in folded):
        most = max((len(lines) for lines in folded if lines), default=1)
        whole = ["\n".join(lines or ()) for lines in folded]
        return Labels(centres_px, whole, most * TEXT_PX * LINE)
    across_px = slot_px * math.sin(math.radians(_SLANT_DEGREES))
    if not may_skip and across_px >= TEXT_PX:
        return _slanted(texts, centres_px)
    return _fewer(texts, centres_px)


def _smallest_step(centres_px: Sequence[float]) -> float:
    steps_px = (abs(right - left) for left, right in pairwise(centres_px))
    return min(steps_px, default=WIDTH_PX * 0.75)


def _folded(text: str, room_px: float) -> list[str] | None:
    """Return the text in at most two lines, or None if it is too long for them."""
    lines = wrap(text, TEXT_PX, room_px, most_lines=2)
    is_whole = "".join(lines).replace(" ", "") == text.replace(" ", "")
    return lines if is_whole else None


def _slanted(texts: Sequence[str], centres_px: Sequence[float]) -> Labels:
    """Let them climb to the right, up to their bars."""
    slant = math.radians(_SLANT_DEGREES)
    # The first one begins left of its bar, where the sheet ends.
    room_px = min(_LONGEST_SLANTED_PX, (centres_px[0] - _EDGE_PX) / math.cos(slant))
    shown = [fit(text, TEXT_PX, room_px) for text in texts]
    longest_px = max(width_px(text, TEXT_PX) for text in shown)
    height_px = longest_px * math.sin(slant) + TEXT_PX * LINE
    return Labels(centres_px, shown, height_px, _SLANT_DEGREES)


def _fewer(texts: Sequence[str], centres_px: Sequence[float]) -> Labels:
    """Take from the left whatever is far enough from what was taken before."""
    shown = [fit(text, TEXT_PX, _LONGEST_PX) for text in texts]
    step_px = max(width_px(text, TEXT_PX) for text in shown) + 2 * _GAP_PX
    taken: list[tuple[float, str]] = []
    for text, centre_px in zip(shown, centres_px, strict=True):
        edge_px = width_px(text, TEXT_PX) / 2 + _EDGE_PX
        inside_px = min(max(centre_px, edge_px), WIDTH_PX - edge_px)
        if not taken or inside_px - taken[-1][0] >= step_px:
            taken.append((inside_px, text))
    places_px, written = zip(*taken, strict=True)
    return Labels(places_px, written, TEXT_PX * LINE)
