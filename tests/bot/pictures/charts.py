"""Charts to draw."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cards.charts.model import Chart, Kind, Series

REGIONS = ("North", "South", "East", "West")
REVENUE = (1_234_567.8, 987_654.0, 1_500_000.0, 400_000.0)
ORDERS = (310.0, 250.0, None, 120.0)


def chart(kind: Kind, *series: Sequence[float | None], **changes: Any) -> Chart:
    """Make a chart of these series, with as many categories as values."""
    fields: dict[str, Any] = {
        "title": "Net revenue by region",
        "categories": tuple(f"Region {n}" for n in range(len(series[0]))),
        "series": tuple(Series(f"series {n}", tuple(v)) for n, v in enumerate(series)),
        "category_title": "region",
        "value_title": "net revenue (EUR)",
    }
    return Chart(kind, **fields | changes)


def by_day(values: Sequence[float | None], *, days: Sequence[int]) -> Chart:
    """Make a line over days, counted from the first of January."""
    dates = tuple(date(2026, 1, 1) + timedelta(days=day) for day in days)
    names = tuple(f"{day:%d %b}" for day in dates)
    return chart(Kind.LINE, values, categories=names, days=dates)
