"""The tables of measurements."""

import math

import pytest

from testkit.report import Report, percentile


def test_a_median_shows_its_spread() -> None:
    """A reader sees how far the runs are apart; one outlier does not move the value."""
    report = Report("CPU")
    report.add_median("ours", [40.0, 38.5, 90.0], "ms", most=50.0)

    (row,) = report.rows
    assert (row.name, row.value, row.unit) == ("ours (38.500 to 90.000)", 40.0, "ms")
    assert report.missed == []


@pytest.mark.parametrize("value", [2.1, math.nan])
def test_a_missed_bar_is_reported(value: float, capsys: pytest.CaptureFixture[str]) -> None:
    """So is a value that could not be measured."""
    report = Report("CPU")
    report.add("ours / floor", value, most=2.0)

    assert report.show() == 1
    assert "MISSED" in capsys.readouterr().out


def test_a_percentile_is_one_of_the_values() -> None:
    """Without values there is none."""
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 99) == 4.0
    assert math.isnan(percentile([], 50))
