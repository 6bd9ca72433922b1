"""Charts as Teams draws them, checked with Microsoft's own models of its cards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from microsoft_teams.cards import core

from cards.charts import Chart, Kind, Series, chart_element, heading_of
from cards.charts.elements import MAX_ELEMENT_BYTES
from cards.size import card_bytes
from tests.cards.charts.models import valid

ONE = (Series("revenue", (3.0, None, 1.5)),)
TWO = (Series("North", (None, 2.0, 3.0)), Series("South", (1.0, 2.0, 3.0)))
CHART = Chart(
    Kind.BAR,
    "",
    ("Jan", "Feb", "Mar"),
    ONE,
    category_title="month",
    value_title="revenue",
    description="Bar chart of *revenue* by month.",
)


def test_the_check_finds_a_wrong_element() -> None:
    """Microsoft's models accept unknown properties and keep them."""
    element = chart_element(CHART)
    element["data"][0]["z"] = 1

    with pytest.raises(AssertionError, match=r"VerticalBarChartDataValue\.z"):
        valid(element)


BLUE, MARIGOLD = {"color": "categoricalBlue"}, {"color": "categoricalMarigold"}


def test_one_series_of_bars() -> None:
    """A missing number is a missing bar; whole numbers are written without a decimal point."""
    element = valid(chart_element(CHART))

    assert element == {
        "type": "Chart.VerticalBar",
        "colorSet": "categorical",
        "data": [{"x": "Jan", "y": 3} | BLUE, {"x": "Mar", "y": 1.5} | BLUE],
        "xAxisTitle": "month",
        "showLegend": False,
        "fallback": {
            "type": "TextBlock",
            "text": "Bar chart of \\*revenue\\* by month.",
            "wrap": True,
        },
    }
    core.TextBlock.model_validate(element["fallback"])


def test_horizontal_bars() -> None:
    """Long names have room beside horizontal bars."""
    element = valid(chart_element(replace(CHART, is_horizontal=True)))

    assert element["type"] == "Chart.HorizontalBar"
    assert element["data"] == [{"x": "Jan", "y": 3} | BLUE, {"x": "Mar", "y": 1.5} | BLUE]
    assert (element["xAxisTitle"], element["yAxisTitle"]) == ("revenue", "month")
    assert heading_of(replace(CHART, is_horizontal=True)) == ""


def test_the_title_of_the_value_axis_is_a_heading() -> None:
    """Beside a vertical axis it would overlap the numbers; shares have no axis."""
    assert heading_of(CHART) == "revenue"
    assert heading_of(replace(CHART, kind=Kind.SHARE)) == ""


def test_bars_of_several_series() -> None:
    """The renderer orders months by first occurrence, so that a series without gaps goes first."""
    element = valid(chart_element(replace(CHART, series=TWO)))

    assert element["type"] == "Chart.VerticalBar.Grouped"
    assert [series["legend"] for series in element["data"]] == ["South", "North"]
    assert element["data"][1]["values"] == [{"x": "Feb", "y": 2}, {"x": "Mar", "y": 3}]
    assert "stacked" not in element
    assert element["showLegend"] is True


def test_stacked_bars() -> None:
    """Teams draws them as grouped vertical bars with a flag."""
    element = valid(chart_element(replace(CHART, series=TWO, is_stacked=True)))

    assert (element["type"], element["stacked"]) == ("Chart.VerticalBar.Grouped", True)


def test_grouped_bars_are_always_vertical() -> None:
    """Teams has no horizontal grouped bar chart."""
    element = valid(chart_element(replace(CHART, series=TWO, is_horizontal=True)))

    assert element["type"] == "Chart.VerticalBar.Grouped"


def test_a_line_of_names() -> None:
    """Quarters and weekdays are not days, and become labels."""
    element = valid(chart_element(replace(CHART, kind=Kind.LINE)))

    assert element["type"] == "Chart.Line"
    assert element["data"] == [
        {"legend": "revenue", "values": [{"x": "Jan", "y": 3}, {"x": "Mar", "y": 1.5}]} | BLUE
    ]


def test_a_line_of_days() -> None:
    """Teams draws a time axis if all keys are ISO dates, whatever the order of the series."""
    days = (date(2025, 1, 1), date(2025, 2, 1), date(987, 3, 1))
    element = valid(chart_element(replace(CHART, kind=Kind.LINE, days=days, series=TWO)))

    assert [series["legend"] for series in element["data"]] == ["North", "South"]
    assert [point["x"] for point in element["data"][1]["values"]] == [
        "2025-01-01",
        "2025-02-01",
        "0987-03-01",
    ]


