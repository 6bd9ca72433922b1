"""Shares of a whole: a ring, and beside it what each part is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from bot.pictures.frame import Gaps
from bot.pictures.key import SWATCH_PX, draw_swatch
from bot.pictures.lettering import ELLIPSIS, fit, plain, width_px
from bot.pictures.looks import COLOURS, INK, REST, Look, bar_looks
from bot.pictures.sheet import MARGIN_PX, SMALL_PX, TEXT_PX, WIDTH_PX, Sheet
from cards.charts.model import Chart

_RING: Final = 0.42  # how thick, in radii
_ROW_PX: Final = 42.0
_BETWEEN_PX: Final = 12
_GAP_PX: Final = 14
_SMALLEST_RADIUS_PX: Final = 150.0
# Smaller parts have their share in the key only: beside the ring they would overlap.
_SMALLEST_WRITTEN: Final = 0.04
_ABOVE_PX, _BESIDE_PX = 34.0, 84.0  # the room that a share around the ring takes
_APART_PX: Final = 8.0
# Up to here above or below the ring, a share is centred there.
_STEEP: Final = 0.25
_LEAST: Final = 0.001


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the whole, whose share is between 0 and 1."""

    name: str
    share: float
    look: Look

    @property
    def percentage(self) -> str:
        """The share with one place, which is never zero for something."""
        return f"<{_LEAST:.1%}" if 0 < self.share < _LEAST / 2 else f"{self.share:.1%}"


def are_shares(series: Sequence[Gaps]) -> bool:
    """Whether these are parts of one whole: one series, nothing below zero, something above."""
    values = [value for value in series[0] if value is not None]
    return len(series) == 1 and min(values) >= 0 and max(values) > 0


def draw_shares(sheet: Sheet, chart: Chart, values: Gaps) -> None:
    """Draw the values, which are parts of one whole."""
    parts = _parts(chart.categories, values)
    top_px, bottom_px = sheet.top_px, sheet.height_px - MARGIN_PX / 2
    middle_px = (bottom_px - top_px) / 2
    beside_px = (WIDTH_PX - MARGIN_PX - _BETWEEN_PX - _key_width_px(parts)) / 2
    radius_px = min(middle_px - _ABOVE_PX, max(_SMALLEST_RADIUS_PX, beside_px - _BESIDE_PX))
    beside_px = radius_px + _BESIDE_PX
    axes = sheet.axes(0, top_px, 2 * beside_px, bottom_px)
    axes.set(xlim=(-beside_px, beside_px), ylim=(-middle_px, middle_px), xticks=[], yticks=[])
    begin = 0.0
    for part in parts:
        _draw_part(axes, part, begin, radius_px)
        begin += part.share
    _key(sheet, parts, 2 * beside_px + _BETWEEN_PX, top_px + middle_px)


def _parts(names: Sequence[str], values: Gaps) -> list[_Part]:
    """Return the parts in their order; the smallest of too many are one, at the end."""
    known = [(name, value) for name, value in zip(names, values, strict=True) if value is not None]
    largest = max(value for _, value in known)
    whole = sum(value / largest for _, value in known)
    shares = [(name, value / largest / whole) for name, value in known]
    looks = iter(bar_looks(len(COLOURS)))
    if len(shares) <= len(COLOURS):
        return [_Part(plain(name), share, next(looks)) for name, share in shares]
    by_size = sorted(range(len(shares)), key=lambda n: -shares[n][1])
    kept = sorted(by_size[: len(COLOURS) - 1])
    parts = [_Part(plain(shares[n][0]), shares[n][1], next(looks)) for n in kept]
    rest = len(shares) - len(kept)
    remaining = max(0.0, 1 - sum(part.share for part in parts))
    return [*parts, _Part(f"{ELLIPSIS} +{rest}", remaining, Look(REST))]


def _draw_part(axes: Axes, part: _Part, begin: float, radius_px: float) -> None:
    """Draw a part of the ring, clockwise from where the last one ended; the first begins on top."""
    end = begin + part.share
    wedge = Wedge(
        (0, 0),
        radius_px,
        90 - 360 * end,
        90 - 360 * begin,
        width=_RING * radius_px,
        facecolor=part.look.colour,
        hatch=part.look.hatch,
        hatchcolor="white",
        edgecolor="white",
        linewidth=2,
    )
    axes.add_patch(wedge)
    if part.share < _SMALLEST_WRITTEN:
        return
    angle = math.tau * (begin + end) / 2
    x, y = math.sin(angle), math.cos(angle)
    axes.text(
        x * (radius_px + _APART_PX),
        y * (radius_px + _APART_PX),
        part.percentage,
        size=SMALL_PX,
        color=INK,
        ha="center" if abs(x) < _STEEP else ("left" if x > 0 else "right"),
        va="center_baseline" if abs(x) >= _STEEP else ("bottom" if y > 0 else "top"),
    )


def _key_width_px(parts: Sequence[_Part]) -> float:
    """Return how wide the key would like to be."""
    return SWATCH_PX[0] + max(width_px(part.name, TEXT_PX) for part in parts) + 2 * _GAP_PX


def _key(sheet: Sheet, parts: Sequence[_Part], left_px: float, middle_px: float) -> None:
    """Say which part is which, from the top in the order of the clock: names hold their shares."""
    name_px = left_px + SWATCH_PX[0] + _GAP_PX
    for row, part in enumerate(parts):
        y_px = middle_px + (row - (len(parts) - 1) / 2) * _ROW_PX
        draw_swatch(sheet, left_px, y_px, part.look)
        room_px = WIDTH_PX - MARGIN_PX - name_px
        sheet.write(name_px, y_px, fit(part.name, TEXT_PX, room_px))
