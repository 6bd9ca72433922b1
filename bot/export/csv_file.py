"""A result as CSV, without loss, for programs and for Excel.

UTF-8 with a byte order mark, which Excel needs for Chinese; RFC 4180. NULL and an empty text are
both an empty field. Dates and times are ISO 8601, times in UTC; numbers have all of their digits;
bytes are base64.
"""

import base64
import csv
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from bot.export.cells import (
    clean,
    date_text,
    decimal_text,
    float_text,
    moment_text,
)
from bot.export.contents import MAX_FILE_BYTES, CappedFile, Contents
from bot.export.formulas import harmless

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def csv_file(contents: Contents, *, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """Write a result. This needs the CPU: call it in a thread.

    Texts, headings and bytes that a spreadsheet would execute get an apostrophe.

    Raises:
        FileTooLargeError: it would be larger than max_bytes.
    """
    file = CappedFile(max_bytes)
    file.write(_BYTE_ORDER_MARK)
    writer = csv.writer(_Utf8(file))
    writer.writerow([_harmless(column.name) for column in contents.columns])
    for row in contents.rows:
        writer.writerow([_WRITERS[type(cell)](cell) for cell in row])
        if file.is_over:
            break
    return file.content()


class _Utf8:
    """The file to which csv.writer writes text."""

    def __init__(self, file: CappedFile) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


def _harmless(text: str) -> str:
    return harmless(clean(text))


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _: "",
    str: _harmless,
    bool: lambda value: "true" if value else "false",
    int: str,
    Decimal: decimal_text,
    float: float_text,
    datetime: moment_text,
    date: date_text,
    bytes: lambda value: _harmless(base64.b64encode(value).decode("ascii")),
}
