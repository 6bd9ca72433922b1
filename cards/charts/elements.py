"""A chart as an element of a card: as Teams draws it, or as a picture."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from cards.charts.model import Chart, Kind, Series
from cards.charts.thinning import thinned
from cards.charts.writing import MAX_LABEL_CHARS, apart
from cards.markdown import plain
from cards.messages import Element, shortened, text_block
from cards.size import card_bytes

# A message may have 80 KB, counted as UTF-16, with up to three results in it.
MAX_ELEMENT_BYTES: Final = 12_000
_ONE_COLOUR: Final = "categoricalBlue"
_FEWEST_POINTS: Final = 20
_FEWEST_LABEL_CHARS: Final = 4
_SPARE: Final = 0.97
# A float holds whole numbers up to here exactly; of larger ones, six digits are drawn.
_LARGEST_WHOLE: Final = 1e15


def chart_element(chart: Chart, *, picture: str = "") -> Element:
    """Show a chart as a picture, given as a "data:" URI, or without one as Teams draws it.

    Where Teams cannot draw it, its alternative text stands in its place.
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
    chart = _with_short_months(chart)
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


def _within(chart: Chart, points: int, label_chars: int) -> Chart:
    """Make a chart smaller: a line of fewer points, and shorter labels."""
    kept = thinned([series.values for series in chart.series], points)
    labels = apart([shortened(label, label_chars) for label in chart.categories])
    names = apart([shortened(series.name, label_chars) for series in chart.series])
    return replace(
        chart,
        categories=tuple(labels[at] for at in kept),
        days=tuple(chart.days[at] for at in kept) if chart.days else (),
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
    return {"type": "Chart.Donut", "data": slices}


def _with_axes(chart: Chart) -> Element:
    below, beside = chart.category_title, chart.value_title
    if chart.is_horizontal:
        below, beside = beside, below  # the x axis is the lower one, whatever runs along it
    titles = {"xAxisTitle": below, "yAxisTitle": beside}
    is_single = len(chart.series) == 1
    named = {key: title for key, title in titles.items() if title}
    legend = {"showLegend": not is_single}
    if chart.kind is Kind.LINE:
        return {"type": "Chart.Line", "data": _lines(chart)} | named | legend
    if is_single:
        side = "Horizontal" if chart.is_horizontal else "Vertical"
        bars = _points(chart.categories, chart.series[0], "x", "y")
        # One measure has one colour; left alone, each bar would have its own.
        bars = [bar | {"color": _ONE_COLOUR} for bar in bars]
        return {"type": f"Chart.{side}Bar", "data": bars} | named | legend
    if chart.is_horizontal and chart.is_stacked:
        return {"type": "Chart.HorizontalBar.Stacked", "data": _rows(chart)} | named | legend
    stacked = {"stacked": True} if chart.is_stacked else {}
    data = _by_series(chart.categories, chart)
    return {"type": "Chart.VerticalBar.Grouped", "data": data} | stacked | named | legend


def _lines(chart: Chart) -> list[Element]:
    # Days make the axis one of time, on which every point finds its place. Renderers write each as
    # a day, though, so that the months of one year are better told by their names.
    is_full = any(None not in series.values for series in chart.series)
    if not chart.days or (is_full and _year_of(chart.days)):
        return _by_series(chart.categories, chart)
    days = [day.isoformat() for day in chart.days]
    return _with_points(_series(days, series) for series in chart.series)


def _year_of(days: Sequence[date]) -> int:
    """Return the year of days that are the beginnings of its months, one after another; else 0."""
    is_even = all(after.month - before.month == 1 for before, after in pairwise(days))
    years = {day.year for day in days}
    return years.pop() if len(years) == 1 and is_even and all(d.day == 1 for d in days) else 0


def _with_short_months(chart: Chart) -> Chart:
    """Name the year once, if there is but one: twelve times it has no room below an axis."""
    if not (year := _year_of(chart.days)):
        return chart
    named = re.compile(rf"\s*{year}\s*年?\s*")
    months = tuple(named.sub("", category) for category in chart.categories)
    if "" in months or len(set(months)) < len(months) or months == chart.categories:
        return chart
    title = f"{chart.category_title} {year}".strip()
    return replace(chart, categories=months, category_title=title)


def _by_series(places: Sequence[str], chart: Chart) -> list[Element]:
    """Make the series, a full one first: a renderer puts places in the order it meets them."""
    series = list(chart.series)
    if None in series[0].values:
        series.sort(key=lambda one: one.values.count(None))
    return _with_points(_series(places, one) for one in series)


def _with_points(series: Iterable[Element]) -> list[Element]:
    """Leave out what has nothing to be drawn: renderers take no empty series."""
    return [one for one in series if one["values"]]


def _series(places: Sequence[str], series: Series) -> Element:
    return {"legend": series.name, "values": _points(places, series, "x", "y")}


def _rows(chart: Chart) -> list[Element]:
    rows = [
        {"title": category, "data": list(_row(chart, at))}
        for at, category in enumerate(chart.categories)
    ]
    return [row for row in rows if row["data"]]


def _row(chart: Chart, at: int) -> Iterator[Element]:
    for series in chart.series:
        if (value := series.values[at]) is not None:
            yield {"legend": series.name, "value": _number(value)}


def _points(places: Sequence[str], series: Series, place_key: str, value_key: str) -> list[Element]:
    """Pair places with values; where there is no value there is no point."""
    return [
        {place_key: place, value_key: _number(value)}
        for place, value in zip(places, series.values, strict=True)
        if value is not None
    ]


def _number(value: float) -> float:
    if abs(value) >= _LARGEST_WHOLE:
        return float(f"{value:.5e}")
    return int(value) if value.is_integer() else value
