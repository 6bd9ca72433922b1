"""The content of a file, and the maximum size of files."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from genie.tables import Column, Row

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# Files are made and sent in memory. SharePoint accepts up to 60 MiB in one request.
# Source: https://learn.microsoft.com/graph/api/driveitem-createuploadsession
MAX_FILE_BYTES: Final = 50_000_000

TITLE: Final = "{title}"


class FileTooLargeError(Exception):
    """The result does not fit: the file would be too large, or the sheet is too small."""


@dataclass(frozen=True, slots=True)
class About:
    """A workbook's second sheet: lines of a label and a value, in the reader's language."""

    sheet_name: str
    lines: tuple[tuple[str, str | int], ...]


class NotWantedError(Exception):
    """The file is no longer wanted."""


class Rows:
    """A result's rows, which can be iterated several times, until they are ended."""

    def __init__(self, read: Callable[[], Iterable[Row]]) -> None:
        self._read = read
        self._is_ended = False

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows.

        Raises:
            NotWantedError: they were ended, perhaps by another thread.
        """
        for row in self._read():
            if self._is_ended:
                raise NotWantedError
            yield row

    def end(self) -> None:
        """Stop the iterations, also in other threads."""
        self._is_ended = True


@dataclass(frozen=True, slots=True)
class Contents:
    """A result to be written.

    Args:
        created: the date in the workbook's properties.
        extent_text: how much of the result the file contains, in the reader's language.
        name: of the file, with the placeholder "{title}".
    """

    title: str
    columns: Sequence[Column]
    rows: Rows
    about: About
    created: datetime
    extent_text: str
    name: str = TITLE


class CappedFile(io.BytesIO):
    """A file in memory that keeps at most max_bytes.

    It does not raise if there are more, since an incomplete archive could not be closed; it sets
    is_over.
    """

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._max_bytes = max_bytes
        self.is_over = False

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write, or drop what exceeds the limit."""
        size = memoryview(data).nbytes
        if self.is_over or self.tell() + size > self._max_bytes:
            self.is_over = True
            return size
        return super().write(data)

    def content(self) -> bytes:
        """Return the whole file.

        Raises:
            FileTooLargeError: more was written than allowed.
        """
        if self.is_over:
            raise FileTooLargeError(f"the file is larger than {self._max_bytes} bytes")
        return self.getvalue()
