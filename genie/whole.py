"""A query's whole result, beyond the 5,000 rows of a table, as typed rows.

Databricks writes it as files. They are kept as bytes, and parsed row by row each time the rows are
read: as Python values, 40 MB of CSV would be 250 MB, or more if cells are short.
"""

import asyncio
import csv
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, Self

from genie.errors import GenieError, GenieFormatError, GenieProtocolError, GenieRejectedError
from genie.fetching import FullResult
from genie.formats import FORMATS, RawRow
from genie.statements import ExternalLink
from genie.tables import Column, Extent, Row, Table, each_typed_row
from genie.transport import Transport

# A CSV file or workbook made from it then has less than 50 MB.
MAX_BYTES: Final = 40_000_000
# A sheet of Excel has 1,048,576 rows.
# Source: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MAX_ROWS: Final = 1_000_000

Refresh = Callable[[], Awaitable[FullResult]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that keep the memory bounded."""

    max_bytes: int = MAX_BYTES
    max_rows: int = MAX_ROWS


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class WholeResult:
    """A query's rows: all of them, or as many as could be read.

    download_error is why Genie's full download could not be read, so that these are the rows of a
    table; is_limited: they were cut at our limits. If it is incomplete otherwise, Genie returned no
    more.
    """

    columns: tuple[Column, ...]
    extent: Extent
    read: Callable[[], Iterator[Row]] = field(repr=False, compare=False)
    download_error: GenieError | None = None
    is_limited: bool = False

    def rows(self) -> Iterator[Row]:
        """Yield the rows. This is CPU-bound: run it in a thread for a large result."""
        return islice(self.read(), self.extent.row_count)

    @classmethod
    def of_table(cls, table: Table, *, download_error: GenieError | None = None) -> Self:
        """Build it from a table, which is the whole result or the fallback."""
        return cls(
            columns=table.columns,
            extent=table.extent,
            read=lambda: iter(table.rows),
            download_error=download_error,
        )


async def downloaded(
    transport: Transport, result: FullResult, refresh: Refresh, limits: Limits
) -> WholeResult:
    """Download a full result.

    Args:
        refresh: returns the same result with new links, since links expire after 15 minutes.

    Raises:
        GenieFormatError: it is neither CSV nor JSON.
        GenieProtocolError: it is not in the format that it claims, or its rows do not match the
            columns.
    """
    if result.format not in FORMATS:
        raise GenieFormatError(result.format)
    if not result.links and result.total_row_count != 0:
        raise GenieProtocolError("the full result came without its files")
    files, is_cut = await _files(transport, result, refresh, limits.max_bytes)

    def raw_rows() -> Iterator[RawRow]:
        return FORMATS[result.format](result.columns, files, is_cut=is_cut)

    count = await asyncio.to_thread(_count, raw_rows(), limits.max_rows + 1)
    is_limited = is_cut or count > limits.max_rows
    extent = _extent(result, min(count, limits.max_rows), has_more=is_limited)
    return WholeResult(
        columns=result.columns,
        extent=extent,
        read=lambda: each_typed_row(result.columns, raw_rows()),
        is_limited=is_limited and not extent.is_whole,
    )


def _extent(result: FullResult, row_count: int, *, has_more: bool) -> Extent:
    """Determine how much of a full result has been read. Genie's own count takes precedence."""
    counted = result.total_row_count
    has_more = has_more or not result.is_complete
    is_uncounted = has_more and (counted is None or counted < row_count)
    total = max(counted or 0, row_count)
    return Extent(row_count, total, is_truncated=result.is_truncated or is_uncounted)


def _count(rows: Iterator[RawRow], enough: int) -> int:
    """Count rows up to a maximum, and check that they can be read."""
    try:
        return sum(1 for _ in islice(rows, enough))
    except (csv.Error, ValueError, RecursionError) as exc:
        raise GenieProtocolError(f"the full result cannot be read: {type(exc).__name__}") from exc


async def _files(
    transport: Transport, result: FullResult, refresh: Refresh, max_bytes: int
) -> tuple[list[bytes], bool]:
    """Read the files up to max_bytes, and return whether there are more."""
    files: list[bytes] = []
    left = max_bytes
    for index in range(len(result.links)):
        try:
            content = await _file(transport, result.links[index], left)
        except GenieRejectedError:  # an expired link; the status depends on the cloud
            result = await _with_fresh_links(result, refresh)
            content = await _file(transport, result.links[index], left)
        if len(content) > left:
            return [*files, content[:left]], True
        left -= len(content)
        # A file with a row count ends with a whole row, but RFC 4180 allows it to have no line
        # break.
        is_counted = result.links[index].row_count is not None
        is_open = is_counted and content and not content.endswith(b"\n")
        files.append(content + b"\n" if is_open else content)
    return files, False


async def _file(transport: Transport, link: ExternalLink, left: int) -> bytes:
    return await transport.read_link(link.url, link.headers, enough_bytes=left + 1)


async def _with_fresh_links(result: FullResult, refresh: Refresh) -> FullResult:
    links = (await refresh()).links
    if len(links) != len(result.links):
        raise GenieProtocolError("the full result has changed while it was read")
    return replace(result, links=links)
