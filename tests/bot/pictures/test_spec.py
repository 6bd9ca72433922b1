"""The Vega-Lite spec of a picture."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.pictures.frame import LOOK, Spec
from bot.pictures.spec import spec_of
from cards.charts.model import Chart, Kind, Series
from tests.bot.pictures.charts import REVENUE, by_day, chart

LONG = (
    "Contoso Manufacturing and Trading Ltd.",
    "Northwind Traders International Hold…",
    "Margie's Travel Agency Bureau",
    "中華電信股份有限公司（北區分公司）",
)


def values(spec: Spec, key: str) -> list[Any]:
    """Return the values under a key in the rows of data."""
    return [row[key] for row in spec["data"]["values"]]


def told(spec: Spec, name: str) -> Any:
    """Return a parameter, from which expressions read texts."""
    return {one["name"]: one["value"] for one in spec["params"]}[name]


def whole(lines: list[list[str]]) -> list[str]:
    """Return texts without the spaces at their line breaks."""
    return ["".join(parts).replace(" ", "") for parts in lines]


def test_titles_are_wrapped_and_not_cut() -> None:
    """These are the titles of the chart, of the values (above) and of the axis (below)."""
    title = "Net revenue of all regions and all sales channels in the fiscal year by customer"
    spec = spec_of(chart(Kind.BAR, REVENUE, title=title))

    assert len(spec["title"]["text"]) > 1
    assert " ".join(spec["title"]["text"]) == title
    assert spec["title"]["subtitle"] == ["net revenue (EUR)"]
    assert spec["encoding"]["x"]["axis"]["title"] == ["region"]


def test_without_titles_the_name_of_the_only_series_is_shown() -> None:
    """It is in the place of the chart's title."""
    spec = spec_of(chart(Kind.BAR, REVENUE, title="", value_title=""))

    assert spec["title"]["text"] == ["series 0"]


def test_bars_have_their_numbers_and_start_at_zero() -> None:
    """A missing bar has no number; a negative bar has its number where there is room."""
    spec = spec_of(chart(Kind.BAR, (1_284.5, None, -98.74)))

    assert spec["encoding"]["y"]["scale"]["zero"] is True
    assert values(spec, "at") == [0, 2]
    assert values(spec, "text") == ["1,284", "−98.7"]
    assert values(spec, "end") == [1_284.5, 0]
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar", "text"]


@pytest.mark.parametrize("names", [LONG, ("Jan", "Feb", "Mar", "Apr"), ("臺北市", "桃園市")])
@pytest.mark.parametrize("rows", [1, 3])
def test_names_of_bars_are_complete(names: tuple[str, ...], rows: int) -> None:
    """They are below the bars if they fit, else to the left of horizontal bars."""
    series = [range(1, len(names) + 1)] * rows
    spec = spec_of(chart(Kind.BAR, *series, categories=names))

    assert whole(told(spec, "labels")) == [name.replace(" ", "") for name in names]
    assert spec["encoding"]["y" if names is LONG else "x"]["field"] == "at"


def test_bars_are_horizontal_if_the_chart_says_so() -> None:
    """The axes and their titles are swapped."""
    spec = spec_of(chart(Kind.BAR, REVENUE, is_horizontal=True))

    assert spec["encoding"]["y"]["field"] == "at"
    assert spec["title"]["subtitle"] == ["region"]
    assert spec["encoding"]["x"]["axis"]["title"] == ["net revenue (EUR)"]


def test_more_horizontal_bars_make_a_taller_picture() -> None:
    """Bars do not become thinner, since a phone can scroll."""
    few, many = (
        spec_of(chart(Kind.BAR, *[range(1, 13)] * rows, categories=LONG * 3)) for rows in (2, 7)
    )

    assert 400 < few["height"] < many["height"] < 1_000


