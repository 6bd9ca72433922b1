"""A chart as an element of a card: Teams' own chart, or a picture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cards.charts.model import Chart, Kind, Series
from cards.charts.thinning import thinned
from cards.charts.writing import MAX_LABEL_CHARS, apart
from cards.markdown import plain
from cards.messages import Element, shortened, text_block
from cards.size import card_bytes

# A message may have 80 KB, counted as UTF-16, with up to three results in it.
MAX_ELEMENT_BYTES: Final = 12_000
# Nine of Teams' colours, ordered so that people with colour blindness can tell the first ones
# apart. Red comes late, since a first series in red reads as a loss.
_COLOURS: Final = tuple(
    f"categorical{name}"
    for name in ("Blue", "Marigold", "Purple", "Teal", "Red", "Lavender", "Green")
)
_FEWEST_POINTS: Final = 20
_FEWEST_LABEL_CHARS: Final = 4
_SPARE: Final = 0.97
# A float is exact for integers up to here; larger ones are drawn with six digits.
_LARGEST_WHOLE: Final = 1e15


def chart_element(chart: Chart, *, picture: str = "") -> Element:
    """Show a chart as a picture, given as a "data:" URI, or without one as Teams' own chart.

    The fallback is its alternative text.

    Source: https://adaptivecards.microsoft.com/?topic=Chart.Line, and the charts next to it.
    """
    if picture:
        return {
            "type": "Image",
            "url": picture,
            "altText": chart.description,
            "size": "Stretch",
            "msteams": {"allowExpand": True},
        }
    points, label_chars = len(chart.categories), MAX_LABEL_CHARS
    while True:
        element = _native(_within(chart, points, label_chars))
        size_bytes = card_bytes(element)
        if size_bytes <= MAX_ELEMENT_BYTES or label_chars <= _FEWEST_LABEL_CHARS:
            return element
        if chart.kind is Kind.LINE and points > _FEWEST_POINTS:
            fitting = int(points * _SPARE * MAX_ELEMENT_BYTES / size_bytes)
            points = max(_FEWEST_POINTS, fitting)
        else:
            label_chars //= 2


def heading_of(chart: Chart) -> str:
    """Return the heading above a chart that Teams draws: the title of the value axis, or ""."""
    is_upright = chart.kind is not Kind.SHARE and not chart.is_horizontal
    return chart.value_title if is_upright else ""


def _within(chart: Chart, points: int, label_chars: int) -> Chart:
    """Make a chart smaller: a line of fewer points, and shorter labels."""
    kept = thinned([series.values for series in chart.series], points)
    labels = apart([shortened(label, label_chars) for label in chart.categories])
    names = apart([shortened(series.name, label_chars) for series in chart.series])
    return replace(
        chart,
        categories=tuple(labels[at] for at in kept),
        days=tuple(chart.days[at] for at in kept) if chart.days else (),
        numbers=tuple(chart.numbers[at] for at in kept) if chart.numbers else (),
        series=tuple(
            Series(name, tuple(series.values[at] for at in kept))
            for name, series in zip(names, chart.series, strict=True)
        ),
    )


def _native(chart: Chart) -> Element:
    element: Element = {"type": "", "colorSet": "categorical"}
    if chart.title:
        element |= {"title": chart.title, "showTitle": True}
    element |= _share(chart) if chart.kind is Kind.SHARE else _with_axes(chart)
    return element | {"fallback": text_block(plain(chart.description))}


def _share(chart: Chart) -> Element:
    slices = _points(chart.categories, chart.series[0], "legend", "value")
    return {"type": "Chart.Donut", "data": _coloured(slices)}


def _coloured(parts: Sequence[Element]) -> list[Element]:
    """Give each part the colour of its position, in every kind of chart."""
    return [part | {"color": _COLOURS[at % len(_COLOURS)]} for at, part in enumerate(parts)]


def _with_axes(chart: Chart) -> Element:
    # The x axis is the lower one, whatever it shows. Beside a vertical value axis, a title would
    # overlap its numbers: it is a heading instead, see heading_of.
    titles = {"xAxisTitle": chart.category_title}
    if chart.is_horizontal:
        titles = {"xAxisTitle": chart.value_title, "yAxisTitle": chart.category_title}
    is_single = len(chart.series) == 1
    named = {key: title for key, title in titles.items() if title}
    legend = {"showLegend": not is_single}
    if chart.kind is Kind.LINE:
        return {"type": "Chart.Line", "data": _lines(chart)} | named | legend
    if is_single:
        side = "Horizontal" if chart.is_horizontal else "Vertical"
        bars = _points(chart.categories, chart.series[0], "x", "y")
        # One measure has one colour; by default each bar would have its own.
        bars = [bar | {"color": _COLOURS[0]} for bar in bars]
        return {"type": f"Chart.{side}Bar", "data": bars} | named | legend
    stacked = {"stacked": True} if chart.is_stacked else {}
    data = _by_series(chart.categories, chart)
    return {"type": "Chart.VerticalBar.Grouped", "data": data} | stacked | named | legend


def _lines(chart: Chart) -> list[Element]:
    """Put the points on an axis of labels, or of days or numbers if labels have no room."""
    places: Sequence[str | int] = chart.categories
    if chart.days:
        places = [day.isoformat() for day in chart.days]
    elif chart.numbers:
        places = chart.numbers
    return _by_series(places, chart)


def _by_series(places: Sequence[str | int], chart: Chart) -> list[Element]:
    """Make the series, one without gaps first: renderers order places by first occurrence."""
    parts = _coloured([_series(places, series) for series in chart.series])
    # Renderers do not accept empty series.
    filled = [part for part in parts if part["values"]]
    return filled if chart.days or chart.numbers else _full_first(filled)


def _full_first(parts: Sequence[Element]) -> list[Element]:
    most = max((len(part["values"]) for part in parts), default=0)
    if parts and len(parts[0]["values"]) == most:
        return [*parts]
    return sorted(parts, key=lambda part: -len(part["values"]))


def _series(places: Sequence[str | int], series: Series) -> Element:
    return {"legend": series.name, "values": _points(places, series, "x", "y")}


def _points(
    places: Sequence[str | int], series: Series, place_key: str, value_key: str
) -> list[Element]:
    """Pair places with values; a missing value has no point."""
    return [
        {place_key: place, value_key: _number(value)}
        for place, value in zip(places, series.values, strict=True)
        if value is not None
    ]


def _number(value: float) -> float:
    if abs(value) >= _LARGEST_WHOLE:
        return float(f"{value:.5e}")
    return int(value) if value.is_integer() else value
