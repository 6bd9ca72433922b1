"""Rows that hold the sum of the others, with any name."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.charts import Kind
from cards.charts.totals import may_name_total, totals_in
from genie.tables import Cell
from tests.cards.charts.results import MONTHS, charts, drawn, shown, table, values

NAMES = (
    "All", "All regions", "Sum", "Subtotal", "Grand Total", "TOTAL", "overall", "Gesamt", "Summe",
    "Toutes", "Totale", "小計", "總計", "合計", "全部", "全部門市", "総計", "总计", "全體",
    "全公司", "所有", "합계", "전체", "Total général", "所有地區合計",
)  # fmt: skip
PARTS = [("N", 10), ("S", 20), ("E", 5)]


@pytest.mark.parametrize("name", [*NAMES, None])
@pytest.mark.parametrize("kind", [Kind.BAR, Kind.SHARE])
def test_a_total_is_neither_a_bar_nor_a_share(name: str | None, kind: Kind) -> None:
    """It is in the table, and a note says that the chart leaves it out."""
    for rows in ([*PARTS, (name, 35)], [(name, 35), *PARTS]):
        made = drawn(table("region, revenue:DECIMAL", rows), kind)

        assert made.series[0].values == (20, 10, 5)
        assert made.notes[-1] == f"“{name or '–'}” is a total and is not drawn."


@pytest.mark.parametrize("name", NAMES)
def test_names_of_totals(name: str) -> None:
    """Names in several languages; a name alone makes no total."""
    assert may_name_total(name)
    assert len(drawn(table("region, revenue:DECIMAL", [*PARTS, (name, 99)])).categories) == 4


@pytest.mark.parametrize(
    "name", ["North", "Allgäu", "Totalenergies", "Summer", "計程車", "Grand Hyatt", 5, True]
)
def test_names_that_are_not_totals(name: Any) -> None:
    """Words that only begin like the name of a total are other names."""
    assert not may_name_total(name)


CHANCES = (
    [("N", "1020.5"), ("S", "979.25"), ("E", "1999.75")],
    [*PARTS, ("W", 35)],
    [("A", 5000), ("B", 2500), ("C", 1500), ("D", 1000)],
    [("N", "1020.5"), ("Taiwan", "2119.75"), ("S", "979.25"), ("E", 120)],
    [("x", 10), ("y", 20), ("All Blacks", 30)],
    [("x", 1), ("y", 2), (None, 3)],
    [("x", 1), ("y", 2), ("", 3)],
    [("統一", 1000), ("萊爾富", 2000), ("全家", 3000)],
)


@pytest.mark.parametrize("rows", CHANCES)
def test_a_sum_that_may_be_a_coincidence_is_no_total(rows: list[Any]) -> None:
    """There are too few parts, the numbers are too round, or the row is in the middle."""
    assert len(drawn(table("region, revenue:DECIMAL", rows)).categories) == len(rows)


@pytest.mark.parametrize("place", [0, 3])
def test_a_sum_that_is_hardly_a_coincidence_is_a_total_without_its_name(place: int) -> None:
    """It has three parts and four digits, and is in the first or last row."""
    rows: list[tuple[str, Any]] = [("N", "1020.5"), ("S", "979.25"), ("E", "120.4")]
    rows.insert(place, ("Taiwan", "2120.15"))

    assert drawn(table("region, revenue:DECIMAL", rows)).categories == ("N", "S", "E")


ROUNDED = [("N", 12), ("S", 46), ("E", 8), ("Total", 67)]
SUBTOTALS = [("a", 10), ("b", 20), ("Subtotal A", 30), ("c", 5), ("d", 7), ("Subtotal B", 12)]


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        (ROUNDED, {"N", "S", "E"}),
        (SUBTOTALS, set("abcd")),
        ([*SUBTOTALS, ("Grand total", 42)], set("abcd")),
        ([("甲", 10), ("乙", 20), ("小計", 30), ("總計", 30)], {"甲", "乙"}),
    ],
)
def test_totals_may_be_rounded_and_there_may_be_several(rows: list[Any], parts: set[str]) -> None:
    """Their names identify them."""
    assert set(drawn(table("region, revenue:DECIMAL", rows)).categories) == parts


def test_a_single_part_has_no_total() -> None:
    """Two rows with the name of a total may be the same number by coincidence."""
    rows = [("N", 10), ("Total", 10), ("Sum", 10)]

    assert len(drawn(table("region, revenue:DECIMAL", rows)).categories) == 3


def test_a_row_named_total_is_never_a_share() -> None:
    """It may be the total of rows that are not in the result."""
    for name in ("Total", None):
        found = charts(table("region, revenue:DECIMAL", [("N", 10), ("S", 20), (name, 99)]))

        assert Kind.SHARE not in found.kinds


def test_a_query_with_rollup_says_which_rows_are_totals() -> None:
    """ROLLUP also marks totals that are not sums, such as counts of distinct people."""
    rows = [("N", 10), ("S", 20), (None, 25)]
    sql = "SELECT region, COUNT(DISTINCT id) AS people FROM t GROUP BY ROLLUP(region)"
    made = shown(charts(table("region, people:BIGINT", rows), sql))

    assert made.categories == ("S", "N")
    assert made.notes == ("“–” is a total and is not drawn.",)


def test_a_rollup_of_two_columns() -> None:
    """ROLLUP adds the row of each region and the row of all."""
    pairs = {"N": (1, 2), "S": (3, 4)}
    rows: list[Any] = [(r, c, n) for r in pairs for c, n in zip("ab", pairs[r], strict=True)]
    rows += [(r, None, sum(pairs[r])) for r in pairs] + [(None, None, 10)]
    made = drawn(table("region, channel, revenue:DECIMAL", rows))

    assert set(values(made)) == {"a", "b"}
    assert set(made.categories) == {"N", "S"}


def test_a_total_is_the_sum_in_every_additive_measure() -> None:
    """Its average is not the sum of the other averages."""
    rows = [("N", 10, 121, 3.0), ("S", 20, 212, 4.0), ("E", 5, 333, 5.0)]
    names = "region, revenue:DECIMAL, orders:BIGINT, avg_price:DOUBLE"
    whole, odd = ("W", 35, 666, 4.0), ("All", 35, 707, 4.0)

    assert len(drawn(table(names, [*rows, whole])).categories) == 3
    assert len(drawn(table(names, [*rows, odd])).categories) == 4


def test_without_an_additive_measure_a_total_needs_its_name_and_sum() -> None:
    """A row of averages with the name of a total is drawn unless it is their sum."""
    rows = [("N", 3), ("S", 4), ("All", 3.5)]
    sums = [("N", 3), ("S", 4), ("All", 7)]

    assert len(drawn(table("region, avg_price:DECIMAL", rows)).categories) == 3
    assert len(drawn(table("region, Ausstoß:DECIMAL", sums)).categories) == 2


def test_a_row_of_100_percent_is_a_total() -> None:
    """Percentages are not additive otherwise."""
    rows = [("N", 50.5), ("S", 30.0), ("E", 19.5), ("All", 100.0)]
    made = drawn(table("region, share_percent:DOUBLE", rows), Kind.SHARE)

    assert made.categories == ("N 50.5%", "S 30%", "E 19.5%")


def test_totals_of_each_month_are_not_a_series() -> None:
    """In each month the total is the sum of the others."""
    rows = [(m, r, n * m.month) for m in MONTHS for r, n in [*PARTS, ("All", 35)]]
    made = drawn(table("month:DATE, region, revenue:DECIMAL", rows))
    odd = [(m, r, n + 9 * (m.month == 3 and r == "N")) for m, r, n in rows]

    assert set(values(made)) == {"S", "N", "E"}
    assert made.is_stacked
    assert len(drawn(table("month:DATE, region, revenue:DECIMAL", odd)).series) == 4


def test_zeros_have_no_total() -> None:
    """Zero is the sum of zeros, so that any row could be the total."""
    rows = [("N", 0), ("S", 0), ("All", 0)]

    assert len(drawn(table("region, revenue:DECIMAL", rows)).categories) == 3


def test_without_measures_or_parts_there_is_no_total() -> None:
    """A total needs at least two parts."""
    assert totals_in([], last_places=[1.0], can_add=True) == ()
    assert totals_in([{"a": [1.0], "All": [1.0]}], last_places=[1.0], can_add=True) == ()
    assert totals_in([{"a": [], "b": [], "All": []}], last_places=[], can_add=True) == ()
    some: dict[Cell, list[float]] = {"a": [1.0], "b": [2.0], "All": [3.0]}
    assert totals_in([some], last_places=[1.0], can_add=False) == ("All",)


def test_of_two_possible_totals_the_named_one_is_left_out() -> None:
    """Leaving out both would lose a category."""
    some: dict[Cell, list[float]] = {"a": [0.0], "b": [0.0], "c": [300.0], "All": [300.0]}
    assert totals_in([some], last_places=[1.0], can_add=True) == ("All",)


LABELS = st.text("abcdefg", min_size=1, max_size=3)
MONEY = st.decimals(1, 40, places=2)


@given(
    st.dictionaries(LABELS, MONEY, min_size=2, max_size=20),
    st.sampled_from(["All", "合計", "Subtotal"]),
    st.integers(0, 20),
)
@settings(deadline=None, derandomize=True)
def test_a_total_is_never_drawn_as_a_part(parts: dict[str, Decimal], name: str, place: int) -> None:
    """The drawn bars and the rows in the notes are all rows."""
    whole = sum(parts.values(), Decimal())
    rows: list[tuple[str, Decimal]] = [*parts.items()]
    rows.insert(place, (name, whole))
    found = charts(table("region, revenue:DECIMAL", rows))

    for kind in set(found.kinds) - {Kind.TABLE}:
        made = shown(found, kind)
        (note,) = [text for text in made.notes if "is a total" in text]
        assert f"“{name}”" in note
        assert not any(text.startswith(name) for text in made.categories)
        if kind is Kind.SHARE or len(parts) <= 12:
            assert sum(map(Decimal, made.series[0].values)) == pytest.approx(whole)  # type: ignore[arg-type]
        else:
            assert f"The 12 largest of {len(parts)} are drawn." in " ".join(made.notes) or (
                f"The first 12 of {len(parts)} are drawn." in made.notes
            )
