"""Rows that hold the sum of the others, whatever they are called."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.charts import Kind
from cards.charts.totals import may_name_total, totals_in
from tests.cards.charts.results import MONTHS, charts, drawn, shown, table, values

NAMES = (
    "All", "All regions", "Sum", "Subtotal", "Grand Total", "TOTAL", "overall", "Gesamt", "Summe",
    "Toutes", "Totale", "小計", "總計", "合計", "全部", "全部門市", "総計", "总计", "全體",
    "全公司", "所有", "합계", "전체", "Total général", "所有地區合計",
)  # fmt: skip
PARTS = [("N", 10), ("S", 20), ("E", 5)]


@pytest.mark.parametrize("name", [*NAMES, None])
@pytest.mark.parametrize("kind", [Kind.BAR, Kind.SHARE])
def test_a_total_is_no_bar_and_no_share(name: str | None, kind: Kind) -> None:
    """It stands in the table, and the chart says that it is left out."""
    for rows in ([*PARTS, (name, 35)], [(name, 35), *PARTS]):
        made = drawn(table("region, revenue:DECIMAL", rows), kind)

        assert made.series[0].values == (20, 10, 5)
        assert made.notes[-1] == f"“{name or '–'}” is the sum of the others and is not drawn."
        assert made.notes[-1] in made.description


@pytest.mark.parametrize("name", NAMES)
def test_names_of_totals(name: str) -> None:
    """In several languages; by a name alone nothing is a total."""
    assert may_name_total(name)
    assert len(drawn(table("region, revenue:DECIMAL", [*PARTS, (name, 36)])).categories) == 4


@pytest.mark.parametrize(
    "name", ["North", "Allgäu", "Totalenergies", "Summer", "計程車", "", 5, True]
)
def test_other_names(name: Any) -> None:
    """A word that only begins like one is another."""
    assert not may_name_total(name)


def test_a_taxi_that_earns_as_much_as_two_others_is_a_taxi() -> None:
    """Under a name that says nothing, three parts are asked for, and a sum of three digits."""
    two = table("region, revenue:DECIMAL", [("N", 100), ("S", 200), ("E", 300)])
    small = table("region, revenue:DECIMAL", [*PARTS, ("W", 35)])
    large = table("region, revenue:DECIMAL", [("N", 100), ("S", 200), ("E", 50), ("Taiwan", 350)])

    assert len(drawn(two).categories) == 3
    assert len(drawn(small).categories) == 4
    assert drawn(large).categories == ("S", "N", "E")


def test_a_total_adds_up_in_every_measure() -> None:
    """Those that can be added up: its average is none of the others' sum."""
    rows = [("N", 10, 1, 3.0), ("S", 20, 2, 4.0), ("E", 5, 3, 5.0)]
    names = "region, revenue:DECIMAL, orders:BIGINT, avg_price:DOUBLE"
    whole, odd = ("W", 35, 6, 4.0), ("All", 35, 7, 4.0)

    assert len(drawn(table(names, [*rows, whole])).categories) == 3
    assert len(drawn(table(names, [*rows, odd])).categories) == 4


def test_without_what_can_be_added_up_there_is_no_total() -> None:
    """A row of averages that is called so is drawn: it may be their average."""
    rows = [("N", 3), ("S", 4), ("All", 7)]

    assert len(drawn(table("region, avg_price:DECIMAL", rows)).categories) == 3


def test_the_whole_of_shares_is_a_total() -> None:
    """Also of those that do not add up otherwise."""
    rows = [("N", 50.5), ("S", 30.0), ("E", 19.5), ("All", 100.0)]
    made = drawn(table("region, share_percent:DOUBLE", rows), Kind.SHARE)

    assert made.categories == ("N 50.5%", "S 30%", "E 19.5%")


def test_totals_of_each_month_are_no_series() -> None:
    """In each of the groups a total is the sum of the others."""
    rows = [(m, r, n * m.month) for m in MONTHS for r, n in [*PARTS, ("All", 35)]]
    made = drawn(table("month:DATE, region, revenue:DECIMAL", rows))
    odd = [(m, r, n + (m.month == 3 and r == "N")) for m, r, n in rows]

    assert set(values(made)) == {"S", "N", "E"}
    assert made.is_stacked
    assert len(drawn(table("month:DATE, region, revenue:DECIMAL", odd)).series) == 4


def test_a_total_of_nothing_is_none() -> None:
    """Zeros are the sum of zeros."""
    rows = [("N", 0), ("S", 0), ("All", 0)]

    assert len(drawn(table("region, revenue:DECIMAL", rows)).categories) == 3


def test_no_measure_is_no_total() -> None:
    """Nor is anything, of less than two parts."""
    assert totals_in([]) == ()
    assert totals_in([{"a": [1.0], "All": [1.0]}]) == ()
    assert totals_in([{"a": [], "b": [], "All": []}]) == ()
    assert totals_in([{"a": [1.0], "b": [2.0], "All": [3.0]}]) == ("All",)


def test_of_two_that_could_be_one_is_left_out() -> None:
    """The one that is called so."""
    assert totals_in([{"a": [0.0], "b": [0.0], "c": [300.0], "All": [300.0]}]) == ("All",)


LABELS = st.text("abcdefg", min_size=1, max_size=3)
MONEY = st.decimals(1, 1000, places=2)


@given(
    st.dictionaries(LABELS, MONEY, min_size=2, max_size=20),
    st.sampled_from(["All", "合計", "Subtotal", None]),
    st.integers(0, 20),
)
@settings(deadline=None, derandomize=True)
def test_a_total_is_never_among_the_parts(
    parts: dict[str, Decimal], name: str | None, place: int
) -> None:
    """What is drawn and what the notes leave out is all there is."""
    whole = sum(parts.values(), Decimal())
    rows: list[tuple[str | None, Decimal]] = [*parts.items()]
    rows.insert(place, (name, whole))
    found = charts(table("region, revenue:DECIMAL", rows))

    for kind in set(found.kinds) - {Kind.TABLE}:
        made = shown(found, kind)
        (note,) = [text for text in made.notes if "sum of the others" in text]
        assert f"“{name or '–'}”" in note
        assert not any(text.startswith(name or "–") for text in made.categories)
        if kind is Kind.SHARE or len(parts) <= 12:
            assert sum(map(Decimal, made.series[0].values)) == pytest.approx(whole)  # type: ignore[arg-type]
        else:
            assert f"The 12 largest of {len(parts)} are drawn." in " ".join(made.notes) or (
                f"The first 12 of {len(parts)} are drawn." in made.notes
            )
