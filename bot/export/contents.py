"""What goes into a file, and how large a file may become."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from genie.tables import Column, Row

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# A file is made and sent in memory. SharePoint takes up to 60 MiB in one request.
# Source: https://learn.microsoft.com/graph/api/driveitem-createuploadsession
MAX_FILE_BYTES: Final = 50_000_000

TITLE: Final = "{title}"


class FileTooLargeError(Exception):
    """The result does not fit: the file is larger than allowed, or no sheet holds so much."""


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook's second sheet says: lines of a label and a value, in the reader's words."""

    sheet_name: str
    lines: tuple[tuple[str, str | int], ...]


class NotWantedError(Exception):
    """The file is not wanted any more."""


class Rows:
    """A result's rows, as often as they are gone through, until they are ended."""

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
        """Stop the thread that iterates over them."""
        self._is_ended = True


@dataclass(frozen=True, slots=True)
class Contents:
    """A result to be written.

    Args:
        created: the workbook's own date.
        extent_text: how much of the result it is, in the reader's words.
        name: the file's, with "{title}" in it, for one whose name says more.
    """

    title: str
    columns: Sequence[Column]
    rows: Rows
    about: About
    created: datetime
    extent_text: str
    name: str = TITLE


class CappedFile(io.BytesIO):
    """A file in memory that keeps nothing beyond so many bytes.

    It does not raise then, since a half-written archive could not be closed; is_over tells.
    """

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._max_bytes = max_bytes
        self.is_over = False

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write, or forget what is beyond the limit."""
        size = memoryview(data).nbytes
        if self.is_over or self.tell() + size > self._max_bytes:
            self.is_over = True
            return size
        return super().write(data)

    def content(self) -> bytes:
        """Return the whole file.

        Raises:
            FileTooLargeError: it was to become larger than allowed.
        """
        if self.is_over:
            raise FileTooLargeError(f"the file is larger than {self._max_bytes} bytes")
        return self.getvalue()
