"""Lines: over time where the categories are days, else from one category to the next."""

import math
from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes

from bot.pictures.amounts import Unit
from bot.pictures.frame import (
    NAMES_PAD_PX,
    PAD_PX,
    Gaps,
    Scale,
    axis_titles,
    draw_names,
    draw_scale,
    write_titles,
)
from bot.pictures.key import draw_key
from bot.pictures.labels import labels
from bot.pictures.looks import Look, line_looks
from bot.pictures.sheet import MARGIN_PX, WIDTH_PX, Sheet
from cards.charts.model import Chart

_INSET_PX: Final = 16  # from the axis to the first and the last point
_MOST_MARKERS: Final = 12
_MOST_POINTS_MARKED: Final = 40  # of a line that is alone
_WIDTH_PX: Final = 3
_MOST_POINTS_BROAD: Final = 100
_NARROW_PX: Final = 2
_MARKER_PX: Final = 9


def draw_lines(sheet: Sheet, chart: Chart, series: Sequence[Gaps]) -> None:
    """Draw the series, whose values are finite and of which there is at least one value."""
    looks = line_looks(len(series))
    if len(series) > 1:
        draw_key(sheet, [one.name for one in chart.series], looks)
    category_title, value_title = axis_titles(chart)
    bottom_px = write_titles(sheet, value_title, category_title)
    known = [value for values in series for value in values if value is not None]
    unit = Unit.of(max(map(abs, known)))
    scale = Scale.of(map(unit.scale, known), unit, is_from_zero=False)
    left_px, right_px = MARGIN_PX + scale.width_px + PAD_PX, WIDTH_PX - MARGIN_PX - PAD_PX
    places = [day.toordinal() for day in chart.days] or [*chart.numbers]
    places = places or list(range(len(chart.categories)))
    centres_px = _spread(places, left_px + _INSET_PX, right_px - _INSET_PX)
    names = labels(chart.categories, centres_px, may_skip=True)
    axes = sheet.axes(
        left_px, sheet.top_px + PAD_PX, right_px, bottom_px - names.height_px - NAMES_PAD_PX
    )
    axes.set_xlim(left_px, right_px)
    draw_scale(axes, scale, is_horizontal=False)
    draw_names(axes, names)
    for values, look in zip(series, looks, strict=True):
        scaled = [None if value is None else unit.scale(value) for value in values]
        _draw_line(axes, centres_px, scaled, look, is_alone=len(series) == 1)


def _draw_line(
    axes: Axes, centres_px: Sequence[float], values: Gaps, look: Look, *, is_alone: bool
) -> None:
    axes.plot(
        centres_px,
        [math.nan if value is None else value for value in values],
        color=look.colour,
        linestyle=look.dashes,
        linewidth=_WIDTH_PX if len(values) <= _MOST_POINTS_BROAD else _NARROW_PX,
        marker=look.marker,
        markersize=_MARKER_PX,
        markevery=_marked(values, is_alone=is_alone),
        markeredgecolor="white",
        clip_on=False,
    )


def _spread(places: Sequence[int], left_px: float, right_px: float) -> list[float]:
    """Return where on the sheet each place is; a single one is in the middle."""
    first, last = min(places), max(places)
    if first == last:
        return [(left_px + right_px) / 2] * len(places)
    return [left_px + (place - first) / (last - first) * (right_px - left_px) for place in places]


def _marked(values: Gaps, *, is_alone: bool) -> list[int]:
    """Return which points get a marker: a few of each line, and those that no line leads to."""
    is_few = is_alone and len(values) <= _MOST_POINTS_MARKED
    step = 1 if is_few else max(1, math.ceil(len(values) / _MOST_MARKERS))
    regular = set() if is_alone and not is_few else set(range(0, len(values), step))
    padded = [None, *values, None]
    lonely = {n for n in range(len(values)) if padded[n] is None and padded[n + 2] is None}
    return sorted(regular | lonely)
