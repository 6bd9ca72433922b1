"""A statement: the run of one query, and the pieces in which its result comes."""

from dataclasses import dataclass, field
from typing import Self

from genie.errors import GenieQueryError
from genie.parsing import (
    JsonObject,
    known,
    objects,
    optional_int,
    optional_object,
    optional_str,
    required_object,
    required_str,
)
from genie.statuses import StatementState
from genie.tables import Column

_UNFINISHED = frozenset({StatementState.PENDING, StatementState.RUNNING})


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """Where a part of a result lies in cloud storage; its own credential, for 15 minutes.

    headers are to be sent along when it is read.
    """

    url: str = field(repr=False)
    chunk_index: int = 0
    row_count: int | None = None
    next_chunk_path: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a link from an item of "result.external_links"."""
        headers = optional_object(body, "http_headers") or {}
        return cls(
            url=required_str(body, "external_link"),
            chunk_index=optional_int(body, "chunk_index") or 0,
            row_count=optional_int(body, "row_count"),
            next_chunk_path=optional_str(body, "next_chunk_internal_link"),
            headers=tuple((name, optional_str(headers, name)) for name in headers),
        )


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a result: rows as they came, or links to them, and where the next part is."""

    raw_rows: tuple[object, ...] = ()
    links: tuple[ExternalLink, ...] = ()
    next_chunk_path: str = ""

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a chunk from "result", or from the body of the chunk's own endpoint."""
        rows = body.get("data_array")
        links = tuple(map(ExternalLink.from_json, objects(body, "external_links")))
        return cls(
            raw_rows=tuple(rows) if isinstance(rows, list) else (),
            links=links,
            next_chunk_path=optional_str(body, "next_chunk_internal_link")
            or (links[-1].next_chunk_path if links else ""),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """What Genie says about a query's run: its state, and with SUCCEEDED its first chunk."""

    statement_id: str
    state: StatementState | str
    sql_state: str = ""
    detail: str = ""
    format: str = ""
    columns: tuple[Column, ...] = ()
    total_row_count: int | None = None
    is_truncated: bool = False
    first_chunk: Chunk = Chunk()

    @property
    def is_unfinished(self) -> bool:
        """Whether asking again later makes sense."""
        return self.state in _UNFINISHED

    @property
    def is_expired(self) -> bool:
        """Whether the result was there once and has been thrown away."""
        return self.state == StatementState.CLOSED

    def error(self) -> GenieQueryError:
        """Return the error that this state means, to be raised by whoever needed rows."""
        return GenieQueryError(state=self.state, sql_state=self.sql_state, detail=self.detail)

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a statement from a body that holds "statement_response".

        Raises:
            GenieProtocolError: it has no state.
        """
        response = required_object(body, "statement_response")
        status = required_object(response, "status")
        manifest = optional_object(response, "manifest") or {}
        schema = optional_object(manifest, "schema") or {}
        return cls(
            statement_id=optional_str(response, "statement_id"),
            state=known(StatementState, required_str(status, "state")),
            sql_state=optional_str(status, "sql_state"),
            detail=optional_str(optional_object(status, "error") or {}, "message"),
            format=optional_str(manifest, "format"),
            columns=tuple(map(Column.from_json, objects(schema, "columns"))),
            total_row_count=optional_int(manifest, "total_row_count"),
            is_truncated=manifest.get("truncated") is True,
            first_chunk=Chunk.from_json(optional_object(response, "result") or {}),
        )
