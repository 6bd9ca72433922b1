"""Labels of a time axis: either all fit, or the axis is one of days or numbers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.charts import Chart, Kind
from cards.charts.axis_labels import as_numbers, axis_labels, days_of
from cards.charts.dimensions import Dimension
from cards.charts.grains import Grain
from cards.messages import digits_wide
from cards.reader import Reader
from genie.tables import Cell, CellKind, Column
from tests.cards.charts.results import drawn, table

ENGLISH, CHINESE = Reader(locale_tag="en-US"), Reader("zh_TW", "zh-TW")


def of(grain: Grain) -> Dimension:
    """Make the dimension of an axis."""
    return Dimension(
        0, Column("x", "", CellKind.DATE), (), frozenset(), is_unique=True, grain=grain
    )


def months(count: int, first: int = 1, step: int = 1) -> list[Cell]:
    """Return the first days of months, starting in 2024."""
    places = [first - 1 + n * step for n in range(count)]
    return [date(2024 + place // 12, place % 12 + 1, 1) for place in places]


def days(count: int, step: int = 1) -> list[Cell]:
    """Return days of 2025."""
    return [date(2025, 1, 6) + timedelta(days=n * step) for n in range(count)]


def moments(count: int, **step: int) -> list[Cell]:
    """Return moments of 2025."""
    return [datetime(2025, 1, 1) + n * timedelta(**step) for n in range(count)]  # noqa: DTZ001 - NTZ


READ: list[tuple[Grain, list[Cell], tuple[str, str, str], tuple[str, str, str]]] = [
    (Grain.MONTH, months(3), ("Jan 2024", "Mar 2024", ""), ("2024年1月", "2024年3月", "")),
    (Grain.MONTH, months(6), ("Jan", "Jun", "2024"), ("1月", "6月", "2024")),
    (Grain.MONTH, months(12), ("1", "12", "2024"), ("1", "12", "2024")),
    (Grain.MONTH, months(12, first=10), ("10", "9", "Oct 2024 – Sep 2025"),
     ("10", "9", "2024年10月–2025年9月")),
    (Grain.MONTH, months(5, first=10), ("24/10", "25/2", "Oct 2024 – Feb 2025"),
     ("24/10", "25/2", "2024年10月–2025年2月")),
    (Grain.QUARTER, months(4, step=3), ("Q1 2024", "Q4 2024", ""), ("第1季", "第4季", "2024")),
    (Grain.QUARTER, months(8, step=3), ("24Q1", "25Q4", "Q1 2024 – Q4 2025"),
     ("24Q1", "25Q4", "2024年第1季–2025年第4季")),
    (Grain.YEAR, [*range(2020, 2026)], ("2020", "2025", ""), ("2020", "2025", "")),
    (Grain.YEAR, [*range(2014, 2026)], ("14", "25", "2014 – 2025"), ("14", "25", "2014–2025")),
    (Grain.DAY, days(2), ("Jan 6, 2025", "Jan 7, 2025", ""), ("2025年1月6日", "2025年1月7日", "")),
    (Grain.DAY, days(7), ("1/6", "1/12", "Jan 6, 2025 – Jan 12, 2025"),
     ("1/6", "1/12", "2025年1月6日–2025年1月12日")),
    (Grain.DAY, days(14), ("6", "19", "Jan 6, 2025 – Jan 19, 2025"),
     ("6", "19", "2025年1月6日–2025年1月19日")),
    (Grain.WEEK, days(10, step=7), ("2", "11", "2025"), ("2", "11", "2025")),
    (Grain.WEEK, [date(2024, 12, 23), date(2024, 12, 30), *days(4, step=7)],
     ("52", "5", "2024-W52 – 2025-W05"), ("52", "5", "2024-W52–2025-W05")),
    (Grain.MOMENT, moments(5, hours=1),
     ("00:00", "04:00", "Jan 1, 2025, 12:00 AM – Jan 1, 2025, 4:00 AM"),
     ("00:00", "04:00", "2025年1月1日 上午12:00–2025年1月1日 上午4:00")),
    (Grain.MOMENT, moments(9, hours=1),
     ("0", "8", "Jan 1, 2025, 12:00 AM – Jan 1, 2025, 8:00 AM"),
     ("0", "8", "2025年1月1日 上午12:00–2025年1月1日 上午8:00")),
    (Grain.MONTH_OF_YEAR, [*range(1, 13)], ("1", "12", ""), ("1", "12", "")),
    (Grain.MONTH_OF_YEAR, [1, 2, 3], ("Jan", "Mar", ""), ("1月", "3月", "")),
    (Grain.QUARTER_OF_YEAR, [1, 2, 3, 4], ("Q1", "Q4", ""), ("第1季", "第4季", "")),
    (Grain.HOUR, [*range(9, 15)], ("9:00", "14:00", ""), ("9:00", "14:00", "")),
    (Grain.HOUR, [*range(6, 18)], ("6", "17", ""), ("6", "17", "")),
    (Grain.WEEKDAY, [*range(7)], ("Mon", "Sun", ""), ("週一", "週日", "")),
]  # fmt: skip


@pytest.mark.parametrize(("grain", "keys", "english", "chinese"), READ)
def test_labels_have_the_longest_form_that_has_room(
    grain: Grain, keys: list[Cell], english: tuple[str, ...], chinese: tuple[str, ...]
) -> None:
    """Parts that the labels leave out are in the axis title."""
    for reader, expected in ((ENGLISH, english), (CHINESE, chinese)):
        found = axis_labels(of(grain), keys, reader)

        assert (found.texts[0], found.texts[-1], found.period) == expected
        assert found.has_room


NO_ROOM: list[tuple[Grain, list[Cell], bool, bool]] = [
    (Grain.MONTH, months(24), True, False),
    (Grain.QUARTER, months(12, step=3), True, False),
    (Grain.YEAR, [*range(1990, 2026)], True, False),
    (Grain.DAY, days(31), True, False),
    (Grain.WEEK, days(52, step=7), True, False),
    (Grain.HOUR, [*range(24)], False, True),
    (Grain.WEEK_OF_YEAR, [*range(1, 53)], False, True),
    (Grain.DAY_OF_MONTH, [*range(1, 32)], False, True),
    (Grain.NUMBER, [*range(1, 53)], False, True),
    (Grain.NUMBER, [*range(202401, 202413)], False, False),
    (Grain.MOMENT, moments(24, hours=1), False, True),
    (Grain.MOMENT, moments(24, minutes=15), False, False),
    (Grain.MOMENT, moments(22, days=1, hours=1), True, False),
    (Grain.MOMENT, moments(30, hours=9), False, False),
]


@pytest.mark.parametrize(("grain", "keys", "has_days", "has_numbers"), NO_ROOM)
def test_many_labels_become_an_axis_of_days_or_numbers(
    grain: Grain, keys: list[Cell], *, has_days: bool, has_numbers: bool
) -> None:
    """On such an axis the renderer chooses which labels to write."""
    dimension = of(grain)

    assert not axis_labels(dimension, keys, ENGLISH).has_room
    assert bool(days_of(dimension, keys, ENGLISH, has_room=False)) is has_days
    assert bool(as_numbers(dimension, keys, ENGLISH)) is has_numbers


@pytest.mark.parametrize(
    ("grain", "keys", "is_even"),
    [
        (Grain.MONTH, months(4), True),
        (Grain.MONTH, [*months(2), date(2024, 4, 1)], False),
        (Grain.QUARTER, months(4, step=3), True),
        (Grain.QUARTER, [*months(2, step=3), date(2025, 1, 1)], False),
        (Grain.DAY, days(4), True),
        (Grain.DAY, [*days(3), date(2025, 3, 1)], False),
        (Grain.WEEK, days(4, step=7), True),
        (Grain.YEAR, [2023, 2024, 2025], True),
        (Grain.YEAR, [2015, 2024, 2025], False),
        (Grain.MONTH_OF_YEAR, [1, 5], True),
    ],
)
def test_days_far_apart_stand_far_apart(
    grain: Grain, keys: Sequence[Cell], *, is_even: bool
) -> None:
    """A gap of a year must be visible even if the labels would fit side by side."""
    assert (days_of(of(grain), keys, ENGLISH, has_room=True) == ()) is is_even


def test_a_chart_has_the_axis_that_fits() -> None:
    """Hours become numbers, months of two years become days, and months of one year labels."""
    hours = drawn(table("hour:BIGINT, orders:BIGINT", [(h, h) for h in range(24)]), Kind.LINE)
    year = drawn(table("month:DATE, revenue:DECIMAL", [(m, 5) for m in months(12)]), Kind.LINE)
    years = drawn(table("month:DATE, revenue:DECIMAL", [(m, 5) for m in months(24)]), Kind.LINE)

    assert (hours.numbers, hours.days) == (tuple(range(24)), ())
    assert (year.numbers, year.days, year.category_title) == ((), (), "month (2024)")
    assert (years.numbers, years.days) == ((), tuple(months(24)))


def hourly(count: int, *, zone: str, column: str = "hour:TIMESTAMP", step: int = 60) -> Chart:
    """Draw a line of moments that starts at midnight in Taipei, in a reader's time zone."""
    begin = datetime(2024, 11, 2, 16, tzinfo=UTC)
    times = [begin + timedelta(minutes=step * n) for n in range(count)]
    cells = [at.replace(tzinfo=None) if column.endswith("NTZ") else at for at in times]
    result = table(f"{column}, orders:BIGINT", [(at, n) for n, at in enumerate(cells)])
    return drawn(result, Kind.LINE, reader=Reader(locale_tag="en-US", zone_name=zone))


