"""Properties of all charts, whatever Genie sends."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cards.charts import Chart, Kind, chart_element
from cards.charts.elements import MAX_ELEMENT_BYTES
from cards.charts.writing import MAX_LABEL_CHARS, MAX_TITLE_CHARS
from cards.markdown import clean
from cards.reader import Reader
from cards.size import card_bytes
from genie.tables import Cell, CellKind, Column, Table
from tests.cards.charts.models import valid
from tests.cards.charts.results import (
    MONTHS,
    chart,
    kinds,
    table,
)

NAMES = st.text(max_size=12) | st.sampled_from(
    [
        *("region", "month", "year", "quarter", "week", "day", "hour", "weekday", "date", "x"),
        *("order_id", "revenue", "avg_price", "share_percent", "orders", "metric", "holiday_name"),
        *("年度", "月份", "營收", "last_order_date", "fiscal_quarter", "amount_usd", "客戶ID"),
    ]
)
# JSON excludes surrogates, and allows all other characters, also control characters.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WORDS = st.sampled_from(
    ["", "Total", "North", "A" * 300, "**b** [x](y)", "\x00\x1b", "Actual", "\u202e", "<18"]
)
TIMES = st.sampled_from(
    ["2025-01", "2025-02", "2025-Q1", "2025-01-03", "2025-13", "Jan", "May", "1月", "十二月", "Mon",
     "週日", "FY2024", "2024年", "Jan 2025", "2025-W53", "2025-W60", "2025-02-30", "202501", "2025",
     "2025-01-01T10:00:00Z", "2025-01-01T25:00:00"]
)  # fmt: skip
WHOLE = st.integers(0, 53) | st.sampled_from([2024, 2025, 202501, 20250131, 10**400, -1])
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=8))])
CELLS: dict[CellKind, SearchStrategy[Cell]] = {
    CellKind.TEXT: TIMES | WORDS | TEXTS,
    CellKind.INTEGER: WHOLE | st.integers(),
    CellKind.DECIMAL: st.decimals() | st.sampled_from([Decimal("1E+999999"), Decimal("-0.00")]),
    CellKind.FLOAT: st.floats(),
    CellKind.BOOLEAN: st.booleans(),
    CellKind.DATE: st.dates() | st.dates(date(2025, 1, 1), date(2025, 3, 1)),
    CellKind.TIMESTAMP: st.datetimes(timezones=ZONES),
    CellKind.BINARY: st.binary(max_size=3),
}
KINDS = st.sampled_from([*CellKind, *[CellKind.TEXT, CellKind.DECIMAL, CellKind.INTEGER] * 3])
READER = Reader(locale_tag="en-US")
READERS = st.sampled_from([Reader(locale_tag=tag) for tag in ("en-US", "zh-TW", "de-DE", "ar", "")])


@st.composite
def tables(draw: DrawFn) -> Table:
    """Generate a table with few distinct cells per column, so that many rows are equal."""
    columns: list[Column] = []
    cells: list[list[Cell]] = []
    row_count = draw(st.integers(0, 30))
    measure = draw(st.sampled_from([[], *[[CellKind.DECIMAL], [CellKind.FLOAT]] * 3]))
    for kind in [*draw(st.lists(KINDS, max_size=4)), *measure]:
        columns.append(Column(draw(NAMES), kind.upper(), kind, 2))
        some = draw(st.lists(CELLS[kind] | st.none() | st.just("odd"), min_size=1, max_size=16))
        at = draw(st.lists(st.integers(0, len(some) - 1), min_size=row_count, max_size=row_count))
        cells.append([some[place] for place in at])
    rows = tuple(zip(*cells, strict=True)) if cells else ((),) * row_count
    return Table(tuple(columns), rows, len(rows) + draw(st.sampled_from([0, 0, 0, 7])))


def check(result: Table, reader: Reader) -> None:
    """Draw each kind that the result offers."""
    offered = kinds(result)

    assert Kind.TABLE in offered
    assert len(set(offered)) == len(offered)
    for kind in Kind:
        made = chart(result, kind, reader, title="Any\x00 title" * 20)
        assert (made is not None) == (kind in offered and kind is not Kind.TABLE)
        if made:
            check_chart(made)


def check_chart(made: Chart) -> None:
    """Check that a chart is complete, safe and small enough."""
    element = valid(chart_element(made))

    assert card_bytes(element) <= MAX_ELEMENT_BYTES
    assert made.series
    assert {len(series.values) for series in made.series} == {len(made.categories)}
    assert len(made.days) in (0, len(made.categories))
    assert len(made.numbers) in (0, len(made.categories))
    assert not (made.days and made.numbers)
    assert len(set(made.categories)) == len(made.categories) >= 2
    assert any(value is not None for series in made.series for value in series.values)
    names = [*made.categories, *(series.name for series in made.series), made.category_title]
    for text in [*names, made.title, made.value_title, made.description, *made.notes]:
        assert text == clean(text)
        assert "\n" not in text
    assert max(map(len, names)) <= 2 * MAX_LABEL_CHARS
    assert len(made.title) <= MAX_TITLE_CHARS


@given(tables(), READERS)
@settings(
    deadline=None, derandomize=True, max_examples=500, suppress_health_check=[HealthCheck.too_slow]
)
def test_any_table_can_be_drawn(result: Table, reader: Reader) -> None:
    """Each kind that is offered is drawn without an error, and Teams accepts it."""
    check(result, reader)


LARGE: dict[CellKind, Callable[[int, int], Cell]] = {
    CellKind.TEXT: lambda row, at: f"{row * at}",
    CellKind.INTEGER: lambda row, at: (row * 7919) % (at + 2),
    CellKind.DECIMAL: lambda row, at: Decimal(row * 7919 % 10_007) / (at + 1),
    CellKind.FLOAT: lambda row, at: row / (at + 1),
    CellKind.BOOLEAN: lambda row, at: row % (at + 2) == 0,
    CellKind.DATE: lambda row, at: date(2000, 1, 1) + timedelta(days=row // (at + 1)),
    CellKind.TIMESTAMP: lambda row, at: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=row),
}


@pytest.mark.parametrize("first", LARGE)
@pytest.mark.parametrize("others", [CellKind.TEXT, CellKind.DECIMAL, CellKind.DATE])
def test_large_tables_can_be_drawn(first: CellKind, others: CellKind) -> None:
    """Results have up to 5,000 rows, and may have 200 columns."""
    of = [first, *[others] * 198, CellKind.DECIMAL]
    columns = tuple(Column(f"c{at}", kind.upper(), kind, 2) for at, kind in enumerate(of))
    # Tables repeat a few hundred rows, so that generating them is fast.
    rows = [tuple(LARGE[kind](row, at) for at, kind in enumerate(of)) for row in range(500)]
    unlike = [(LARGE[first](row, 0), *rows[row % 500][1:]) for row in range(5_000)]

    check(Table(columns, tuple(unlike), 5_000), READER)


MONEY = st.decimals(0, 15, places=2)  # so that no axis is scaled to thousands
PLACES = st.tuples(st.sampled_from([*MONTHS, None]), st.sampled_from("ABCDEFGHI"))
PARTS = st.dictionaries(PLACES, MONEY, min_size=4, max_size=60)
NUMBER = re.compile(r"\d+")


def counted(made: Chart, pattern: str) -> int:
    """Return the last number in the note that contains a text, or 0."""
    found = [NUMBER.findall(note)[-1] for note in made.notes if pattern in note]
    return int(found[0]) if found else 0


@given(PARTS)
@settings(deadline=None, derandomize=True, max_examples=150)
def test_drawn_rows_and_rows_in_the_notes_are_all_rows(
    parts: dict[tuple[date | None, str], Decimal],
) -> None:
    """A row is drawn, or a note counts it: no date, a total, or another series."""
    rows = [(month, region, number) for (month, region), number in parts.items()]
    made = chart(table("month:DATE, region, revenue:DECIMAL", rows), Kind.BAR, READER)
    if made is None or made.category_title == "region":
        return
    points = sum(value is not None for series in made.series for value in series.values)
    dated = [row for row in rows if row[0]]
    is_split = len({month for month, *_ in dated}) < len(dated)
    sizes = sorted(Counter(region if is_split else "" for _, region, _ in dated).values())
    totals = sum("is a total" in note for note in made.notes)
    more = counted(made, "more series")
    unplaced = counted(made, "without a usable date")

    assert unplaced == sum(month is None for month, *_ in rows)
    if not totals:
        assert len(made.series) + more == len(sizes)
        drawn_and_more = (points + sum(sizes[:more]), points + sum(sizes[len(sizes) - more :]))
        assert drawn_and_more[0] <= len(rows) - unplaced <= drawn_and_more[1]
    if not made.notes:
        drawn = [value or 0.0 for series in made.series for value in series.values]
        assert sum(drawn) == pytest.approx(float(sum(parts.values())))


@given(st.lists(MONEY, min_size=2, max_size=40))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_bars_that_are_left_out_are_counted(numbers: list[Decimal]) -> None:
    """The largest bars are drawn, or the first ones of a sorted result."""
    rows = [(f"P{n}x", number) for n, number in enumerate(numbers)]
    made = chart(table("product, revenue:DECIMAL", rows), Kind.BAR, READER)
    assert made is not None
    totals = sum("is a total" in note for note in made.notes)
    whole = counted(made, "are drawn.") or len(made.categories)

    assert whole + totals == len(numbers)
    assert len(made.categories) == min(12, whole)
    assert {*made.series[0].values} <= {float(number) for number in numbers}
    if any("largest" in note for note in made.notes):
        lowest = min(value or 0.0 for value in made.series[0].values)
        assert sum(float(number) > lowest for number in numbers) <= 12 + totals
