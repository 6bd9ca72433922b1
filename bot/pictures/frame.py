"""The common parts of charts in Vega-Lite: style, title, legend, numbers and axis of values.

Texts come from data, so a spec contains them only as data: positions and series are numbers in it,
and its expressions, which are all written in this package, read the texts from its parameters.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bot.pictures.lettering import plain, width_px, wrapped
from cards.charts.model import Chart, Series

Spec = dict[str, Any]

# The picture is shown 300 to 450 pixels wide in a chat; at 300, text has two thirds of the size
# given here. The colours are those of Okabe and Ito, which colour-blind people can distinguish,
# ordered by their contrast with white.
# Source: https://jfly.uni-koeln.de/color/
LOOK: Final[Spec] = json.loads(Path(__file__).with_name("look.json").read_text("utf-8"))
ROOM_PX: Final = 416  # of the picture's width, without its padding
HEIGHT_PX: Final = 240  # of the data only
TEXT_PX: Final = LOOK["config"]["axis"]["labelFontSize"]
SMALL_PX: Final = LOOK["config"]["axis"]["titleFontSize"]
LINE_PX: Final = LOOK["config"]["axis"]["labelLineHeight"]
GAP_PX: Final = 8
_TITLE_PX: Final = LOOK["config"]["title"]["fontSize"]
_SYMBOL_PX: Final = 34  # a symbol of the legend, with the space around it
_BELOW_LEGEND_PX: Final = 14
_TICKS: Final = 5
# The line at zero is darker, since bars start there.
_GRID: Final = {
    "condition": {"test": "datum.value === 0", "value": LOOK["config"]["axis"]["tickColor"]},
    "value": LOOK["config"]["axis"]["gridColor"],
}
# Beyond these limits, a power of ten is in the title; axes have no exponents.
_LARGE, _SMALL = 1e15, 1e-6
_SMALLEST_POWER: Final = -300  # 10.0**-324 is zero
_DIGITS: Final = 3
_MOST_PLACES: Final = 8


def drawable(chart: Chart) -> Chart:
    """Return the chart in plain text, with finite numbers of a readable size."""
    values = [abs(v) for one in chart.series for v in one.values if v and math.isfinite(v)]
    largest = max(values, default=1.0)
    power = 0
    if not _SMALL <= largest < _LARGE:
        power = max(3 * math.floor(math.log10(largest) / 3), _SMALLEST_POWER)
    unit = 10.0**power
    only = chart.series[0].name if len(chart.series) == 1 else ""
    return replace(
        chart,
        title=plain(chart.title),
        categories=tuple(map(plain, chart.categories)),
        series=tuple(Series(plain(one.name), _finite(one.values, unit)) for one in chart.series),
        category_title=plain(chart.category_title),
        value_title=plain(chart.value_title or only) + (f" × 10^{power}" if power else ""),
    )


def _finite(values: Sequence[float | None], unit: float) -> tuple[float | None, ...]:
    return tuple(v / unit if v is not None and math.isfinite(v) else None for v in values)


def known(chart: Chart) -> list[float]:
    """Return all numbers of the chart."""
    return [value for one in chart.series for value in one.values if value is not None]


def written(value: float) -> str:
    """Format a number with three digits, or with all digits before the decimal point."""
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    places = min(_MOST_PLACES, max(0, _DIGITS - 1 - magnitude))
    text = f"{round(value, places) + 0.0:,.{places}f}"
    return (text.rstrip("0").rstrip(".") if places else text).replace("-", "−")


def numbers_px(values: Iterable[float], size_px: float) -> float:
    """Return the width of the widest number, with the gap beside it."""
    return GAP_PX + max((width_px(written(value), size_px) for value in values), default=0.0)


def framed(chart: Chart, above: str, left_px: float, *, labels: object, encoding: Spec) -> Spec:
    """Return a spec with title and legend, whose colours distinguish the series.

    Args:
        above: the text below the title, which says what the vertical axis measures.
        left_px: the space left of the data; the legend starts there.
        labels: the parameter in which an axis looks up its labels.
        encoding: everything but the colours.
    """
    names = [wrapped(one.name, TEXT_PX, ROOM_PX - _SYMBOL_PX) for one in chart.series]
    legend = _legend(chart, names, left_px) if len(names) > 1 else None
    return {
        "title": title(chart.title, above),
        "params": [{"name": "names", "value": names}, {"name": "labels", "value": labels}],
        "encoding": encoding | {"color": of_rows(len(names)) | {"legend": legend}},
    }


def _legend(chart: Chart, names: Sequence[Sequence[str]], left_px: float) -> Spec:
    columns = _columns([width_px(one.name, TEXT_PX) + _SYMBOL_PX for one in chart.series])
    rows = (names[at : at + columns] for at in range(0, len(names), columns))
    return {
        "orient": "none",
        "direction": "horizontal",
        "columns": columns,
        "legendX": -left_px,
        "legendY": -_BELOW_LEGEND_PX - LINE_PX * sum(max(map(len, row)) for row in rows),
        "labelExpr": "names[datum.value]",
    }


def _columns(widths: Sequence[float]) -> int:
    """Return the number of columns in which the legend fits."""
    fitting = (
        count
        for count in range(len(widths), 1, -1)
        if sum(max(widths[at::count]) for at in range(count)) <= ROOM_PX
    )
    return next(fitting, 1)


def title(text: str, below: str = "") -> Spec:
    """Return a chart's title, with what is measured below it in small text."""
    small = wrapped(below, SMALL_PX, ROOM_PX)
    if text:
        return {"text": wrapped(text, _TITLE_PX, ROOM_PX), "subtitle": small}
    return {"text": small, "fontSize": SMALL_PX, "color": LOOK["config"]["title"]["subtitleColor"]}


def axis_title(text: str) -> list[str] | None:
    """Return the title of the axis at the bottom."""
    return wrapped(text, SMALL_PX, ROOM_PX) or None


def of_rows(count: int) -> Spec:
    """Distinguish the series by the field "row", their number."""
    return {"field": "row", "type": "nominal", "title": None, "scale": {"domain": [*range(count)]}}


def of_values(chart: Chart, below: str = "", *, has_zero: bool = True) -> Spec:
    """Show the field "value"; if all numbers are whole, so are those of the axis."""
    is_whole = all(float(value).is_integer() for value in known(chart))
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": has_zero, "nice": _TICKS},
        "axis": {
            "title": axis_title(below),
            "grid": True,
            "gridColor": _GRID,
            "tickCount": _TICKS,
            "labelOverlap": "parity",
            "labelSeparation": GAP_PX,
            **({"tickMinStep": 1} if is_whole else {}),
        },
    }
