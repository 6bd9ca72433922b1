"""What is in a picture, whatever the chart."""

from datetime import date, timedelta
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.drawing import png
from bot.pictures.looks import COLOURS, REST
from bot.pictures.sheet import HEIGHT_PX, WIDTH_PX
from bot.pictures.wire import MAX_PICTURE_BYTES
from cards.charts.model import Chart, Kind, Series
from tests.bot.pictures.charts import ORDERS, REVENUE, by_day, chart
from tests.bot.pictures.pixels import box, mask, opened, patches

BLUE, ORANGE, GREEN = COLOURS[:3]
USUAL_BYTES = 25_000
# Where title and key end, and where a ring ends, at the latest.
KEY_PX = 105
RING_PX = 560

USUAL = {
    "bars": chart(Kind.BAR, REVENUE),
    "bars to the right": chart(Kind.BAR, REVENUE, is_horizontal=True),
    "two series of bars": chart(Kind.BAR, REVENUE, ORDERS),
    "stacked bars": chart(Kind.BAR, REVENUE, REVENUE, is_stacked=True),
    "line": chart(Kind.LINE, REVENUE),
    "lines": chart(Kind.LINE, REVENUE, ORDERS),
    "line over days": by_day(REVENUE, days=(0, 1, 2, 30)),
    "shares": chart(Kind.SHARE, REVENUE),
    "no chart at all": chart(Kind.TABLE, REVENUE),
    "Chinese": chart(
        Kind.BAR,
        REVENUE,
        title="各地區淨營收（2026 年）",
        categories=("臺北市", "新北市", "桃園市", "高雄市"),
    ),
}


@pytest.mark.parametrize("usual", USUAL.values(), ids=USUAL)
def test_a_usual_chart_is_a_small_picture(usual: Chart) -> None:
    """It travels inside of a message that has an answer to carry, too."""
    drawn = png(usual)

    picture = opened(drawn)
    assert (picture.mode, picture.size) == ("P", (WIDTH_PX, HEIGHT_PX))
    assert len(drawn) <= USUAL_BYTES
    assert mask(drawn, BLUE).sum() > 500
    assert mask(drawn, "white").mean() > 0.5


def test_bars_begin_at_zero() -> None:
    """A bar that begins elsewhere lies about what it measures."""
    drawn = png(chart(Kind.BAR, (1000.0,), (900.0,)))

    _, first_top, _, first_bottom = box(mask(drawn, BLUE)[KEY_PX:])
    _, top, _, bottom = box(mask(drawn, ORANGE)[KEY_PX:])
    assert bottom == pytest.approx(first_bottom, abs=2)
    assert (bottom - top) / (first_bottom - first_top) == pytest.approx(0.9, abs=0.01)


def test_bars_below_zero_hang_from_its_line() -> None:
    """A loss looks like one."""
    drawn = png(chart(Kind.BAR, (50.0,), (-50.0,)))

    _, _, _, profit_bottom = box(mask(drawn, BLUE)[KEY_PX:])
    _, loss_top, _, _ = box(mask(drawn, ORANGE)[KEY_PX:])
    assert loss_top == pytest.approx(profit_bottom, abs=4)


def test_stacked_bars_stand_on_each_other() -> None:
    """What is below zero is piled up downwards, so that it hides nothing."""
    rows = (30.0,), (20.0,), (-20.0,)
    drawn = png(chart(Kind.BAR, *rows, is_stacked=True))

    left, top, right, bottom = box(mask(drawn, BLUE)[KEY_PX:])
    upper_left, _, upper_right, upper_bottom = box(mask(drawn, ORANGE)[KEY_PX:])
    _, lower_top, _, _ = box(mask(drawn, GREEN)[KEY_PX:])
    assert (upper_left, upper_right) == pytest.approx((left, right), abs=2)
    assert upper_bottom == pytest.approx(top, abs=4)
    assert lower_top == pytest.approx(bottom, abs=4)


