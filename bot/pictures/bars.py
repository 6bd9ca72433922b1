"""Bars: upwards, or to the right where their names are long."""

import math
from collections.abc import Sequence
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from bot.pictures.amounts import compact
from bot.pictures.frame import (
    NAMES_PAD_PX,
    PAD_PX,
    Gaps,
    axis_titles,
    draw_names,
    draw_scale,
    write_titles,
)
from bot.pictures.key import draw_key
from bot.pictures.labels import labels
from bot.pictures.lettering import fit, plain, width_px, wrap
from bot.pictures.looks import INK, bar_looks
from bot.pictures.piles import Bars, bars_of
from bot.pictures.sheet import HEIGHT_PX, LINE, MARGIN_PX, SMALL_PX, TEXT_PX, WIDTH_PX, Sheet
from cards.charts.model import Chart

_FILLED: Final = 0.8  # of a category's room
_THICKEST_PX: Final = 110.0
# Thinner bars show their colour only: a hatch would be a smear.
_THINNEST_HATCHED_PX: Final = 9.0
_MOST_NUMBERS: Final = 25

# Bars to the right take a higher sheet if there are many: a phone scrolls.
_ROW_PX: Final = 34
_MOST_HEIGHT_PX: Final = 1_080
_BESIDES_PX: Final = 190  # title, key and axis
_LONGEST_NAME_PX: Final = 320


def bars_height_px(chart: Chart) -> int:
    """Return how high a sheet this chart of bars wants."""
    if not chart.is_horizontal:
        return HEIGHT_PX
    return min(_MOST_HEIGHT_PX, max(HEIGHT_PX, _BESIDES_PX + _ROW_PX * len(chart.categories)))


def draw_bars(sheet: Sheet, chart: Chart, series: Sequence[Gaps]) -> None:
    """Draw the series, whose values are finite, and of which there is at least one."""
    if len(series) > 1:
        draw_key(sheet, [one.name for one in chart.series], bar_looks(len(series)))
    bars = bars_of(series, is_stacked=chart.is_stacked)
    is_numbered = len(series) == 1 and len(bars.series[0]) <= _MOST_NUMBERS and bars.are_positive
    numbers = compact([v for v in series[0] if v is not None]) if is_numbered else []
    (_to_the_right if chart.is_horizontal else _upwards)(sheet, chart, bars, numbers)


def _upwards(sheet: Sheet, chart: Chart, bars: Bars, numbers: Sequence[str]) -> None:
    category_title, value_title = axis_titles(chart)
    bottom_px = write_titles(sheet, value_title, category_title)
    left_px, right_px = MARGIN_PX + bars.scale.width_px + PAD_PX, WIDTH_PX - MARGIN_PX
    centres_px, slot_px = _places(len(chart.categories), left_px, right_px)
    if any(width_px(number, SMALL_PX) > slot_px for number in numbers):
        numbers = []
    top_px = sheet.top_px + PAD_PX + (SMALL_PX if numbers else 0)
    names = labels(chart.categories, centres_px, may_skip=bool(chart.days))
    axes = sheet.axes(left_px, top_px, right_px, bottom_px - names.height_px - NAMES_PAD_PX)
    axes.set_xlim(left_px, right_px)
    draw_scale(axes, bars.scale, is_horizontal=False)
    draw_names(axes, names)
    _draw(axes, bars, centres_px, slot_px, along="x")
    for bar, number in zip(bars.series[0], numbers, strict=False):
        _write_number(axes, number, centres_px[bar.category], bar.end, along="x")


def _to_the_right(sheet: Sheet, chart: Chart, bars: Bars, numbers: Sequence[str]) -> None:
    category_title, value_title = axis_titles(chart)
    bottom_px = write_titles(sheet, category_title, value_title) - TEXT_PX * LINE - PAD_PX
    centres_px, slot_px = _places(len(chart.categories), sheet.top_px, bottom_px)
    names = [_name(category, slot_px) for category in chart.categories]
    widest_px = max(width_px(line, TEXT_PX) for name in names for line in name.split("\n"))
    beyond_px = max((width_px(number, SMALL_PX) for number in numbers), default=0)
    left_px = MARGIN_PX + widest_px + PAD_PX
    right_px = WIDTH_PX - MARGIN_PX - max(beyond_px, bars.scale.width_px / 2)
    axes = sheet.axes(left_px, sheet.top_px, right_px, bottom_px)
    axes.set_ylim(bottom_px, sheet.top_px)
    draw_scale(axes, bars.scale, is_horizontal=True)
    step = math.ceil(TEXT_PX * LINE / slot_px)
    axes.set_yticks(centres_px[::step], labels=names[::step])
    _draw(axes, bars, centres_px, slot_px, along="y")
    for bar, number in zip(bars.series[0], numbers, strict=False):
        _write_number(axes, number, centres_px[bar.category], bar.end, along="y")


def _places(count: int, first_px: float, last_px: float) -> tuple[list[float], float]:
    """Return the middles of so many categories on the sheet, and the room that each has."""
    slot_px = (last_px - first_px) / count
    return [first_px + slot_px * (n + 0.5) for n in range(count)], slot_px


def _name(category: str, slot_px: float) -> str:
    """Write a name left of its bar, in two lines if there is room for them."""
    text = plain(category)
    if slot_px < 2 * TEXT_PX * LINE:
        return fit(text, TEXT_PX, _LONGEST_NAME_PX)
    return "\n".join(wrap(text, TEXT_PX, _LONGEST_NAME_PX, most_lines=2))


def _draw(
    axes: Axes,
    bars: Bars,
    centres_px: Sequence[float],
    slot_px: float,
    *,
    along: Literal["x", "y"],
) -> None:
    """Draw the bars into axes that count the sheet's pixels along this one of theirs."""
    thick_px = min(_FILLED * slot_px / bars.lanes, _THICKEST_PX)
    is_hatched = thick_px >= _THINNEST_HATCHED_PX
    for row, look in zip(bars.series, bar_looks(len(bars.series)), strict=True):
        corners = []
        for bar in row:
            side_px = centres_px[bar.category] + (bar.lane - bars.lanes / 2) * thick_px
            sides_px, ends = (side_px, side_px + thick_px), (bar.start, bar.end)
            across, upwards = (sides_px, ends) if along == "x" else (ends, sides_px)
            corners.append([(across[n], upwards[m]) for n, m in ((0, 0), (0, 1), (1, 1), (1, 0))])
        # One artist for all: with two hundred bars each, that is ten times as fast.
        rectangles = PolyCollection(
            corners,
            facecolors=look.colour,
            hatch=look.hatch if is_hatched else None,
            hatchcolors="white",
            edgecolors="white",
            linewidths=1 if is_hatched else 0,
        )
        axes.add_collection(rectangles, autolim=False)


def _write_number(
    axes: Axes, number: str, centre_px: float, end: float, *, along: Literal["x", "y"]
) -> None:
    """Write a number at the end of its bar, over the grid."""
    is_upright = along == "x"
    axes.annotate(
        number,
        (centre_px, end) if is_upright else (end, centre_px),
        xytext=(0, 4) if is_upright else (6, 0),
        textcoords="offset points",
        size=SMALL_PX,
        color=INK,
        ha="center" if is_upright else "left",
        va="bottom" if is_upright else "center_baseline",
        annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )
