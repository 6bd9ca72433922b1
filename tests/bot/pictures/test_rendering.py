"""The content of pictures."""

import json
import os
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from xml.etree import ElementTree

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.painter import Limits, Painter
from bot.pictures.rendering import png_of
from bot.pictures.spec import spec_of
from bot.pictures.wire import MAX_PICTURE_BYTES
from cards.charts.model import Chart, Kind, Series
from tests.bot.pictures.charts import ORDERS, REVENUE, by_day, chart
from tests.bot.pictures.pixels import box, opened
from tests.needs import ROOT

BLUE, ORANGE = "#0072b2", "#e69f00"
KEY_PX = 175  # title and legend are above it
FONTS = ROOT / "bot" / "pictures" / "fonts"
MOST_FONT_BYTES = 4_000_000


def png(drawn: Chart) -> bytes:
    """Draw a chart in this process."""
    return png_of(json.dumps(spec_of(drawn)))


@pytest.mark.parametrize(
    "usual",
    [
        chart(Kind.BAR, REVENUE),
        chart(Kind.BAR, REVENUE, is_horizontal=True),
        chart(Kind.BAR, REVENUE, ORDERS),
        chart(Kind.BAR, REVENUE, REVENUE, is_stacked=True),
        chart(Kind.LINE, REVENUE, ORDERS),
        by_day(REVENUE, days=(0, 1, 2, 30)),
        chart(Kind.SHARE, REVENUE),
    ],
)
def test_a_usual_chart_is_a_small_file(usual: Chart) -> None:
    """It has double resolution, and fits into a message with an answer."""
    drawn = png(usual)

    assert opened(drawn).mode == "P"
    assert 780 <= opened(drawn).width <= 960
    assert len(drawn) <= MAX_PICTURE_BYTES / 2
    assert box(drawn, BLUE)


def test_bars_start_at_zero() -> None:
    """Otherwise their length would be misleading."""
    drawn = png(chart(Kind.BAR, (1000.0,), (900.0,)))

    first, second = (box(drawn, colour, below_px=KEY_PX) for colour in (BLUE, ORANGE))
    assert second[3] == pytest.approx(first[3], abs=2)
    assert (second[3] - second[1]) / (first[3] - first[1]) == pytest.approx(0.9, abs=0.02)


def test_gaps_stay_gaps_and_single_points_are_visible() -> None:
    """A line across a gap would claim to know the values."""
    gap = png(chart(Kind.LINE, [1.0, 1.0, *[None] * 6], [*[None] * 6, 2.0, None]))

    first, second = (box(gap, colour, below_px=KEY_PX) for colour in (BLUE, ORANGE))
    assert first[2] < opened(gap).width / 2 < second[0]


def test_a_picture_with_much_text_has_fewer_pixels() -> None:
    """The size limit holds, and the text keeps its relative size."""
    characters = "".join(chr(code) for code in range(0x4E00, 0x4FFF))
    names = tuple(characters[n * 12 : n * 12 + 12] for n in range(30))
    drawn = png(chart(Kind.BAR, range(30), categories=names, is_horizontal=True))

    assert MAX_PICTURE_BYTES / 2 < len(drawn) <= MAX_PICTURE_BYTES
    assert opened(drawn).width < 840


async def test_the_fonts_do_not_depend_on_the_machine() -> None:
    """Chinese needs no font of the machine; a missing character is a box on every machine."""
    titles = ("營收", "營業", "한글", "글한")
    painter = Painter(environment=os.environ, limits=Limits(first_s=300, next_s=300))
    charts = {n: chart(Kind.BAR, REVENUE, title=title) for n, title in enumerate(titles)}
    drawn = await painter.paint(charts)
    await painter.close()

    assert len({drawn[0], drawn[1], drawn[2]}) == 3
    assert drawn[2] == drawn[3]


def test_the_font_is_small_and_has_its_licence() -> None:
    """It is part of every deployment."""
    (font,) = FONTS.glob("*.otf")

    assert font.stat().st_size <= MOST_FONT_BYTES
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    assert "© 2014-2021 Adobe" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


