"""Numbers along an axis."""

import sys

import pytest

from bot.pictures.amounts import Unit, compact, span, tick_texts, ticks


@pytest.mark.parametrize(
    ("largest", "unit"),
    [
        (0.0, Unit(0)),
        (999_999.0, Unit(0)),
        (1_000_000.0, Unit(6)),
        (12.3e9, Unit(9)),
        (999e12, Unit(12)),
        (1e15, Unit(15)),
        (0.0001, Unit(0)),
        (0.00001, Unit(-6)),
        (sys.float_info.max, Unit(306)),
        (5e-324, Unit(-324)),
    ],
)
def test_numbers_have_few_digits(largest: float, unit: Unit) -> None:
    """An axis has room for a handful of characters."""
    assert Unit.of(largest) == unit
    assert abs(unit.scale(largest)) < 1_000_000


def test_units_have_names() -> None:
    """Beyond a trillion, powers of ten say more than names."""
    units = [Unit(0), Unit(6), Unit(9), Unit(12), Unit(15), Unit(-6)]

    assert [unit.text(1.5, 1) for unit in units] == [
        "1.5", "1.5M", "1.5B", "1.5T", "1.5E+15", "1.5E-6",
    ]  # fmt: skip
    assert Unit(6).text(0.0, 1) == "0"
    assert Unit(0).text(-0.001, 1) == "0"


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ((1_234_567.8, 987_654.3, 1_500_000.0), ["1.23M", "987,654", "1.50M"]),
        ((120e6, 91e6, 80e6), ["120M", "91M", "80M"]),
        ((1.5e9, 1e9), ["1.5B", "1.0B"]),
        ((0.5, 12.25, 100.0, 0.0), ["0.5", "12.2", "100", "0"]),
        ((1.0, 20.0, 300.0), ["1", "20", "300"]),
        ((), []),
    ],
)
def test_numbers_at_bars_have_three_digits(numbers: tuple[float, ...], texts: list[str]) -> None:
    """Those of one unit look alike; what is below a million is written out."""
    assert compact(numbers) == texts


@pytest.mark.parametrize(
    ("numbers", "ends"),
    [
        ((100.0, 101.0), (100.0, 101.0)),
        ((10.0, 101.0), (0.0, 101.0)),
        ((-101.0, -100.0), (-101.0, -100.0)),
        ((-5.0, 3.0), (-5.0, 3.0)),
        ((7.0, 7.0), (0.0, 7.0)),
        ((0.0,), (0.0, 1.0)),
        ((), (0.0, 1.0)),
    ],
)
def test_a_line_has_the_axis_that_shows_it(
    numbers: tuple[float, ...], ends: tuple[float, float]
) -> None:
    """Zero is on it, unless the line would be flat at the other end."""
    assert span(numbers, is_from_zero=False) == ends


def test_bars_have_zero_on_their_axis() -> None:
    """On whichever side they are."""
    assert span((100.0, 101.0), is_from_zero=True) == (0.0, 101.0)
    assert span((-101.0, -100.0), is_from_zero=True) == (-101.0, 0.0)


def test_ticks_are_round_and_all_around() -> None:
    """Numbers without fractions have none on their axis either."""
    assert tick_texts(ticks(0, 1.5, most=5, is_whole=False), Unit(6)) == [
        "0",
        "0.5M",
        "1.0M",
        "1.5M",
    ]
    assert tick_texts(ticks(0, 3, most=5, is_whole=True), Unit()) == ["0", "1", "2", "3"]
    assert tick_texts(ticks(0, 47_000, most=5, is_whole=True), Unit())[-1] == "50,000"
    assert tick_texts(ticks(-80, 120, most=5, is_whole=True), Unit())[0] == "-100"
