"""Shares of a whole: a ring, and the names of its parts beside it."""

from collections.abc import Sequence
from typing import Final

from bot.pictures.frame import LINE_PX, ROOM_PX, TEXT_PX, Spec, of_rows, title
from bot.pictures.lettering import width_px, wrapped
from cards.charts.model import Chart

_LARGEST_PX: Final = 110.0  # the ring's radius
_HOLE: Final = 0.55
_BESIDE_PX: Final = 46  # the text beside the ring
_ABOVE_PX: Final = 28
_AWAY_PX: Final = 22
_NAMES_PX: Final = 165
_SYMBOL_PX: Final = 40
# Smaller parts have their share only beside their name: at the ring it would overlap others.
_SMALLEST: Final = 0.04


def shares(chart: Chart) -> Spec:
    """Return the spec of a chart of shares.

    Names contain the shares; at least one is above zero.
    """
    pairs = zip(chart.categories, chart.series[0].values, strict=True)
    parts = [(name, value) for name, value in pairs if value is not None]
    names = [wrapped(name, TEXT_PX, _NAMES_PX) for name, _ in parts]
    widest_px = max((width_px(line, TEXT_PX) for lines in names for line in lines), default=0.0)
    radius_px = min(_LARGEST_PX, (ROOM_PX - widest_px - _SYMBOL_PX) / 2 - _BESIDE_PX)
    return {
        "title": title(chart.title),
        "width": 2 * (radius_px + _BESIDE_PX),
        "height": max(2 * (radius_px + _ABOVE_PX), (LINE_PX + 1) * sum(map(len, names))),
        "params": [{"name": "names", "value": names}],
        "data": {"values": _rows([value for _, value in parts])},
        "encoding": {
            "theta": {"field": "value", "type": "quantitative", "stack": True},
            "order": {"field": "row"},
        },
        "layer": _layer(len(parts), radius_px),
    }


def _rows(values: Sequence[float]) -> list[Spec]:
    whole = sum(values)
    texts = [f"{value / whole:.1%}" if value / whole >= _SMALLEST else "" for value in values]
    found = enumerate(zip(values, texts, strict=True))
    return [{"row": row, "value": value, "text": text} for row, (value, text) in found]


def _layer(count: int, radius_px: float) -> list[Spec]:
    legend = {"orient": "right", "labelExpr": "names[datum.value]"}
    return [
        {
            "mark": {"type": "arc", "outerRadius": radius_px, "innerRadius": _HOLE * radius_px},
            "encoding": {"color": of_rows(count) | {"legend": legend}},
        },
        {
            "mark": {"type": "text", "radius": radius_px + _AWAY_PX},
            "encoding": {"text": {"field": "text"}},
        },
    ]
