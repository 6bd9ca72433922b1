"""A chart in Vega-Lite, by its kind."""

from bot.pictures.bars import bars
from bot.pictures.frame import LOOK, Spec, drawable, known
from bot.pictures.lines import lines
from bot.pictures.shares import shares
from cards.charts.model import Chart, Kind


def spec_of(chart: Chart) -> Spec:
    """Return the picture of a chart in Vega-Lite.

    A chart that is not valid for its kind (shares with negative values) is drawn as bars.
    """
    chart = drawable(chart)
    if chart.kind is Kind.LINE:
        return LOOK | lines(chart)
    values = known(chart)
    are_parts = len(chart.series) == 1 and min(values, default=-1) >= 0 and max(values) > 0
    return LOOK | (shares(chart) if chart.kind is Kind.SHARE and are_parts else bars(chart))
