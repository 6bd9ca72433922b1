"""Scales of an axis with large numbers, in the units of the reader's language."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.charts import Kind
from cards.charts.scales import Scale, scale_of
from cards.reader import Reader
from tests.cards.charts.results import MONTHS, by_region, drawn, table

ENGLISH, CHINESE = Reader(locale_tag="en-US"), Reader("zh_TW", "zh-TW")


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (0, (1, ""), (1, "")),
        (999, (1, ""), (1, "")),
        (-999.5, (1, ""), (1, "")),
        (1_000, (1_000, "thousand"), (1_000, "千")),
        (-9_999.5, (1_000, "thousand"), (1_000, "千")),
        (10_000, (1_000, "thousand"), (10_000, "萬")),
        (-26_531, (1_000, "thousand"), (10_000, "萬")),
        (999_999, (1_000, "thousand"), (10_000, "萬")),
        (1_000_000, (10**6, "million"), (10_000, "萬")),
        (Decimal("53000000.50"), (10**6, "million"), (10_000, "萬")),
        (100_000_000, (10**6, "million"), (10**8, "億")),
        (10**9, (10**9, "billion"), (10**8, "億")),
        (10**15, (10**9, "billion"), (10**8, "億")),
    ],
)
def test_the_scale_is_the_largest_unit_reached(
    number: Any, english: tuple[int, str], chinese: tuple[int, str]
) -> None:
    """The units are thousand, million and billion; in Chinese 萬 and 億."""
    assert scale_of([1, None, number], ENGLISH) == Scale(*english)
    assert scale_of([number], CHINESE) == Scale(*chinese)


def test_no_numbers_have_no_scale() -> None:
    """Missing numbers are ignored."""
    assert scale_of([], ENGLISH) == scale_of([None], ENGLISH) == Scale()


def test_the_scale_is_in_the_axis_title() -> None:
    """The values are divided by it; numbers in the description are not."""
    result = by_region("region, revenue:DECIMAL", (53_000_000, 26_500_000, "1234567.89"))
    made = drawn(result)
    chinese = drawn(result, reader=CHINESE)

    assert made.value_title == "revenue (million)"
    assert made.series[0].values == (53.0, 26.5, 1.23457)
    assert "highest 53,000,000.00 (North)" in made.description
    assert chinese.value_title == "revenue（萬）"
    assert chinese.series[0].values == (5300.0, 2650.0, 123.457)


def test_shares_are_not_scaled() -> None:
    """Percentages are shown instead of their values."""
    made = drawn(by_region("region, revenue:DECIMAL", (53_000_000, 26_500_000)), Kind.SHARE)

    assert made.series[0].values == (53_000_000, 26_500_000)
    assert made.value_title == "revenue"


def test_stacked_bars_are_scaled_by_their_height() -> None:
    """Grouped bars are scaled by the highest of them."""
    rows = [(m, r, 600) for m in MONTHS for r in "NS"]
    stacked = drawn(table("month:DATE, region, revenue:DECIMAL", rows))
    beside = drawn(table("month:DATE, region, avg_price:DECIMAL", rows))

    assert stacked.value_title == "revenue (thousand)"
    assert beside.value_title == "avg price"


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1))
def test_ticks_are_short(numbers: list[int]) -> None:
    """Ticks have at most four digits before the decimal point, up to a trillion."""
    highest = max(map(abs, numbers))

    for reader in (ENGLISH, CHINESE):
        assert highest / scale_of(numbers, reader).divisor <= max(10_000, highest / 10**8)