def test_hours_are_those_of_the_readers_clock() -> None:
    """Hours use the zone of the axis title and the table; moments without a zone are unchanged."""
    east, plain = (
        hourly(6, zone="Asia/Taipei"),
        hourly(6, zone="Asia/Taipei", column="hour:TIMESTAMP_NTZ"),
    )

    assert east.categories == ("00:00", "01:00", "02:00", "03:00", "04:00", "05:00")
    assert east.category_title == "hour (Nov 3, 2024, 12:00 AM – Nov 3, 2024, 5:00 AM)"
    assert (plain.categories[0], plain.categories[-1]) == ("16:00", "21:00")


def test_moments_of_one_day_are_hours_or_short_labels() -> None:
    """The room does not matter; a whole day in Taipei is parts of two days in London."""
    day, quarters = hourly(24, zone="Asia/Taipei"), hourly(30, zone="Asia/Taipei", step=15)

    assert day.numbers == tuple(range(24))
    assert (quarters.numbers, quarters.categories[-1]) == ((), "07:15")
    assert hourly(24, zone="Europe/London").numbers == ()


def test_an_hour_that_occurs_twice_is_written_in_full() -> None:
    """On 3 November 2024 the clocks of New York show 1:00 AM twice."""
    night = [datetime(2024, 11, 3, h, tzinfo=UTC) for h in (5, 6, 7)]
    result = table("hour:TIMESTAMP, orders:BIGINT", [(at, 1) for at in night])
    twice = drawn(
        result, Kind.LINE, reader=Reader(locale_tag="en-US", zone_name="America/New_York")
    )

    assert twice.numbers == ()
    assert twice.categories == (
        *("Nov 3, 2024, 1:00 AM", "Nov 3, 2024, 1:00 AM (2)", "Nov 3, 2024, 2:00 AM"),
    )


