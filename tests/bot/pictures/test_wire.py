"""What server and drawing process say to each other."""

import json
import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.wire import (
    HEADER,
    Sort,
    WireError,
    chart_from_json,
    chart_to_json,
    frame,
    header,
)
from cards.charts.model import Chart, Kind, Series
from tests.bot.pictures.charts import by_day, chart

NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters())
CHARTS = st.integers(0, 5).flatmap(
    lambda count: st.builds(
        Chart,
        kind=st.sampled_from(Kind),
        title=TEXTS,
        categories=st.tuples(*[TEXTS] * count),
        series=st.lists(st.builds(Series, TEXTS, st.tuples(*[NUMBERS] * count)), min_size=1).map(
            tuple
        ),
        category_title=TEXTS,
        value_title=TEXTS,
        days=st.just(()) | st.tuples(*[st.dates()] * count),
        is_horizontal=st.booleans(),
        is_stacked=st.booleans(),
        description=TEXTS,
    )
)


@given(any_chart=CHARTS)
def test_a_chart_arrives_as_it_was_sent(any_chart: Chart) -> None:
    """Whatever is written in it, half characters included."""
    assert chart_from_json(chart_to_json(any_chart)) == any_chart


def test_what_json_has_no_number_for_is_a_gap() -> None:
    """One strange value costs one bar, not the picture."""
    sent = chart(Kind.BAR, (1.0, math.nan, math.inf, None))

    assert chart_from_json(chart_to_json(sent)).series[0].values == (1.0, None, None, None)


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a chart's JSON with a change."""
    fields = json.loads(chart_to_json(by_day((1.0, 2.0), days=(0, 1))))
    change(fields)
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        changed(lambda fields: fields.pop("title")),
        changed(lambda fields: fields.update(colour="red")),
        changed(lambda fields: fields.update(kind="pie")),
        changed(lambda fields: fields.update(title=None)),
        changed(lambda fields: fields.update(is_stacked=1)),
        changed(lambda fields: fields.update(categories="ab")),
        changed(lambda fields: fields.update(categories=["a"])),
        changed(lambda fields: fields.update(days=["2026-01-01"])),
        changed(lambda fields: fields.update(days=["2026-01-01", "today"])),
        changed(lambda fields: fields.update(series=[])),
        changed(lambda fields: fields.update(series=[[]])),
        changed(lambda fields: fields.update(series=[["name", 1.0]])),
        changed(lambda fields: fields.update(series=[["name", 1.0, "2"]])),
        changed(lambda fields: fields.update(series=[["name", 1.0, True]])),
        changed(lambda fields: fields.update(series=[["name", 1.0, math.nan]])),
        changed(lambda fields: fields.update(title=1))
        .replace(b'"title": 1,', b'"title": "",')
        .replace(b"2.0", b"1e999"),
        changed(lambda fields: fields.update(series=[["name", 1.0, 10**400]])),
    ],
)
def test_anything_else_is_refused(body: bytes) -> None:
    """A chart that is drawn is the one that was meant."""
    with pytest.raises(WireError):
        chart_from_json(body)


def test_the_charts_of_these_tests_are_none_of_those() -> None:
    """Unchanged, they arrive: what is refused above is refused for its change."""
    assert chart_from_json(changed(lambda _: None)).days == (date(2026, 1, 1), date(2026, 1, 2))


def test_frames_say_what_and_how_much() -> None:
    """Nothing is read that is not known, or longer than it may be."""
    sent = frame(Sort.PICTURE, b"png")

    assert header(sent[: HEADER.size], most_bytes=3) == (Sort.PICTURE, 3)
    assert sent[HEADER.size :] == b"png"
    with pytest.raises(WireError):
        header(sent[: HEADER.size], most_bytes=2)
    with pytest.raises(WireError):
        header(b"?" + sent[1 : HEADER.size], most_bytes=3)