def test_several_series_are_grouped_or_stacked() -> None:
    """Each has the colour of its position, and a name in the legend; numbers would overlap."""
    beside = spec_of(chart(Kind.BAR, REVENUE, REVENUE))
    stacked = spec_of(chart(Kind.BAR, REVENUE, REVENUE, is_stacked=True))

    assert beside["encoding"]["xOffset"]["field"] == beside["encoding"]["color"]["field"] == "row"
    assert (beside["encoding"]["y"]["stack"], stacked["encoding"]["y"]["stack"]) == (None, "zero")
    assert "xOffset" not in stacked["encoding"]
    assert told(beside, "names") == [["series 0"], ["series 1"]]
    assert beside["encoding"]["color"]["scale"]["domain"] == [0, 1]
    assert len(beside["layer"]) == len(stacked["layer"]) == 1


def test_one_series_needs_no_legend() -> None:
    """It has the first colour, which is not red: a first series in red reads as a loss."""
    spec = spec_of(chart(Kind.BAR, REVENUE))

    assert spec["encoding"]["color"]["legend"] is None
    assert LOOK["config"]["range"]["category"][:2] == ["#0072b2", "#e69f00"]


def test_long_names_of_series_are_complete() -> None:
    """They are in as many columns as fit, and on several lines if one is too long."""
    names = ["a name that is longer than the legend of a picture is wide, by some words", "b", "c"]
    long, short = (
        spec_of(chart(Kind.LINE, *[REVENUE] * 3, series=tuple(Series(n, REVENUE) for n in found)))
        for found in (names, "abc")
    )

    assert [" ".join(lines) for lines in told(long, "names")] == names
    assert long["encoding"]["color"]["legend"]["columns"] == 1
    assert short["encoding"]["color"]["legend"]["columns"] == 3


def test_lines_have_gaps_and_marks() -> None:
    """A missing value is in the data and breaks the line; a single point is visible."""
    spec = spec_of(chart(Kind.LINE, [1.0, None, 3.0, None, *[5.0] * 60]))

    assert values(spec, "value")[:5] == [1.0, None, 3.0, None, 5.0]
    assert values(spec, "is_marked") == [True, False, True, *[False] * 61]
    assert spec["layer"][0]["mark"]["type"] == "line"


@pytest.mark.parametrize(
    ("numbers", "has_zero"),
    [((1000, 1001), False), ((10, 90), True), ((-5, 3), True), ((7,), True)],
)
def test_the_value_axis_of_a_line_need_not_start_at_zero(
    numbers: tuple[float, ...], *, has_zero: bool
) -> None:
    """Small changes far from zero are still visible."""
    assert spec_of(chart(Kind.LINE, numbers))["encoding"]["y"]["scale"]["zero"] is has_zero


def test_days_and_numbers_keep_their_distances() -> None:
    """With equal distances, the slope between rare measurements would be wrong."""
    days = spec_of(by_day((5.0, 6.0, 7.0), days=(0, 1, 40)))
    hours = spec_of(chart(Kind.LINE, (5.0, 6.0, 7.0), numbers=(0, 9, 23)))

    assert [b - a for a, b in pairwise(values(days, "place"))] == [1, 39]
    assert values(hours, "place") == [0, 9, 23]


def days(step: int, count: int, first: date = date(2025, 1, 1)) -> Chart:
    """Make a line over this many days, each with a label as on cards."""
    found = tuple(first + timedelta(days=n * step) for n in range(count))
    names = tuple(f"{day:%b} {day.day}, {day.year}" for day in found)
    return chart(Kind.LINE, range(count), categories=names, days=found)


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        (days(1, 120), ["Jan 1, 2025", "Feb 1, 2025", "Mar 1, 2025", "Apr 1, 2025"]),
        (days(1, 300), ["Jan 1, 2025", "Apr 1, 2025", "Jul 1, 2025", "Oct 1, 2025"]),
        (days(1, 9), ["Jan 1, 2025", "Jan 3, 2025", "Jan 5, 2025", "Jan 7, 2025", "Jan 9, 2025"]),
    ],
)
def test_labels_are_those_of_the_chart(drawn: Chart, shown: list[str]) -> None:
    """These begin a month, a quarter or a year, or are as many as fit."""
    spec = spec_of(drawn)

    labels = told(spec, "labels")
    assert [*labels.values()] == [[label] for label in shown]
    assert [*labels] == spec["encoding"]["x"]["axis"]["values"]


