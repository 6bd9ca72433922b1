"""An answer's result as a file that can be sent."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.export.contents import Contents
from bot.export.csv_file import csv_file
from bot.export.names import file_name
from bot.export.xlsx_file import xlsx_file
from cards.reader import Reader


class FileFormat(StrEnum):
    """The formats of files; the values are the extensions."""

    CSV = "csv"
    XLSX = "xlsx"


CONTENT_TYPES: Final = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file as it is sent.

    Args:
        name: with the extension, without a path.
        extent_text: how much of the result the file contains, in the reader's language.
        is_own: it was read with the identity of the person who gets it, and is never kept.
    """

    name: str
    content_type: str
    content: bytes = field(repr=False)
    extent_text: str
    is_own: bool = False


def built_file(contents: Contents, file_format: FileFormat, reader: Reader) -> BuiltFile:
    """Write a result into a file. This may need the CPU for half a minute: call it in a thread.

    Raises:
        FileTooLargeError: it would exceed the maximum size, or the size of a sheet.
    """
    is_workbook = file_format is FileFormat.XLSX
    content = xlsx_file(contents, reader) if is_workbook else csv_file(contents)
    name = file_name(contents.title, file_format, name=contents.name)
    return BuiltFile(name, CONTENT_TYPES[file_format], content, contents.extent_text)
