"""Lines: over days or numbers if the chart has them, else over the categories in their order."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from bot.pictures import frame
from bot.pictures.frame import HEIGHT_PX, ROOM_PX, TEXT_PX, Spec
from bot.pictures.lettering import width_px, wrapped
from cards.charts.model import Chart

_FLAT: Final = 0.5  # a line is flat if its lowest point is above this part of its highest
_INSET_PX: Final = 10  # from the axis to the first and the last point
_BETWEEN_PX: Final = 8  # labels
_LABEL_PX: Final = 110  # a day fits on one line, a time on two
_BROAD_PX, _NARROW_PX = 2.5, 1.5
_MOST_BROAD: Final = 100  # points
_MOST_MARKED: Final = 40  # of a single line
_MARKS: Final = 12  # on each of several lines
_FEWEST_LABELS: Final = 3  # of days that start a period
_PERIODS: Final[Sequence[Callable[[date], object]]] = (
    lambda day: (day.year, day.month),
    lambda day: (day.year, (day.month - 1) // 3),
    lambda day: (day.year, (day.month - 1) // 6),
    lambda day: day.year,
)


def lines(chart: Chart) -> Spec:
    """Return the spec of a line chart; a missing value is a gap."""
    count = len(chart.categories)
    places = [day.toordinal() for day in chart.days] or [*chart.numbers] or [*range(count)]
    values = frame.known(chart)
    left_px = frame.numbers_px((min(values, default=0.0), max(values, default=0.0)), TEXT_PX)
    names = [wrapped(name, TEXT_PX, _LABEL_PX) for name in chart.categories]
    labelled = _labelled(names, places, chart.days, ROOM_PX - left_px - 2 * _INSET_PX)
    labels = {places[at]: names[at] for at in labelled}
    encoding = {
        "x": _places(chart, [*labels]),
        "y": frame.of_values(chart, has_zero=_has_zero(values)),
        "detail": {"field": "row"},
    }
    spec = frame.framed(chart, chart.value_title, left_px, labels=labels, encoding=encoding)
    return spec | {
        "width": ROOM_PX - left_px,
        "height": HEIGHT_PX,
        "data": {"values": _rows(chart, places)},
        "layer": _layer(chart, spec["encoding"]["color"]["legend"]),
    }


def _has_zero(values: Sequence[float]) -> bool:
    """Whether the axis includes zero; it does not if the lines would then be in one half of it."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    is_flat = low > _FLAT * high > 0 or high < _FLAT * low < 0
    return low == high or not is_flat


def _places(chart: Chart, labelled: Sequence[int]) -> Spec:
    return {
        "field": "place",
        "type": "quantitative",
        "scale": {"zero": False, "nice": False, "padding": _INSET_PX},
        "axis": {
            "title": frame.axis_title(chart.category_title),
            "values": labelled,
            "labelExpr": "labels[datum.value]",
            "ticks": True,
        },
    }


def _layer(chart: Chart, legend: Spec | None) -> list[Spec]:
    """Return lines, and marks in a shape for each line, since colours alone are hard to tell."""
    thick_px = _BROAD_PX if len(chart.categories) <= _MOST_BROAD else _NARROW_PX
    shape = frame.of_rows(len(chart.series)) | {"legend": legend}
    return [
        {"mark": {"type": "line", "strokeWidth": thick_px}},
        {
            "mark": "point",
            "encoding": {"shape": shape},
            "transform": [{"filter": "datum.is_marked"}],
        },
    ]


def _labelled(
    names: Sequence[Sequence[str]], places: Sequence[int], days: Sequence[date], room_px: float
) -> Sequence[int]:
    """Choose the points with labels: all, those that start a period, or every nth.

    The labels do not overlap.
    """
    first, last = min(places, default=0), max(places, default=0)
    at_px = [room_px * (place - first) / (last - first or 1) for place in places]
    widths = (max((width_px(line, TEXT_PX) for line in name), default=0.0) for name in names)
    half_px = [(width + _BETWEEN_PX) / 2 for width in widths]

    def have_room(chosen: Sequence[int]) -> bool:
        return all(at_px[b] - at_px[a] >= half_px[a] + half_px[b] for a, b in pairwise(chosen))

    count = len(places)
    choices = [range(count), *_beginnings(days)]
    choices += [range(0, count, step) for step in range(2, count + 1)]
    return next(filter(have_room, choices), ())


def _beginnings(days: Sequence[date]) -> Iterator[list[int]]:
    """Yield the days that start months, quarters, half-years and years, if there are enough."""
    for period in _PERIODS:
        begun = [0] if days and days[0].day == 1 else []
        begun += [at for at in range(1, len(days)) if period(days[at]) != period(days[at - 1])]
        if len(begun) >= _FEWEST_LABELS:
            yield begun


def _rows(chart: Chart, places: Sequence[int]) -> list[Spec]:
    """Return the points as data.

    Some have marks, and so do points without a line to another point.
    """
    count = len(places)
    is_alone = len(chart.series) == 1
    step = 1 if is_alone and count <= _MOST_MARKED else max(1, math.ceil(count / _MARKS))
    regular = set() if is_alone and count > _MOST_MARKED else set(range(0, count, step))
    found = []
    for row, one in enumerate(chart.series):
        padded = [None, *one.values, None]
        for at, value in enumerate(one.values):
            is_marked = at in regular or padded[at] is padded[at + 2] is None
            found.append({"place": places[at], "row": row, "value": value, "is_marked": is_marked})
    return found