@pytest.mark.parametrize("count", [13, 24, 53, 120, 200])
@pytest.mark.parametrize("name", ["{n}:00", "2025/9/30 上午{n}:20", "W{n}"])
def test_labels_are_evenly_spaced(count: int, name: str) -> None:
    """This holds for any number of moments; there are a few labels, and never a single one."""
    names = tuple(name.format(n=n) for n in range(count))
    shown = told(spec_of(chart(Kind.LINE, range(count), categories=names)), "labels")

    assert [names[at].replace(" ", "") for at in shown] == whole([*shown.values()])
    assert len({b - a for a, b in pairwise(shown)}) == 1
    assert 3 <= len(shown) <= 16


def test_shares_are_slices_of_a_ring() -> None:
    """They keep their order; small ones have their share only in their name."""
    spec = spec_of(chart(Kind.SHARE, (60.0, None, 39.0, 1.0)))

    assert values(spec, "value") == [60.0, 39.0, 1.0]
    assert values(spec, "text") == ["60.0%", "39.0%", ""]
    assert whole(told(spec, "names")) == ["Region0", "Region2", "Region3"]
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["arc", "text"]


def test_slices_may_have_no_names() -> None:
    """No real chart has them."""
    spec = spec_of(chart(Kind.SHARE, (60.0, 40.0), categories=("", "")))

    assert told(spec, "names") == [[], []]


@pytest.mark.parametrize("parts", [(5.0, -1.0), (0.0, 0.0), (None,)])
def test_negative_shares_are_drawn_as_bars(parts: tuple[float | None, ...]) -> None:
    """A negative slice cannot be drawn."""
    assert spec_of(chart(Kind.SHARE, parts)) == spec_of(chart(Kind.BAR, parts))


def test_large_powers_of_ten_are_in_the_title() -> None:
    """Exponents on an axis are hard to read."""
    large, small = (spec_of(chart(Kind.BAR, (number, 1.0))) for number in (1.7e308, 2e-324))

    assert large["title"]["subtitle"] == ["net revenue (EUR) × 10^306"]
    assert values(large, "value")[0] == pytest.approx(170)
    assert small["title"]["subtitle"] == ["net revenue (EUR)"]


def test_infinite_values_and_nan_are_missing() -> None:
    """One invalid value costs one bar, and not the picture."""
    spec = spec_of(chart(Kind.BAR, (1.0, float("nan"), float("inf"), None)))

    assert values(spec, "at") == [0]


# Where texts are drawn, and not evaluated.
TEXTS = (".title.text", ".title.subtitle", ".axis.title", ".data.values.text")


def meant(spec: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield all strings except those that are drawn, with their paths."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            yield from meant(value, f"{path}.{key}")
    elif isinstance(spec, list | tuple):
        for value in spec:
            yield from meant(value, path)
    elif isinstance(spec, str) and ".params.value" not in path and not path.endswith(TEXTS):
        yield path, spec


@pytest.mark.parametrize("kind", [Kind.BAR, Kind.LINE, Kind.SHARE])
def test_texts_are_only_data(kind: Kind) -> None:
    """Fields, expressions and URLs do not depend on the texts."""
    harmless = chart(kind, (1.0, 2.0), (3.0, 4.0))
    if kind is Kind.SHARE:
        harmless = replace(harmless, series=harmless.series[:1])
    hostile = replace(
        harmless,
        title="{signal: width}",
        categories=("datum.url", "https://example.com/"),
        series=tuple(Series("<image/>", one.values) for one in harmless.series),
        category_title="image.url",
        value_title="labels[0]",
    )

    assert [*meant(spec_of(hostile))] == [*meant(spec_of(harmless))]
    assert "labels[0]" not in dict(meant(spec_of(hostile))).values()
