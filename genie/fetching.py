"""Reading a query's whole result, in any number of chunks and links."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from genie.causes import Cause
from genie.chunks import Chunks, all_chunks
from genie.errors import (
    GenieError,
    GenieFormatError,
    GenieProtocolError,
    GenieRejectedError,
    GenieTimeoutError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.exchange import MAX_RESPONSE_BYTES
from genie.models import QueryAttachment
from genie.polling import Tolerance, poll_delays
from genie.statements import ExternalLink, Manifest, Statement
from genie.statuses import StatementState
from genie.tables import Column, Row, Table, typed_rows
from genie.transport import Transport

# Genie returns at most 5,000 rows; a result of exactly that many is probably incomplete.
# Source: https://docs.databricks.com/aws/en/genie/conversation-api, "get query results".
ROW_LIMIT: Final = 5_000
# Formats of tables; a result without a format has the default one.
_FORMATS: Final = frozenset({"", "JSON_ARRAY"})

Read = Callable[[], Awaitable[Statement]]


async def finished(transport: Transport, statement: Statement, read: Read) -> Statement:
    """Poll until the statement has ended.

    Raises:
        GenieTimeoutError: it was still running at the transport's deadline.
    """
    delays, tolerance = poll_delays(), Tolerance()
    while statement.is_unfinished:
        left_s = transport.time_left_s()
        if left_s <= 0:
            raise GenieTimeoutError("the query is still running")
        await transport.clock.sleep(min(next(delays), left_s))
        try:
            statement = await read()
            tolerance.note_success()
        except GenieUnavailableError:
            raise  # the transport has already waited
        except GenieError as exc:
            if not tolerance.may_pass(exc):
                raise
    return statement


async def fresh_statement(
    transport: Transport, read: Read, run_again: Read, *, is_expired: bool
) -> tuple[Statement, bool]:
    """Return the finished statement, and whether it belongs to a new execution.

    If its result has expired, the query is executed again, once. An expired result shows as CLOSED,
    as 400 or 404 (Databricks does not document which), or by the message's status (is_expired).
    """
    if not is_expired:
        try:
            statement = await finished(transport, await read(), read)
        except GenieRejectedError as exc:
            if not _may_be_expired(exc):
                raise
        else:
            if not statement.is_expired:
                return statement, False
    try:
        statement = await run_again()
    except GenieUncertainError:
        statement = await read()  # its state shows whether it was executed again
    return await finished(transport, statement, read), True


def _may_be_expired(error: GenieRejectedError) -> bool:
    if error.cause is not None:
        return error.cause is Cause.NOT_FOUND
    return error.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}


async def whole_table(
    transport: Transport, statement: Statement, said: QueryAttachment | None
) -> Table:
    """Read every chunk of a SUCCEEDED statement.

    Args:
        said: the message's facts about the result; None if they are about another execution.

    Raises:
        GenieQueryError: the statement has not succeeded.
        GenieFormatError: its rows are in an unsupported format.
        GenieProtocolError: rows do not match the columns, or rows are missing.
    """
    if statement.state != StatementState.SUCCEEDED:
        raise statement.error()
    manifest = statement.manifest
    with _counting(manifest.row_count or (said.row_count if said else None)):
        chunks = await all_chunks(transport, statement)
        raw = await _raw_rows(transport, chunks, manifest.format)
        if not raw and not _is_empty(chunks, manifest, said):
            raise _unread(manifest.format)
        if raw and not manifest.columns:
            raise GenieProtocolError("a result with rows came without columns")
        rows = typed_rows(manifest.columns, raw)
    return _table(rows, chunks, manifest, said)


@contextmanager
def _counting(row_count: int | None) -> Iterator[None]:
    """Add the number of rows to errors about a result."""
    try:
        yield
    except GenieFormatError as exc:
        raise GenieFormatError(exc.format, row_count=row_count) from exc
    except GenieProtocolError as exc:
        raise GenieProtocolError(str(exc), row_count=row_count) from exc


async def _raw_rows(transport: Transport, chunks: Chunks, form: str) -> list[object]:
    raw: list[object] = []
    left_bytes = MAX_RESPONSE_BYTES
    for chunk in chunks.items:
        raw.extend(chunk.raw_rows or ())
        for link in chunk.links:
            if form not in _FORMATS:
                raise GenieFormatError(form)
            body = await transport.read_link(link.url, link.headers, enough_bytes=left_bytes + 1)
            left_bytes -= len(body)
            if left_bytes < 0:
                raise GenieProtocolError("the linked parts of the result are too large")
            raw.extend(_linked_rows(body))
    return raw


def _unread(form: str) -> GenieProtocolError:
    if form not in _FORMATS:
        return GenieFormatError(form)
    return GenieProtocolError("a result that may have rows came without any")


def _is_empty(chunks: Chunks, manifest: Manifest, said: QueryAttachment | None) -> bool:
    """Whether a result without rows is known to be empty, without a contradiction."""
    counts = [
        manifest.total_row_count,
        manifest.listed_row_count,
        said.row_count if said else None,
        *(chunk.row_count for chunk in chunks.items),
    ]
    known = [count for count in counts if count is not None]
    is_said = known or manifest.total_chunk_count == 0
    has_list = any(chunk.raw_rows is not None for chunk in chunks.items)
    is_cut = manifest.is_truncated or (said is not None and said.is_truncated)
    return chunks.is_complete and not is_cut and not any(known) and bool(is_said or has_list)


def _table(
    rows: tuple[Row, ...], chunks: Chunks, manifest: Manifest, said: QueryAttachment | None
) -> Table:
    """Make the table, and determine its extent."""
    counted = manifest.row_count
    if counted is None and said is not None:
        counted = said.row_count
    here = sum(max(chunk.row_count or 0, len(chunk.raw_rows or ())) for chunk in chunks.items)
    least = max(len(rows), manifest.listed_row_count or 0)
    has_more = not chunks.is_complete or least > len(rows)
    is_truncated = (
        manifest.is_truncated
        or (said is not None and said.is_truncated)
        or (has_more and (counted is None or counted < least))
    )
    total = max(here, least, counted or 0)
    return Table(
        columns=manifest.columns,
        rows=rows,
        total_row_count=total,
        is_truncated=is_truncated,
        may_go_on=not is_truncated and len(rows) == total == ROW_LIMIT,
    )


def _linked_rows(body: bytes) -> list[object]:
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise GenieProtocolError("a linked part of the result is not JSON") from exc
    if not isinstance(rows, list):
        raise GenieProtocolError("a linked part of the result is not a list of rows")
    return rows


@dataclass(frozen=True, slots=True)
class FullResult:
    """A complete result as one or more files, beyond the 5,000 rows of a table.

    format is Databricks' name for it: "CSV", "ARROW_STREAM" or "JSON_ARRAY". The links expire after
    15 minutes. is_truncated: even these are not all rows; is_complete: no link is missing.
    """

    format: str
    columns: tuple[Column, ...]
    total_row_count: int | None
    links: tuple[ExternalLink, ...]
    is_truncated: bool = False
    is_complete: bool = True


async def full_result(transport: Transport, statement: Statement) -> FullResult:
    """Collect the links of a finished download's statement.

    Raises:
        GenieQueryError: the statement has not succeeded.
        GenieProtocolError: it does not match the documentation.
    """
    if statement.state != StatementState.SUCCEEDED:
        raise statement.error()
    manifest, chunks = statement.manifest, await all_chunks(transport, statement)
    return FullResult(
        format=manifest.format,
        columns=manifest.columns,
        total_row_count=manifest.row_count,
        links=tuple(link for chunk in chunks.items for link in chunk.links),
        is_truncated=manifest.is_truncated,
        is_complete=chunks.is_complete,
    )