def test_long_names_stand_left_of_their_bars() -> None:
    """Bars to the right leave room for names, the first one on top."""
    names = ("A customer with quite a long name", "Another customer")
    drawn = png(chart(Kind.BAR, (40.0, 20.0), categories=names, is_horizontal=True))

    where = mask(drawn, BLUE)
    upper, lower = where[: HEIGHT_PX // 2], where[HEIGHT_PX // 2 :]
    left, _, right, _ = box(upper)
    second_left, _, second_right, _ = box(lower)
    assert left > WIDTH_PX / 4
    assert second_left == left
    assert (second_right - left) / (right - left) == pytest.approx(0.5, abs=0.02)


def test_many_bars_to_the_right_make_a_high_picture() -> None:
    """Names that cannot be read would be in vain; a phone scrolls."""
    few = opened(png(chart(Kind.BAR, [1.0] * 12, is_horizontal=True)))
    many = opened(png(chart(Kind.BAR, [1.0] * 20, is_horizontal=True)))
    most = opened(png(chart(Kind.BAR, [1.0] * 200, is_horizontal=True)))

    assert few.height < many.height < most.height <= 2 * HEIGHT_PX


def test_days_have_their_distance() -> None:
    """Measured seldom, a steep rise would look steeper than it was, or flat."""
    drawn = png(by_day((5.0, None, 5.0, None, 5.0), days=(0, 1, 10, 11, 40)))

    middles = [(first + last) / 2 for first, last in patches(mask(drawn, BLUE))]
    first, second, third = middles
    assert (second - first) / (third - first) == pytest.approx(10 / 40, abs=0.01)


def test_a_gap_is_a_gap() -> None:
    """Nobody knows what was between; a line across would claim to."""
    whole = png(chart(Kind.LINE, [*range(60)]))
    gap = png(chart(Kind.LINE, [*range(20), None, *range(20, 59)]))

    assert len(patches(mask(whole, BLUE))) == 1
    assert len(patches(mask(gap, BLUE))) == 2


def test_lines_are_not_pressed_together() -> None:
    """What changes little, far from zero, still shows that it changes."""
    _, top, _, bottom = box(mask(png(chart(Kind.LINE, (1000.0, 1001.0, 1000.5))), BLUE))

    assert bottom - top > HEIGHT_PX / 4


def test_shares_go_round_with_the_clock() -> None:
    """Two halves are the right one and the left one."""
    drawn = png(chart(Kind.SHARE, (10.0, 10.0)))

    left, top, right, bottom = box(mask(drawn, BLUE)[:, :RING_PX])
    _, other_top, other_right, other_bottom = box(mask(drawn, ORANGE)[:, :RING_PX])
    assert other_right == pytest.approx(left, abs=4)
    assert (other_top, other_bottom) == pytest.approx((top, bottom), abs=4)
    assert bottom - top == pytest.approx(2 * (right - left), abs=6)


def test_too_many_shares_have_one_rest() -> None:
    """More than eight slices are a carpet; the small ones are one, in grey."""
    few = png(chart(Kind.SHARE, range(1, 9)))
    many = png(chart(Kind.SHARE, range(1, 30)))

    grey = [mask(drawn, REST)[:, :RING_PX].sum() for drawn in (few, many)]
    assert grey[0] < grey[1] / 10  # a few pixels of letters are as grey


@pytest.mark.parametrize("values", [(5.0, -1.0), (0.0, 0.0)])
def test_what_is_no_share_is_a_bar(values: tuple[float, ...]) -> None:
    """A slice of less than nothing does not exist."""
    assert png(chart(Kind.SHARE, values)) == png(chart(Kind.BAR, values))


def test_several_series_have_a_key() -> None:
    """Also one that has no value at all, which is worth knowing."""
    alone = png(chart(Kind.BAR, REVENUE))
    both = png(chart(Kind.BAR, REVENUE, [None] * 4))

    assert not mask(alone, BLUE)[:KEY_PX, :100].any()
    assert mask(both, BLUE)[:KEY_PX, :100].any()
    assert mask(both, ORANGE)[:KEY_PX].any()


@pytest.mark.parametrize("values", [(), (None, None), (float("nan"), float("inf"))])
def test_nothing_is_drawn_as_nothing(values: tuple[float | None, ...]) -> None:
    """A chart without a number has its title, and no axis that promises one."""
    drawn = png(chart(Kind.LINE, values))

    assert not mask(drawn, BLUE).any()
    assert mask(drawn, "#222222")[:KEY_PX].any()


def test_dollars_are_no_formulas() -> None:
    """In prices and column names "$" and "_" are what they are."""
    names = ("$a_1$", r"$\frac{1}$", "_hidden", "100 $", "^")
    drawn = png(chart(Kind.BAR, [1.0] * 5, [2.0] * 5, categories=names, title="$x$"))

    assert drawn != png(chart(Kind.BAR, [1.0] * 5, [2.0] * 5, categories=names, title="x"))


def test_a_picture_full_of_words_gets_smaller_until_it_fits() -> None:
    """The hard limit holds; the words keep their size in relation to the picture."""
    characters = "".join(chr(code) for code in range(0x4E00, 0x4FFF))
    names = tuple(characters[n * 12 : n * 12 + 12] for n in range(30))
    drawn = png(chart(Kind.BAR, range(30), categories=names, is_horizontal=True))

    assert len(drawn) <= MAX_PICTURE_BYTES
    assert opened(drawn).width < WIDTH_PX


NUMBERS = st.one_of(
    st.none(),
    st.integers(-9, 9).map(float),
    st.floats(),  # infinite and NaN, too, which no chart should have
    st.sampled_from((1.7e308, -1.7e308, 5e-324, -0.0, 1e6, 999_999.9)),
)
TEXTS = st.text(st.characters(), max_size=30) | st.sampled_from(("", " ", "營收", "$_$", "w" * 999))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Any chart that keeps the model's promises; long ones repeat themselves."""
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


@settings(max_examples=50, deadline=None)
@given(any_chart=charts())
def test_every_chart_can_be_drawn(any_chart: Chart) -> None:
    """Whatever stands in a table: the answer has a picture, and one that fits."""
    drawn = png(any_chart)

    assert len(drawn) <= MAX_PICTURE_BYTES
    assert opened(drawn).width <= WIDTH_PX
