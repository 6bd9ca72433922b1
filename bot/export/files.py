"""An answer's result as a file, ready to be sent."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.export.contents import MAX_FILE_BYTES, About, Contents, FileTooLargeError, Rows
from bot.export.csv_file import csv_file
from bot.export.names import file_name
from bot.export.xlsx_file import xlsx_file
from cards.reader import Reader

__all__ = [
    "MAX_FILE_BYTES",
    "About",
    "BuiltFile",
    "Contents",
    "FileFormat",
    "FileTooLargeError",
    "Rows",
    "built_file",
]


class FileFormat(StrEnum):
    """What kinds of files there are; each is its own extension."""

    CSV = "csv"
    XLSX = "xlsx"


CONTENT_TYPES: Final = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file as it is sent. name has the extension and no path; told is how much of it this is."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    told: str = ""


def built_file(
    contents: Contents,
    file_format: FileFormat,
    reader: Reader,
    *,
    max_bytes: int = MAX_FILE_BYTES,
) -> BuiltFile:
    """Write a result into a file. It computes, for half a minute at worst: call it in a thread.

    Raises:
        FileTooLargeError: it would be larger than max_bytes, or more than a sheet holds.
    """
    if file_format is FileFormat.XLSX:
        content = xlsx_file(contents, reader, max_bytes=max_bytes)
    else:
        content = csv_file(contents, max_bytes=max_bytes)
    name = file_name(contents.title, file_format, name=contents.name)
    return BuiltFile(name, CONTENT_TYPES[file_format], content, contents.told)