HOSTILE = (
    "https://example.com/a.png",
    "file:///etc/passwd",
    "datum['value']",
    '{"signal": "width"}',
    "<image href='x'/>&amp;",
    "$x$ \\ \"q\" 'q'",
)


@pytest.mark.parametrize("kind", [Kind.BAR, Kind.LINE, Kind.SHARE])
def test_texts_are_drawn_literally(kind: Kind) -> None:
    """URLs, expressions and markup are not interpreted."""
    is_share = kind is Kind.SHARE
    names = ("revenue",) if is_share else HOSTILE
    hostile = Chart(
        kind,
        title=HOSTILE[4],
        categories=HOSTILE if is_share else ("a", "b", "c", "d", "e", "f"),
        series=tuple(Series(name, (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)) for name in names),
    )
    svg = vl_convert.vegalite_to_svg(json.dumps(spec_of(hostile)))

    shown = "".join("".join(ElementTree.fromstring(svg).itertext()).split())  # noqa: S314 - ours
    assert "<image" not in svg
    assert all("".join(text.split()) in shown for text in HOSTILE)
    assert png(hostile)


@pytest.mark.parametrize("kind", [Kind.BAR, Kind.LINE, Kind.SHARE])
@pytest.mark.parametrize("word", ["if", "constructor", "toString", "valueOf", "hasOwnProperty"])
def test_words_of_vega_are_texts(kind: Kind, word: str) -> None:
    """As titles, as categories and as names of series."""
    named = chart(kind, REVENUE, title=word, category_title=word, value_title=word)
    assert png(replace(named, categories=(word, *named.categories[1:])))
    assert png(replace(named, series=(Series(word, REVENUE), Series("other", ORDERS))))


@pytest.mark.parametrize(
    "fetching",
    [
        {"data": {"url": "http://127.0.0.1:9/x.json"}, "mark": "bar"},
        {"data": {"values": [{}]}, "mark": {"type": "image", "url": "file:///etc/passwd"}},
        {"data": {"values": [{}]}, "mark": {"type": "image", "url": "http://127.0.0.1:9/x"}},
    ],
)
def test_nothing_is_fetched(fetching: dict[str, object]) -> None:
    """This holds even if our own spec asks for it."""
    with pytest.raises(ValueError, match=r"not allowed|an image"):
        png_of(json.dumps(fetching))


NUMBERS = st.one_of(
    st.none(),
    st.integers(-9, 9).map(float),
    st.floats(),  # also infinite and NaN, which a chart should not have
    st.sampled_from((1.7e308, -1.7e308, 5e-324, -0.0, 1e6, 999_999.9)),
)
TEXTS = st.text(st.characters(), max_size=30) | st.sampled_from(("", " ", "營收", "$_$", "w" * 999))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Generate a chart that satisfies the model; long ones repeat themselves."""
    count = draw(st.sampled_from((0, 1, 2, 3, 7, 30, 200)))
    texts = draw(st.lists(TEXTS, min_size=1, max_size=5))
    rows = draw(st.lists(st.lists(NUMBERS, min_size=1, max_size=8), min_size=1, max_size=4))
    steps = draw(st.lists(st.integers(0, 400), min_size=1, max_size=5))
    first = date(draw(st.sampled_from((1, 1970, 2026, 9000))), 1, 1)
    days = tuple(
        first + timedelta(days=n * step) for n, step in enumerate(islice(cycle(steps), count))
    )
    return Chart(
        draw(st.sampled_from(Kind)),
        title=draw(TEXTS),
        categories=tuple(islice(cycle(texts), count)),
        series=tuple(Series(texts[0], tuple(islice(cycle(row), count))) for row in rows),
        category_title=draw(TEXTS),
        value_title=draw(TEXTS),
        days=days if draw(st.booleans()) else (),
        is_horizontal=draw(st.booleans()),
        is_stacked=draw(st.booleans()),
    )


@settings(max_examples=25, deadline=None)
@given(any_chart=charts())
def test_every_chart_can_be_drawn(any_chart: Chart) -> None:
    """For any data, the answer has a picture that fits."""
    drawn = png(any_chart)

    assert len(drawn) <= MAX_PICTURE_BYTES
    assert opened(drawn).width <= 2_000