def test_moments_on_distinct_days_are_days() -> None:
    """The days are those of the reader's calendar."""
    made = hourly(10, zone="Asia/Taipei", step=24 * 60 + 30)

    assert made.days == tuple(date(2024, 11, 3) + timedelta(days=n) for n in range(10))


def test_moments_out_of_the_readers_calendar_have_no_hour() -> None:
    """In Taipei the last hour of 9999 is in the year 10000, which datetime does not have."""
    last = [datetime(9999, 12, 31, h, tzinfo=UTC) for h in (20, 21)]
    result = table("at:TIMESTAMP, orders:BIGINT", [(at, 1) for at in last])
    made = drawn(result, Kind.LINE, reader=Reader(locale_tag="en-US", zone_name="Asia/Taipei"))

    assert made.categories == ("Dec 31, 9999", "Dec 31, 9999 (2)")


def test_duplicate_labels_do_not_fit() -> None:
    """The label "6" of two months would be drawn as one category."""
    keys: list[Cell] = [date(2025, n // 2 + 1, n % 2 + 6) for n in range(14)]

    assert not axis_labels(of(Grain.DAY), keys, ENGLISH).has_room


GRAINS = st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER])


@given(
    GRAINS,
    st.sets(st.dates(date(2020, 1, 1), date(2026, 12, 31)), min_size=2, max_size=40),
    st.sampled_from(["en-US", "zh-TW", "de-DE", "ja-JP", "fr-FR"]),
)
@settings(deadline=None, derandomize=True)
def test_labels_fit_and_are_distinct_or_the_axis_is_one_of_days(
    grain: Grain, keys: set[date], tag: str
) -> None:
    """A renderer cuts labels without room and merges equal ones."""
    found = axis_labels(of(grain), sorted(keys), Reader(locale_tag=tag))

    assert len(found.texts) == len(keys)
    if found.has_room:
        assert len(set(found.texts)) == len(keys)
        assert max(map(digits_wide, found.texts)) * len(keys) <= 34
    else:
        assert days_of(of(grain), sorted(keys), ENGLISH, has_room=False) == tuple(sorted(keys))
