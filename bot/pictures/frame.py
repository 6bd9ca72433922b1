"""What bars and lines have in common: two axes, their titles and their labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from bot.pictures.amounts import Unit, span, tick_texts, ticks
from bot.pictures.labels import Labels
from bot.pictures.lettering import fit, plain, width_px
from bot.pictures.looks import BASELINE, DIM, GRID
from bot.pictures.sheet import LINE, MARGIN_PX, SMALL_PX, TEXT_PX, WIDTH_PX, Sheet
from cards.charts.model import Chart

_MOST_TICKS: Final = 5
PAD_PX: Final = 8
# The lowest number of the other axis may stand right beside the first name.
NAMES_PAD_PX: Final = 15

# The values of a series; None where there is none.
Gaps = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of values: its unit, and where it has a number."""

    unit: Unit
    ticks: Sequence[float]
    texts: Sequence[str]

    @classmethod
    def of(cls, values: Iterable[float], unit: Unit, *, is_from_zero: bool) -> "Scale":
        """Return the scale for values in this unit."""
        known = list(values)
        low, high = span(known, is_from_zero=is_from_zero)
        is_whole = not unit.exponent and all(value.is_integer() for value in known)
        numbers = ticks(low, high, most=_MOST_TICKS, is_whole=is_whole)
        return cls(unit, numbers, tick_texts(numbers, unit))

    @property
    def width_px(self) -> float:
        """How wide the widest number is."""
        return max(width_px(text, TEXT_PX) for text in self.texts)


def axis_titles(chart: Chart) -> tuple[str, str]:
    """Return what the axes measure: categories, values."""
    only = chart.series[0].name if len(chart.series) == 1 else ""
    return plain(chart.category_title), plain(chart.value_title or only)


def write_titles(sheet: Sheet, upper: str, lower: str) -> float:
    """Write an axis title above the data and one below.

    Returns:
        how far from the top there is room for the data and its labels, in pixels.
    """
    bottom_px = sheet.height_px - MARGIN_PX * 0.75
    room_px = WIDTH_PX - 2 * MARGIN_PX
    if upper:
        text = fit(upper, SMALL_PX, room_px)
        y_px = sheet.top_px + SMALL_PX * LINE / 2
        sheet.write(MARGIN_PX, y_px, text, size_px=SMALL_PX, colour=DIM)
        sheet.top_px += SMALL_PX * LINE + PAD_PX
    if lower:
        text = fit(lower, SMALL_PX, room_px)
        x_px, y_px = WIDTH_PX - MARGIN_PX, bottom_px - SMALL_PX * LINE / 2
        sheet.write(x_px, y_px, text, size_px=SMALL_PX, colour=DIM, side="right")
        bottom_px -= SMALL_PX * LINE
    return bottom_px


def draw_scale(axes: Axes, scale: Scale, *, is_horizontal: bool) -> None:
    """Give the axes their numbers, a thin grid, and a line at zero."""
    axis, other = (axes.xaxis, axes.yaxis) if is_horizontal else (axes.yaxis, axes.xaxis)
    axis.set_ticks(scale.ticks, labels=scale.texts)
    axis.grid(color=GRID, linewidth=1, clip_on=False)
    other.set_ticks([])
    limits = scale.ticks[0], scale.ticks[-1]
    if is_horizontal:
        axes.set_xlim(limits)
        axes.axvline(0, color=BASELINE, linewidth=1.5)
    else:
        axes.set_ylim(limits)
        if limits[0] <= 0 <= limits[1]:
            axes.axhline(0, color=BASELINE, linewidth=1.5)


def draw_names(axes: Axes, names: Labels) -> None:
    """Write the names of categories below axes that count the sheet's pixels from its left."""
    axes.set_xticks(names.centres_px, labels=names.texts)
    axes.tick_params(axis="x", pad=NAMES_PAD_PX)
    if names.slant_degrees:
        for text in axes.get_xticklabels():
            text.set(rotation=names.slant_degrees, ha="right", va="top", rotation_mode="anchor")
