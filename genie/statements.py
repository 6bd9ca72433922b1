"""A statement: the run of one query, and the pieces in which its result comes."""

from dataclasses import dataclass, field
from typing import Self

from genie.errors import GenieQueryError
from genie.parsing import (
    JsonObject,
    known,
    nullable_bool,
    nullable_int,
    nullable_list,
    nullable_object,
    nullable_objects,
    nullable_str,
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
class Following:
    """Where the next chunk of a result is: its path, its number, or nothing if this is the last."""

    path: str = ""
    index: int | None = None

    def __bool__(self) -> bool:
        """Whether there is a next chunk."""
        return bool(self.path) or self.index is not None

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Read it from a chunk, or from a link to one."""
        path = nullable_str(body, "next_chunk_internal_link") or ""
        return cls(path, nullable_int(body, "next_chunk_index"))


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """Where a part of a result lies in cloud storage; its own credential, for 15 minutes.

    headers are to be sent along when it is read.
    """

    url: str = field(repr=False)
    chunk_index: int | None = None
    row_count: int | None = None
    following: Following = Following()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a link from an item of "result.external_links"."""
        headers = optional_object(body, "http_headers") or {}
        return cls(
            url=required_str(body, "external_link"),
            chunk_index=nullable_int(body, "chunk_index"),
            row_count=optional_int(body, "row_count"),
            following=Following.from_json(body),
            headers=tuple((name, optional_str(headers, name)) for name in headers),
        )


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a result: rows as they came, or links to them, and where the next part is.

    raw_rows is None where it has none, not even an empty list; row_count is what it says itself.
    """

    raw_rows: tuple[object, ...] | None = None
    links: tuple[ExternalLink, ...] = ()
    index: int | None = None
    row_count: int | None = None
    following: Following = Following()

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a chunk from "result", or from the body of the chunk's own endpoint.

        Raises:
            GenieProtocolError: something that is needed to have all of it is of a wrong type.
        """
        rows = nullable_list(body, "data_array")
        links = [ExternalLink.from_json(item) for item in nullable_objects(body, "external_links")]
        links.sort(key=lambda link: link.chunk_index or 0)
        index = nullable_int(body, "chunk_index")
        return cls(
            raw_rows=None if rows is None else tuple(rows),
            links=tuple(links),
            index=links[0].chunk_index if index is None and links else index,
            row_count=nullable_int(body, "row_count"),
            following=Following.from_json(body) or (links[-1].following if links else Following()),
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is said of a result as a whole. is_truncated: it was cut, whatever the counts say.

    listed_row_count is the sum over the chunks that it lists; has_list: it lists them all.
    """

    format: str = ""
    columns: tuple[Column, ...] = ()
    total_row_count: int | None = None
    listed_row_count: int | None = None
    has_list: bool = False
    total_chunk_count: int | None = None
    is_truncated: bool = False

    @property
    def row_count(self) -> int | None:
        """How many rows the result has; where two places differ, the larger number."""
        if self.total_row_count is None:
            return self.listed_row_count if self.has_list else None
        return max(self.total_row_count, self.listed_row_count or 0)

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build it from "manifest"."""
        schema = nullable_object(body, "schema") or {}
        listed = [nullable_int(chunk, "row_count") for chunk in nullable_objects(body, "chunks")]
        chunk_count = nullable_int(body, "total_chunk_count")
        return cls(
            format=optional_str(body, "format"),
            columns=tuple(map(Column.from_json, nullable_objects(schema, "columns"))),
            total_row_count=nullable_int(body, "total_row_count"),
            listed_row_count=sum(count or 0 for count in listed) if listed else None,
            has_list=bool(listed) and None not in listed and len(listed) >= (chunk_count or 0),
            total_chunk_count=chunk_count,
            is_truncated=nullable_bool(body, "truncated") or False,
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """What Genie says about a query's run: its state, and with SUCCEEDED its first chunk.

    result is the first chunk as it came, to be read once the manifest is known.
    """

    statement_id: str
    state: StatementState | str
    sql_state: str = ""
    manifest: Manifest = Manifest()
    result: object = field(default=None, repr=False)

    @property
    def is_unfinished(self) -> bool:
        """Whether asking again later makes sense."""
        return self.state in _UNFINISHED

    @property
    def is_expired(self) -> bool:
        """Whether the result was there once and has been thrown away."""
        return self.state == StatementState.CLOSED

    def error(self) -> GenieQueryError:
        """Return the error that this state means, to be raised where rows are needed."""
        return GenieQueryError(state=self.state, sql_state=self.sql_state)

    def first_chunk(self) -> Chunk:
        """Read the first chunk.

        Raises:
            GenieProtocolError: it does not have the documented shape.
        """
        return Chunk.from_json(nullable_object({"result": self.result}, "result") or {})

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a statement from a body that holds "statement_response".

        Raises:
            GenieProtocolError: it has no state, or its manifest is not one.
        """
        response = required_object(body, "statement_response")
        status = required_object(response, "status")
        return cls(
            statement_id=optional_str(response, "statement_id"),
            state=known(StatementState, required_str(status, "state")),
            sql_state=optional_str(status, "sql_state"),
            manifest=Manifest.from_json(nullable_object(response, "manifest") or {}),
            result=response.get("result"),
        )
