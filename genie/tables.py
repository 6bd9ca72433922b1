"""A query's result as a typed table.

Genie sends every cell as a string and SQL NULL as null; the column says what the string means. A
DECIMAL stays exact; a cell that cannot be read as its column's type stays a string.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum, auto
from typing import Self

from genie.errors import GenieProtocolError
from genie.parsing import JsonObject, optional_int, optional_str

Cell = str | int | Decimal | float | bool | date | datetime | bytes | None
Row = tuple[Cell, ...]


class CellKind(StrEnum):
    """The Python type of a column's cells."""

    TEXT = auto()  # str; also for ARRAY, MAP, STRUCT and VARIANT, as JSON, and INTERVAL
    INTEGER = auto()  # int, of any size
    DECIMAL = auto()  # Decimal
    FLOAT = auto()  # float, including NaN and infinity
    BOOLEAN = auto()  # bool
    DATE = auto()  # date
    TIMESTAMP = auto()  # datetime: aware for TIMESTAMP, naive for TIMESTAMP_NTZ
    BINARY = auto()  # bytes


_KINDS = {
    "BYTE": CellKind.INTEGER,
    "TINYINT": CellKind.INTEGER,
    "SHORT": CellKind.INTEGER,
    "SMALLINT": CellKind.INTEGER,
    "INT": CellKind.INTEGER,
    "LONG": CellKind.INTEGER,
    "BIGINT": CellKind.INTEGER,
    "DECIMAL": CellKind.DECIMAL,
    "FLOAT": CellKind.FLOAT,
    "DOUBLE": CellKind.FLOAT,
    "BOOLEAN": CellKind.BOOLEAN,
    "DATE": CellKind.DATE,
    "TIMESTAMP": CellKind.TIMESTAMP,
    "TIMESTAMP_NTZ": CellKind.TIMESTAMP,
    "BINARY": CellKind.BINARY,
}
_NUMBERS = frozenset({CellKind.INTEGER, CellKind.DECIMAL, CellKind.FLOAT})


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Two columns may share a name; type_text is SQL, for example "DECIMAL(18,2)"."""

    name: str
    type_text: str
    kind: CellKind
    scale: int | None = None

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers, which need not be additive."""
        return self.kind in _NUMBERS

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a column from an item of "manifest.schema.columns"."""
        type_text = optional_str(body, "type_text")
        # Newer types have a type_text but no type_name.
        type_name = (optional_str(body, "type_name") or type_text.partition("(")[0]).upper()
        return cls(
            name=optional_str(body, "name"),
            type_text=type_text or type_name,
            kind=_KINDS.get(type_name, CellKind.TEXT),
            scale=optional_int(body, "type_scale"),
        )


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows of a result there are here, and what is known of the others.

    Args:
        row_count: the rows that are here, which are the first ones.
        total_row_count: the number of rows according to Genie; at least row_count.
        is_truncated: it was truncated, so that there are even more rows than total_row_count.
        may_go_on: there are as many rows as Genie returns at once, and it is not known whether
            there are more.
    """

    row_count: int
    total_row_count: int
    is_truncated: bool = False
    may_go_on: bool = False

    @property
    def missing(self) -> int:
        """How many rows are known to be missing: exactly, or at least if is_truncated."""
        return self.total_row_count - self.row_count

    @property
    def is_whole(self) -> bool:
        """Whether these are certainly all rows."""
        return not (self.missing or self.is_truncated or self.may_go_on)


@dataclass(frozen=True, slots=True)
class Table:
    """A result. The last three fields are its extent: see Extent.

    Without rows it is known to be empty; with rows, it has columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total_row_count: int
    is_truncated: bool = False
    may_go_on: bool = False

    @property
    def extent(self) -> Extent:
        """How much of the result this is."""
        rows = len(self.rows)
        total = max(self.total_row_count, rows)
        return Extent(rows, total, self.is_truncated, self.may_go_on)


def typed_rows(columns: Sequence[Column], raw: Iterable[object]) -> tuple[Row, ...]:
    """Convert "data_array" to rows of Python values.

    Raises:
        GenieProtocolError: a row is not a list with one cell per column.
    """
    return tuple(each_typed_row(columns, raw))


def each_typed_row(columns: Sequence[Column], raw: Iterable[object]) -> Iterator[Row]:
    """Do the same row by row, for results that are too large for the memory."""
    readers = [_READERS.get(column.kind, str) for column in columns]
    return (_typed_row(readers, row) for row in raw)


def _typed_row(readers: Sequence[Callable[[str], Cell]], row: object) -> Row:
    if not isinstance(row, list) or len(row) != len(readers):
        raise GenieProtocolError("a row of the result does not have one cell per column")
    return tuple(_typed_cell(read, cell) for read, cell in zip(readers, row, strict=True))


def _typed_cell(read: Callable[[str], Cell], cell: object) -> Cell:
    if cell is None:
        return None
    text = cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    try:
        return read(text)
    except (ValueError, InvalidOperation, KeyError):
        return text


_BOOLEANS = {"true": True, "false": False}


def _binary(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_READERS: dict[CellKind, Callable[[str], Cell]] = {
    CellKind.INTEGER: int,
    CellKind.DECIMAL: Decimal,
    CellKind.FLOAT: float,
    CellKind.BOOLEAN: lambda text: _BOOLEANS[text.lower()],
    CellKind.DATE: date.fromisoformat,
    CellKind.TIMESTAMP: datetime.fromisoformat,
    CellKind.BINARY: _binary,
}
