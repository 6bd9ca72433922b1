"""Reading a query's whole result, in however many pieces and places it comes."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from genie.errors import (
    GenieNotFoundError,
    GenieProtocolError,
    GenieRejectedError,
    GenieTimeoutError,
    GenieUncertainError,
)
from genie.polling import poll_delays
from genie.statements import Chunk, ExternalLink, Statement
from genie.statuses import StatementState
from genie.tables import Column, Table, typed_rows
from genie.transport import Transport

# Internal links are paths of the Statement Execution API; anything else is not followed.
_CHUNK_PATHS: Final = "/api/2.0/sql/statements/"
_BLOCK_BYTES: Final = 64 * 1024
# Genie gives at most 5,000 rows; exactly so many may be all, but more likely they are not.
# Source: https://docs.databricks.com/aws/en/genie/conversation-api, "get query results".
ROW_LIMIT: Final = 5_000

Read = Callable[[], Awaitable[Statement]]


async def finished(transport: Transport, statement: Statement, read: Read) -> Statement:
    """Read again until the statement has ended, one way or another.

    Raises:
        GenieTimeoutError: it was still running at the transport's deadline.
    """
    delays = poll_delays()
    while statement.is_unfinished:
        left_s = transport.time_left_s()
        if left_s <= 0:
            raise GenieTimeoutError("the query is still running")
        await transport.clock.sleep(min(next(delays), left_s))
        statement = await read()
    return statement


async def fresh_statement(
    transport: Transport, read: Read, run_again: Read, *, is_expired: bool = False
) -> Statement:
    """Return the finished statement; if its result has expired, run the query again, one time.

    An expired result shows as CLOSED, as 400 or 404 (Databricks does not say which), or beforehand
    by the message's status (is_expired).
    """
    if not is_expired:
        try:
            statement = await finished(transport, await read(), read)
        except GenieRejectedError as exc:
            if not _may_be_expired(exc):
                raise
        else:
            if not statement.is_expired:
                return statement
    try:
        statement = await run_again()
    except GenieUncertainError:
        statement = await read()  # whether it was run again shows here
    return await finished(transport, statement, read)


def _may_be_expired(error: GenieRejectedError) -> bool:
    if isinstance(error, GenieNotFoundError):
        return not error.is_space
    return error.status == HTTPStatus.BAD_REQUEST


async def whole_table(transport: Transport, statement: Statement) -> Table:
    """Read every chunk of a SUCCEEDED statement.

    Raises:
        GenieQueryError: the statement ended otherwise.
        GenieProtocolError: rows do not fit the columns.
    """
    if statement.state != StatementState.SUCCEEDED:
        raise statement.error()
    raw: list[object] = []
    for chunk in await _chunks(transport, statement.first_chunk):
        raw.extend(chunk.raw_rows)
        for link in chunk.links:
            raw.extend(await _linked_rows(transport, link))
    total = len(raw) if statement.total_row_count is None else statement.total_row_count
    return Table(
        columns=statement.columns,
        rows=typed_rows(statement.columns, raw),
        total_row_count=max(total, len(raw)),
        is_truncated=statement.is_truncated or len(raw) < total or len(raw) == ROW_LIMIT,
    )


async def _chunks(transport: Transport, first: Chunk) -> list[Chunk]:
    """Return the chunk and those after it. A path seen before would be a loop: it ends there."""
    chunks, seen = [first], {""}
    while (path := chunks[-1].next_chunk_path) not in seen:
        if not path.startswith(_CHUNK_PATHS):
            raise GenieProtocolError("the next chunk of the result is at an unknown place")
        seen.add(path)
        chunks.append(Chunk.from_json(await transport.get(path)))
    return chunks


async def _linked_rows(transport: Transport, link: ExternalLink) -> list[object]:
    body = await transport.read_link(link.url, link.headers)
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise GenieProtocolError("a linked part of the result is not JSON") from exc
    if not isinstance(rows, list):
        raise GenieProtocolError("a linked part of the result is not a list of rows")
    return rows


@dataclass(frozen=True, slots=True)
class FullResult:
    """A complete result as a file in one or more parts, beyond the 5,000 rows of a table.

    format is Databricks' name for it: "CSV", "ARROW_STREAM" or "JSON_ARRAY". The links live 15
    minutes. is_truncated: not even this is everything.
    """

    format: str
    columns: tuple[Column, ...]
    total_row_count: int | None
    links: tuple[ExternalLink, ...]
    is_truncated: bool = False


async def full_result(transport: Transport, statement: Statement) -> FullResult:
    """Collect the links of a finished download's statement.

    Raises:
        GenieQueryError: the statement did not succeed.
    """
    if statement.state != StatementState.SUCCEEDED:
        raise statement.error()
    chunks = await _chunks(transport, statement.first_chunk)
    links = tuple(link for chunk in chunks for link in chunk.links)
    return FullResult(
        format=statement.format,
        columns=statement.columns,
        total_row_count=statement.total_row_count,
        links=links,
        is_truncated=statement.is_truncated,
    )


async def blocks(transport: Transport, result: FullResult) -> AsyncGenerator[bytes, None]:
    """Yield the file's bytes, part after part."""
    for link in result.links:
        async with transport.download(link.url, link.headers) as stream:
            async for block in stream.iter_chunked(_BLOCK_BYTES):
                yield block
