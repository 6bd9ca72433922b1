"""A chart in Vega-Lite, by its kind."""

from typing import Any, Final

from bot.pictures.bars import bars
from bot.pictures.frame import LOOK, Spec, drawable, known
from bot.pictures.lines import lines
from bot.pictures.shares import shares
from cards.charts.model import Chart, Kind

# Vega (vega-parser 7.1) takes a constant text that is one of these for a function or an operator,
# and refuses the chart: "if", and what every object of JavaScript has.
_TAKEN: Final = frozenset(
    {
        "if",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
    }
)


def spec_of(chart: Chart) -> Spec:
    """Return the picture of a chart in Vega-Lite.

    A chart that is not valid for its kind (shares with negative values) is drawn as bars.
    """
    chart = drawable(chart)
    if chart.kind is Kind.LINE:
        return _with_plain_texts(LOOK | lines(chart))
    values = known(chart)
    are_parts = len(chart.series) == 1 and min(values, default=-1) >= 0 and max(values) > 0
    drawn = shares(chart) if chart.kind is Kind.SHARE and are_parts else bars(chart)
    return _with_plain_texts(LOOK | drawn)


def _with_plain_texts(spec: Spec) -> Spec:
    """Return the spec with a space behind each text that Vega would take for something else."""
    return {name: _plain(each) for name, each in spec.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value} " if value in _TAKEN else value
    if isinstance(value, dict):
        return _with_plain_texts(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value
