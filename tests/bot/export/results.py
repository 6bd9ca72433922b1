"""Generated results of any shape."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from bot.export.contents import About, Contents, Rows
from genie.tables import Cell, CellKind, Column, Row

CREATED = datetime(2026, 11, 22, 12, tzinfo=UTC)
ABOUT = About("About", (("Question", "Sales by region?"), ("Rows", 5), ("SQL", "SELECT 1")))

_TYPES = {
    CellKind.TEXT: "STRING",
    CellKind.INTEGER: "BIGINT",
    CellKind.DECIMAL: "DECIMAL(38,10)",
    CellKind.FLOAT: "DOUBLE",
    CellKind.BOOLEAN: "BOOLEAN",
    CellKind.DATE: "DATE",
    CellKind.TIMESTAMP: "TIMESTAMP",
    CellKind.BINARY: "BINARY",
}
NAIVE = "TIMESTAMP_NTZ"


def column(
    name: str, kind: CellKind, *, scale: int | None = None, is_naive: bool = False
) -> Column:
    """Make a column as Databricks describes it."""
    return Column(name, NAIVE if is_naive else _TYPES[kind], kind, scale)


def contents(columns: Sequence[Column], rows: Iterable[Row], *, title: str = "Sales") -> Contents:
    """Make the contents of a file."""
    return Contents(title, columns, Rows(lambda: rows), ABOUT, CREATED, "All.")


NASTY = st.sampled_from(
    [
        "=1+1",
        "  =1+1",
        "+886 2 1234",
        "-5",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\x00=1",
        "＝1",
        "\u3000－1",
        '=HYPERLINK("https://evil.example")',
        "https://example.com",
        "mailto:a@b.example",
        "{=1}",
        "<r>x</r>",
        "<r></r>",
        "<b>&amp;</b>",
        "_x0041_",
        "007",
        "1E5",
        "'",
        "a,b;c",
        '"q"',
        "a\r\nb\nc\rd",
        " lead and trail ",
        "\ud800",
        "\ufffe\uffff",
        "👩‍👩‍👧 𠮷",
        "x" * 40_000,
        "𠮷" * 20_000,
    ]
)
TEXTS = st.text(max_size=20) | NASTY
DECIMALS = st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(
    min_value=-(10**20), max_value=10**20, places=4
)
MOMENTS = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-11))])
)
_CELLS: dict[CellKind, st.SearchStrategy[Cell]] = {
    CellKind.TEXT: TEXTS,
    CellKind.INTEGER: st.integers() | st.integers(-(10**17), 10**17),
    CellKind.DECIMAL: DECIMALS,
    CellKind.FLOAT: st.floats(),
    CellKind.BOOLEAN: st.booleans(),
    CellKind.DATE: st.dates(),
    CellKind.TIMESTAMP: MOMENTS,
    CellKind.BINARY: st.binary(max_size=30),
}


@st.composite
def _columns(draw: st.DrawFn) -> Column:
    kind = draw(st.sampled_from(list(CellKind)))
    scale = draw(st.none() | st.integers(0, 38)) if kind is CellKind.DECIMAL else None
    is_naive = kind is CellKind.TIMESTAMP and draw(st.booleans())
    return column(draw(TEXTS), kind, scale=scale, is_naive=is_naive)


def _cells(column: Column) -> st.SearchStrategy[Cell]:
    """Generate cells: values that Databricks sends, or a text of another type."""
    if column.type_text == NAIVE:
        return st.none() | st.datetimes()
    return st.none() | _CELLS[column.kind] | st.just("n/a")


@st.composite
def results(draw: st.DrawFn, *, columns: int = 0, rows: int = 0) -> tuple[list[Column], list[Row]]:
    """Generate columns and rows, repeated up to these numbers."""
    few = draw(st.lists(_columns(), min_size=1, max_size=8))
    some = draw(st.lists(st.tuples(*map(_cells, few)), min_size=1, max_size=8))
    wider, longer = max(1, columns // len(few)), max(1, rows // len(some))
    return few * wider, [row * wider for row in some] * longer


LARGE = results(columns=200) | results(rows=5_000)

EDGES: list[Cell] = [
    Decimal("123456789012.345"),
    Decimal("1234567890123.4567"),
    Decimal("0.00"),
    Decimal("-0"),
    10**15 - 1,
    10**15,
    -(10**15),
    date(1900, 2, 28),
    date(1900, 3, 1),
    date(9999, 12, 31),
    date(1, 1, 1),
]
