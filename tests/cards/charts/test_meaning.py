"""What a column means for a chart, by its name."""

import pytest

from cards.charts.meaning import (
    is_category,
    is_mixture,
    is_moment_of_a_thing,
    is_part_of_whole,
    names_metrics,
    stem_of,
)
from genie.tables import CellKind, Column


def column(name: str, kind: CellKind = CellKind.TEXT, type_text: str = "STRING") -> Column:
    """Make a column."""
    return Column(name, type_text, kind)


@pytest.mark.parametrize(
    "type_text", ["ARRAY<STRING>", "map<string,int>", "STRUCT<a:INT>", "VARIANT"]
)
def test_objects_are_not_categories(type_text: str) -> None:
    """An object is JSON, which a table shows as text."""
    assert not is_category(column("tags", CellKind.TEXT, type_text))
    assert is_category(column("tags"))
    assert is_category(column("is_open", CellKind.BOOLEAN, "BOOLEAN"))


@pytest.mark.parametrize(
    "name",
    ["last_order_date", "created_at", "launch_date", "opened_on", "生日", "最後訂單日", "due_date"],
)
def test_a_time_may_be_an_attribute(name: str) -> None:
    """The date of a customer's last order is not a time axis."""
    assert is_moment_of_a_thing(name)
    assert not is_moment_of_a_thing("order_date")
    assert not is_moment_of_a_thing("訂單日期")


PARTS = "share_percent revenue_share pct_of_total 營收佔比 市佔率 proportion sales_mix 占比 構成比"
NO_PARTS = (
    "conversion_rate returned_share margin_pct 毛利率 percent growth_share 平均佔比 退貨佔比 total"
)


@pytest.mark.parametrize("name", PARTS.split())
def test_shares_are_parts_of_a_whole(name: str) -> None:
    """They are only if none is missing."""
    assert is_part_of_whole(name)


@pytest.mark.parametrize("name", NO_PARTS.split())
def test_percentages_of_each_row_are_not_shares(name: str) -> None:
    """Each row is a percentage of something else."""
    assert not is_part_of_whole(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("revenue_2024", "revenue_2025"),
        ("今年營收", "去年營收"),
        ("revenue_this_year", "revenue_last_year"),
        ("revenue", "revenue_prev_year"),
        ("q3", "q2"),
        ("本月銷量", "上月銷量"),
    ],
)
def test_variants_of_one_measure_have_one_stem(one: str, other: str) -> None:
    """Variants of one measure can share an axis."""
    assert stem_of(one) == stem_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("revenue", "cost"), ("今年營收", "今年成本"), ("min_price", "max_price")]
)
def test_different_measures_have_different_stems(one: str, other: str) -> None:
    """They may have some words in common."""
    assert stem_of(one) != stem_of(other)


def test_a_column_of_metric_names_is_recognised() -> None:
    """Its name or its values show that the rows are different metrics."""
    assert all(names_metrics(column(name)) for name in ("metric", "kpi_name", "指標"))
    assert not names_metrics(column("region"))
    assert is_mixture(column("scenario"), frozenset({"a"}))
    assert is_mixture(column("kind"), frozenset({"Budget", None}))
    assert is_mixture(column("類別"), frozenset({"實際", "預算"}))
    assert not is_mixture(column("kind"), frozenset({"Web", 1}))
