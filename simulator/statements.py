"""The execution of a query and its rows: states, chunks, links, expiry."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from simulator.engine import ResultTable
from simulator.people import BOT, Principal
from simulator.values import cell_text

# How long rows can be read after the query has ended.
RESULT_LIFETIME_S: Final = 3600.0

Json = dict[str, object]
# (statement, chunk_index) -> link to that chunk, and its expiration
LinkMaker = Callable[["Statement", int], tuple[str, str]]


@dataclass(slots=True)
class Statement:
    """One execution. It is ready at some time, and its rows expire RESULT_LIFETIME_S later.

    Args:
        owner: with whose permissions it was executed.
        ready_s: time from which the rows can be read, by the workspace's clock.
        chunk_rows: rows per chunk; None is all in one.
        has_links: the rows are behind links instead of in the response.
        file_format: JSON_ARRAY, or CSV for a full download.
    """

    statement_id: str
    sql: str
    result: ResultTable
    ready_s: float
    owner: Principal = BOT
    error: str | None = None
    chunk_rows: int | None = None
    has_links: bool = False
    file_format: str = "JSON_ARRAY"
    expires_at_first_read: bool = False
    is_expired: bool = False
    is_canceled: bool = False
    _cells: list[list[str | None]] | None = field(default=None, repr=False)

    def state(self, now_s: float) -> str:
        """Return PENDING, RUNNING, SUCCEEDED, FAILED, CANCELED or CLOSED."""
        if self.is_canceled:
            return "CANCELED"
        if now_s < self.ready_s:
            return "RUNNING"
        if self.error is not None:
            return "FAILED"
        is_over = self.is_expired or now_s >= self.ready_s + RESULT_LIFETIME_S
        return "CLOSED" if is_over else "SUCCEEDED"

    def split(self, chunks: int) -> None:
        """Split the rows into this many chunks, if there are enough."""
        self.chunk_rows = math.ceil(max(len(self.result.rows), 1) / chunks)

    def chunk_spans(self) -> list[tuple[int, int]]:
        """Return the first row and number of rows of each chunk; without rows there is no chunk."""
        total = len(self.result.rows)
        size = self.chunk_rows or max(total, 1)
        return [(start, min(size, total - start)) for start in range(0, total, size)]

    def cells(self, chunk_index: int | None = None) -> list[list[str | None]]:
        """Return the rows of a chunk, or all of them, as cells."""
        if self._cells is None:
            columns = self.result.columns
            self._cells = [
                [cell_text(value, column) for value, column in zip(row, columns, strict=True)]
                for row in self.result.rows
            ]
        if chunk_index is None:
            return self._cells
        start, count = self.chunk_spans()[chunk_index]
        return self._cells[start : start + count]


def statement_json(statement: Statement, now_s: float, make_link: LinkMaker) -> Json:
    """Return the statement with its first chunk, like every request for rows."""
    state = statement.state(now_s)
    status: Json = {"state": state}
    body: Json = {"statement_id": statement.statement_id, "status": status}
    if state == "FAILED":
        status["error"] = {"error_code": "BAD_REQUEST", "message": statement.error}
        status["sql_state"] = (statement.error or "")[-5:]
    if state == "SUCCEEDED":
        body["manifest"] = _manifest(statement)
        has_rows = bool(statement.result.rows)
        body["result"] = chunk_json(statement, 0, make_link) if has_rows else {}
    return body


def chunk_json(statement: Statement, index: int, make_link: LinkMaker) -> Json:
    """Return one chunk of rows, with a link to the next one."""
    spans = statement.chunk_spans()
    start, count = spans[index]
    chunk: Json = {"chunk_index": index, "row_offset": start, "row_count": count}
    following: Json = {}
    if index + 1 < len(spans):
        path = f"/api/2.0/sql/statements/{statement.statement_id}/result/chunks/{index + 1}"
        link = f"{path}?row_offset={spans[index + 1][0]}"
        following = {"next_chunk_index": index + 1, "next_chunk_internal_link": link}
    if not statement.has_links:
        return {**chunk, "data_array": statement.cells(index), **following}
    url, expiration = make_link(statement, index)
    size = {"byte_count": _byte_count(statement.cells(index))}
    return {
        "external_links": [
            {**chunk, **size, "external_link": url, "expiration": expiration, **following}
        ]
    }


def _manifest(statement: Statement) -> Json:
    columns = statement.result.columns
    chunks = [
        {
            "chunk_index": index,
            "row_offset": start,
            "row_count": count,
            "byte_count": _byte_count(statement.cells(index)),
        }
        for index, (start, count) in enumerate(statement.chunk_spans())
    ]
    manifest: Json = {
        "format": statement.file_format,
        "schema": {
            "column_count": len(columns),
            "columns": [column.to_json(position) for position, column in enumerate(columns)],
        },
        "total_chunk_count": len(chunks),
        "total_row_count": len(statement.result.rows),
        "truncated": statement.result.is_truncated,
    }
    if chunks:  # an empty result has neither
        manifest["chunks"] = chunks
        manifest["total_byte_count"] = _byte_count(statement.cells())
    return manifest


def _byte_count(rows: list[list[str | None]]) -> int:
    return sum(len(cell.encode()) + 3 if cell is not None else 5 for row in rows for cell in row)
