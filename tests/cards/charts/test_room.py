"""Whether Teams has room for every label of a chart; if not, the chart is a picture."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from cards.charts import Kind
from tests.cards.charts.results import drawn, table

MONTHS = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(24)]
QUARTERS = [date(2023 + n // 4, n % 4 * 3 + 1, 1) for n in range(12)]
DAYS = [date(2025, 1, 6) + timedelta(days=n) for n in range(30)]
BY_DAY, BY_MONTH = "day:DATE, revenue:DECIMAL", "month:DATE, revenue:DECIMAL"
BY_QUARTER, TWO = (
    "quarter:DATE, revenue:DECIMAL",
    "store, revenue_2024:DECIMAL, revenue_2025:DECIMAL",
)
LONG = [f"A department with a long name {n}" for n in range(5)]


def ones(keys: Sequence[Any], measures: int = 1) -> list[tuple[Any, ...]]:
    """Make one row per key."""
    return [(key, *[1] * measures) for key in keys]


@pytest.mark.parametrize(
    ("kind", "columns", "rows"),
    [
        pytest.param(Kind.LINE, BY_MONTH, ones(MONTHS[:12]), id="twelve months"),
        pytest.param(Kind.LINE, "hour:BIGINT, n:BIGINT", ones(range(24)), id="numbered hours"),
        pytest.param(Kind.BAR, "store, revenue:DECIMAL", ones(LONG), id="horizontal bars"),
        pytest.param(Kind.BAR, TWO, ones(["North", "South"], 2), id="groups of short names"),
        pytest.param(Kind.SHARE, "store, revenue:DECIMAL", ones(LONG), id="a legend"),
    ],
)
def test_there_is_room_for_all_labels(
    kind: Kind, columns: str, rows: list[tuple[Any, ...]]
) -> None:
    """Charts that Teams draws are interactive."""
    assert drawn(table(columns, rows), kind).has_room


@pytest.mark.parametrize(
    ("kind", "columns", "rows"),
    [
        pytest.param(Kind.LINE, BY_DAY, ones(DAYS), id="a month of days"),
        pytest.param(Kind.LINE, BY_MONTH, ones(MONTHS), id="two years of months"),
        pytest.param(Kind.LINE, BY_DAY, ones([*DAYS[:3], DAYS[29]]), id="days far apart"),
        pytest.param(Kind.BAR, BY_QUARTER, ones(QUARTERS), id="twelve quarters"),
        pytest.param(Kind.BAR, TWO, ones(LONG, 2), id="groups of long names"),
    ],
)
def test_there_is_no_room_for_all_labels(
    kind: Kind, columns: str, rows: list[tuple[Any, ...]]
) -> None:
    """On a time axis Teams writes its own labels, and cuts them."""
    assert not drawn(table(columns, rows), kind).has_room
