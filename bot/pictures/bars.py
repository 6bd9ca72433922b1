"""Bars: vertical if their names fit beside each other, else horizontal."""

from dataclasses import dataclass
from typing import Final

from bot.pictures import frame
from bot.pictures.frame import GAP_PX, HEIGHT_PX, LINE_PX, LOOK, ROOM_PX, SMALL_PX, TEXT_PX, Spec
from bot.pictures.lettering import width_px, wrapped
from cards.charts.model import Chart

_FILLED: Final = 0.76  # of a category's space
_THICKEST_PX: Final = 72.0
_BETWEEN_PX: Final = 4  # between names beside each other
_MOST_LINES: Final = 3
_NAMES_PX: Final = 175  # left of horizontal bars
# The thickness of horizontal bars, by their number in a category.
_SIDEWAYS_PX: Final = {1: 22, 2: 14, 3: 11}
_THINNEST_PX: Final = 9
_MOST_HEIGHT_PX: Final = 4_000  # twelve categories of seven series need 900


@dataclass(frozen=True, slots=True)
class _Slots:
    """The names along the axis, in lines, and the space of each category.

    left_px, right_px: the space left and right of the bars.
    """

    names: list[list[str]]
    size_px: float
    thick_px: float
    left_px: float
    right_px: float = 0
    is_sideways: bool = False

    @property
    def along(self) -> str:
        """The axis of the categories."""
        return "y" if self.is_sideways else "x"

    @property
    def across(self) -> str:
        """The axis of the values."""
        return "x" if self.is_sideways else "y"

    @property
    def height_px(self) -> float:
        """The height of the space for the bars."""
        all_px = max(1, len(self.names)) * self.size_px
        return min(all_px, _MOST_HEIGHT_PX) if self.is_sideways else HEIGHT_PX


def bars(chart: Chart) -> Spec:
    """Return the spec of a bar chart: bars beside each other, or stacked."""
    slots = _upwards(chart) or _sideways(chart)
    above = chart.category_title if slots.is_sideways else chart.value_title
    encoding = _encoding(chart, slots)
    mark = {"type": "bar", "stroke": "white", "strokeWidth": int(len(chart.series) > 1)}
    return frame.framed(chart, above, slots.left_px, labels=slots.names, encoding=encoding) | {
        "width": ROOM_PX - slots.left_px - slots.right_px,
        "height": slots.height_px,
        "data": {"values": _rows(chart)},
        "layer": [{"mark": mark}, *([_numbers(slots)] if _are_numbered(chart, slots) else [])],
    }


def _lanes(chart: Chart) -> int:
    """Return the number of bars that a category has beside each other."""
    return 1 if chart.is_stacked else len(chart.series)


def _upwards(chart: Chart) -> _Slots | None:
    """Return vertical bars; None if their names do not fit."""
    left_px = frame.numbers_px(frame.known(chart), TEXT_PX)
    size_px = (ROOM_PX - left_px) / max(1, len(chart.categories))
    room_px = size_px - _BETWEEN_PX
    names = [wrapped(name, TEXT_PX, room_px) for name in chart.categories]
    words = (word for name in chart.categories for word in name.split())
    have_room = all(width_px(word, TEXT_PX) <= room_px for word in words)
    if chart.is_horizontal or not have_room or max(map(len, names), default=0) > _MOST_LINES:
        return None
    thick_px = min(_FILLED * size_px / _lanes(chart), _THICKEST_PX)
    return _Slots(names, size_px, thick_px, left_px)


def _sideways(chart: Chart) -> _Slots:
    """Return horizontal bars, which have space for any name."""
    names = [wrapped(name, TEXT_PX, _NAMES_PX) for name in chart.categories]
    lanes = _lanes(chart)
    thick_px = _SIDEWAYS_PX.get(lanes, _THINNEST_PX)
    size_px = GAP_PX + max(lanes * thick_px, max(map(len, names), default=0) * LINE_PX)
    widths = (width_px(line, TEXT_PX) for lines in names for line in lines)
    left_px = GAP_PX + max(widths, default=0)
    right_px = frame.numbers_px(frame.known(chart), SMALL_PX)
    return _Slots(names, size_px, thick_px, left_px, right_px, is_sideways=True)


def _encoding(chart: Chart, slots: _Slots) -> Spec:
    values = frame.of_values(chart, chart.value_title if slots.is_sideways else "")
    encoding = {
        slots.along: _categories(chart, slots),
        slots.across: values | {"stack": "zero" if chart.is_stacked else None},
        "order": {"field": "row"},
    }
    if _lanes(chart) > 1:
        encoding[f"{slots.along}Offset"] = frame.of_rows(len(chart.series))
    return encoding


def _categories(chart: Chart, slots: _Slots) -> Spec:
    padding = 1 - _lanes(chart) * slots.thick_px / slots.size_px
    domain = [*range(len(chart.categories))]
    # Left of its bar, only the first line of a label is beside the bar, unless the label is moved
    # up.
    up = f"(1 - length(labels[datum.value])) * {LINE_PX / 2}" if slots.is_sideways else "0"
    return {
        "field": "at",
        "type": "ordinal",
        "scale": {"domain": domain, "paddingInner": padding, "paddingOuter": padding / 2},
        "axis": {
            "title": frame.axis_title("" if slots.is_sideways else chart.category_title),
            "labelAngle": 0,
            "labelExpr": "labels[datum.value]",
            "labelOffset": {"expr": up},
        },
    }


def _rows(chart: Chart) -> list[Spec]:
    """Return the bars as data, with the text at each and its position."""
    return [
        {"at": at, "row": row, "value": v, "text": frame.written(v), "end": max(v, 0.0)}
        for row, one in enumerate(chart.series)
        for at, v in enumerate(one.values)
        if v is not None
    ]


def _are_numbered(chart: Chart, slots: _Slots) -> bool:
    """Whether each bar has space for its number."""
    has_room = (
        slots.is_sideways
        or frame.numbers_px(frame.known(chart), SMALL_PX) - GAP_PX <= slots.size_px
    )
    return len(chart.series) == 1 and has_room


def _numbers(slots: _Slots) -> Spec:
    """Return the layer of numbers: at the ends of bars, or at zero for negative ones."""
    aside = {"align": "left", "dx": 5}
    on_top = {"baseline": "bottom", "dy": -4}
    return {
        "mark": {"type": "text"} | (aside if slots.is_sideways else on_top),
        "encoding": {
            slots.across: {"field": "end", "type": "quantitative"},
            "text": {"field": "text"},
            "color": {"value": LOOK["config"]["text"]["color"]},
        },
    }
