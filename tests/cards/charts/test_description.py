"""The description of a chart: kind, measure, number of points, range, maximum, minimum."""

from typing import Any

import pytest

from cards.charts import Kind
from cards.reader import Reader
from genie.tables import Table
from tests.cards.charts.results import (
    DAYS,
    MONTHS,
    REGIONS,
    by_region,
    chart,
    numbered,
    table,
)

LONG = [(m, r, at * 7 + m.month) for m in MONTHS for at, r in enumerate(REGIONS[:2])]

SAID: list[tuple[Table, Kind, str, str]] = [
    (
        table("month:DATE, net_revenue:DECIMAL", [(m, 4_000_000 + m.month) for m in MONTHS]),
        Kind.LINE,
        "en-US",
        "Line chart of net revenue by month: 12 points from Jan 2025 to Dec 2025; "
        "highest 4,000,012 (Dec 2025), lowest 4,000,001 (Jan 2025).",
    ),
    (
        table("month:DATE, net_revenue:DECIMAL", [(m, 4_000_000 + m.month) for m in MONTHS]),
        Kind.LINE,
        "zh-TW",
        "Line chart of net revenue by month: 12 points from 2025年1月 to 2025年12月; "
        "highest 4,000,012 (2025年12月), lowest 4,000,001 (2025年1月).",
    ),
    (
        table("month:DATE, region, revenue:DECIMAL", LONG),
        Kind.BAR,
        "de-DE",
        "Bar chart of revenue by month: 12 points from Jan. 2025 to Dez. 2025; "
        "highest 19 (Central, Dez. 2025), lowest 1 (North, Jan. 2025). "
        "2 series: Central, North.",
    ),
    (
        by_region("region, orders:BIGINT", (1200, 30, 70)),
        Kind.BAR,
        "en-US",
        "Bar chart of orders by region: 3 categories; highest 1,200 (North), lowest 30 (Central).",
    ),
    (
        by_region("region, orders:BIGINT", (500, 300, 200)),
        Kind.SHARE,
        "en-US",
        "Donut chart of orders by region: 3 parts.",
    ),
    (
        by_region("地區, 訂單數:BIGINT", (2, 1)),
        Kind.SHARE,
        "zh-TW",
        "Donut chart of 訂單數 by 地區: 2 parts.",
    ),
    (
        numbered("product, revenue:DECIMAL", [5] * 14),
        Kind.BAR,
        "en-US",
        "Bar chart of revenue by product: 12 categories; highest 5 (P01), lowest 5 (P12).",
    ),
    (
        by_region("region, revenue_usd:DECIMAL", (500, 300, 200)),
        Kind.BAR,
        "en-US",
        "Bar chart of revenue usd by region: 3 categories; highest 500.00 (North), "
        "lowest 200.00 (South).",
    ),
    (
        by_region("region, margin_pct:DOUBLE", (44.25, 30.0, 20.0)),
        Kind.BAR,
        "en-US",
        "Bar chart of margin pct by region: 3 categories; highest 44.25% (North), "
        "lowest 20.00% (South).",
    ),
    (
        table("is_member:BOOLEAN, :DECIMAL", [(True, 1), (False, 2)]),
        Kind.BAR,
        "en-US",
        "Bar chart of unnamed by is member: 2 categories; highest 2 (no), lowest 1 (yes).",
    ),
]


@pytest.mark.parametrize(("result", "kind", "tag", "said"), SAID)
def test_a_chart_in_words(result: Table, kind: Kind, tag: str, said: str) -> None:
    """Numbers and times are written in the reader's locale."""
    made = chart(result, kind, Reader(locale_tag=tag))

    assert made is not None
    assert made.description == said


def test_a_description_is_not_long() -> None:
    """A screen reader reads it from beginning to end."""
    names = [f"{'Department ' * 10}{n}" for n in range(7)]
    rows = [(m, name, 1) for m in MONTHS for name in names]
    made = chart(table("month:DATE, department, revenue:DECIMAL", rows), Kind.LINE, Reader())

    assert made is not None
    assert len(made.description) in (499, 500)
    assert made.description.endswith("…")


HOSTILE: list[Any] = ["a\x00b\x1b[0m", "a\nb", "\u202egnp.exe", "<at>x</at>", "N" * 5_000, "", " "]


def test_names_from_genie_are_one_plain_line() -> None:
    """Control characters, and those that reorder text, do not reach the card."""
    made = chart(
        table("na\nme, revenue:DECIMAL", [(n, 9 - at) for at, n in enumerate(HOSTILE)]),
        Kind.BAR,
        Reader(),
        title="A\x07 title",
    )

    assert made is not None
    assert made.categories == (
        *("ab[0m", "a b", "gnp.exe", "<at>x</at>", "N" * 39 + "…", "–", "– (2)"),
    )
    assert made.category_title == "na me"
    assert made.title == "A title"


def test_the_zone_of_a_moment_is_kept() -> None:
    """Moments with a zone and without one look the same otherwise."""
    rows = [(f"{DAYS[0]}T0{n}:30:00+08:00", n) for n in (1, 2, 3)]
    made = chart(table("at, load:BIGINT", rows), Kind.LINE, Reader(locale_tag="en-US"))

    assert made is not None
    assert made.categories == ("17:30", "18:30", "19:30")
    assert made.category_title == "at (Dec 31, 2023, 5:30 PM – Dec 31, 2023, 7:30 PM)"
    assert "from Dec 31, 2023, 5:30 PM to" in made.description
