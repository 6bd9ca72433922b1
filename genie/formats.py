"""The formats in which Databricks writes a full result as files, read row by row.

Raw rows are like those of "data_array": a list of strings, and None for NULL.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Protocol

from genie.errors import GenieProtocolError
from genie.tables import CellKind, Column

# Databricks' CSV writes NULL like this, and a header in the first file only. A text "null" looks
# the same and is read as NULL; an empty field of a text column is an empty text.
# Source: databricks-sdk 0.162.0, StatementExecutionAPI.execute_statement, "format".
_NULL: Final = "null"
_TEXT_NULLS: Final = frozenset({_NULL})
_OTHER_NULLS: Final = frozenset({_NULL, ""})  # also for numbers, dates and booleans
# No limit on the length of texts; the csv module's default is 128 KB.
csv.field_size_limit(2**31 - 1)

_BEGIN: Final = re.compile(r"\s*\[\s*")
_NEXT: Final = re.compile(r"\s*,\s*")
_END: Final = re.compile(r"\s*\]\s*\Z")
_DECODER: Final = json.JSONDecoder()

RawRow = list[object]


class RowsOf(Protocol):
    """Reads rows from files. is_cut: the last file ends early, perhaps within a row.

    Iterating raises GenieProtocolError, csv.Error, ValueError or RecursionError.
    """

    def __call__(
        self, columns: Sequence[Column], files: Sequence[bytes], *, is_cut: bool
    ) -> Iterator[RawRow]:
        """Yield the rows."""


def _csv_rows(
    columns: Sequence[Column], files: Sequence[bytes], *, is_cut: bool
) -> Iterator[RawRow]:
    nulls = [_TEXT_NULLS if c.kind is CellKind.TEXT else _OTHER_NULLS for c in columns]
    records = _records(b"".join(files), is_cut=is_cut)
    next(records, None)  # the header
    for record in records:
        if not record and len(columns) != 1:
            continue  # an empty line, which is a row only if there is a single column
        cells = _of_width(record or [""], len(columns))
        yield [None if cell in none else cell for cell, none in zip(cells, nulls, strict=True)]


def _records(content: bytes, *, is_cut: bool) -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", errors="replace", newline="")
    records = csv.reader(text, strict=not is_cut)
    # The last record of a file that ends early may be incomplete.
    return (record for record, _ in pairwise(records)) if is_cut else records


def _json_rows(
    columns: Sequence[Column], files: Sequence[bytes], *, is_cut: bool
) -> Iterator[RawRow]:
    for number, content in enumerate(files, start=1):
        text = content.decode("utf-8", errors="replace")
        for row in _items(text, is_cut=is_cut and number == len(files)):
            yield _of_width(row, len(columns))


def _items(text: str, *, is_cut: bool) -> Iterator[object]:
    """Yield the items of a list one by one: a large list at once would block the process."""
    begin = _BEGIN.match(text)
    position = begin.end() if begin else 0
    while not (begin and _END.match(text, position)):
        try:
            item, position = _DECODER.raw_decode(text, position)
        except ValueError:
            if is_cut:
                return
            raise
        if not begin:
            raise GenieProtocolError("a part of the full result is not a list of rows")
        yield item
        following = _NEXT.match(text, position)
        position = following.end() if following else position


def _of_width(row: object, width: int) -> RawRow:
    if not isinstance(row, list) or len(row) != width:
        raise GenieProtocolError("a row of the full result does not have one cell per column")
    return row


FORMATS: Final[Mapping[str, RowsOf]] = {"CSV": _csv_rows, "JSON_ARRAY": _json_rows}