def test_parts_of_a_whole() -> None:
    """The legend holds the names."""
    made = replace(CHART, kind=Kind.SHARE, series=(Series("revenue", (3.0, 2.0, 1.5)),))
    element = valid(chart_element(made))

    assert element["type"] == "Chart.Donut"
    assert element["data"][0] == {"legend": "Jan", "value": 3} | BLUE
    assert "xAxisTitle" not in element


def test_a_line_of_numbers() -> None:
    """Hours of a day are too many labels, and an axis of numbers has room."""
    element = valid(chart_element(replace(CHART, kind=Kind.LINE, numbers=(7, 8, 21), series=TWO)))

    assert [series["legend"] for series in element["data"]] == ["North", "South"]
    assert [point["x"] for point in element["data"][1]["values"]] == [7, 8, 21]


@pytest.mark.parametrize("kind", [Kind.LINE, Kind.BAR])
def test_a_series_keeps_its_colour(kind: Kind) -> None:
    """Neither the chart kind nor the order of the series matters.

    Red reads as a loss, and is not used.
    """
    made = replace(CHART, kind=kind, series=TWO)
    stacked = replace(made, kind=Kind.BAR, is_stacked=True)
    colours = {part["legend"]: part["color"] for part in chart_element(made)["data"]}
    ring = chart_element(replace(CHART, kind=Kind.SHARE, series=(Series("x", (3.0, 2.0, 1.0)),)))

    assert colours == {"North": BLUE["color"], "South": MARIGOLD["color"]}
    bars = {part["legend"]: part["color"] for part in chart_element(stacked)["data"]}
    assert bars == colours
    assert [part["color"] for part in ring["data"][:2]] == [BLUE["color"], MARIGOLD["color"]]
    assert not any("Red" in part["color"] for part in ring["data"])


def test_a_title_is_shown() -> None:
    """Teams hides the title by default."""
    element = valid(chart_element(replace(CHART, title="Revenue by month")))

    assert (element["title"], element["showTitle"]) == ("Revenue by month", True)


def test_axes_without_titles() -> None:
    """An empty title would take up space."""
    element = valid(chart_element(replace(CHART, category_title="", value_title="")))

    assert not {"xAxisTitle", "yAxisTitle"} & set(element)


def test_a_picture() -> None:
    """The alternative text of a picture is not Markdown, and is not escaped."""
    element = valid(chart_element(CHART, picture="data:image/png;base64,AAAA"))

    assert element == {
        "type": "Image",
        "url": "data:image/png;base64,AAAA",
        "altText": "Bar chart of *revenue* by month.",
        "size": "Stretch",
        "msteams": {"allowExpand": True},
    }


def test_a_line_of_many_points_stays_small() -> None:
    """A message holds several results, so that points that cannot be told apart are left out."""
    days = tuple(date(2025, 1, 1) + timedelta(days=n) for n in range(200))
    series = tuple(Series(f"S{n}", tuple(1234.56 + n + at for at in range(200))) for n in range(6))
    made = replace(CHART, kind=Kind.LINE, days=days, categories=("",) * 200, series=series)
    element = valid(chart_element(made))
    first = element["data"][0]["values"]

    assert card_bytes(element) <= MAX_ELEMENT_BYTES
    assert 20 <= len(first) < 60
    assert (first[0]["x"], first[-1]["x"]) == ("2025-01-01", "2025-07-19")


def test_long_names_are_cut_if_the_element_is_too_large() -> None:
    """Cut names stay distinct: two bars of the same name would be drawn as one."""
    names = tuple('Department of "quoted" names ' * 2 + str(n) for n in range(12))
    series = tuple(Series(f"{'年' * 39}{n}", (1e300,) * 12) for n in range(7))
    made = replace(CHART, categories=names, series=series, is_stacked=True)
    element = valid(chart_element(made))
    titles = [point["x"] for point in element["data"][0]["values"]]

    assert card_bytes(element) <= MAX_ELEMENT_BYTES
    assert len(set(titles)) == 12
    assert all(len(title) < 30 for title in titles)


def test_an_element_that_cannot_be_cut_enough_is_kept() -> None:
    """The bot draws no chart of this size, and names of two characters would be useless."""
    names = tuple(f"{n:03}" for n in range(600))
    made = replace(CHART, categories=names, series=(Series("x", (1.5,) * 600),))

    assert len(valid(chart_element(made))["data"]) == 600
