"""A statement: the execution of one query, and the chunks of its result."""

from dataclasses import dataclass, field
from typing import Self

from genie.diagnosis import cause_of_failure
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
from genie.said import Said
from genie.statuses import StatementState
from genie.tables import Column

_NOTHING = Said()
_UNFINISHED = frozenset({StatementState.PENDING, StatementState.RUNNING})


@dataclass(frozen=True, slots=True)
class Following:
    """The next chunk of a result: its path, its number, or nothing after the last one."""

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
    """A link to a part of a result in cloud storage; it is a credential, valid for 15 minutes.

    headers have to be sent when it is read.
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
    """A part of a result: its rows, or links to them, and the next chunk.

    raw_rows is None if there is no list of rows; row_count is the chunk's own count.
    """

    raw_rows: tuple[object, ...] | None = None
    links: tuple[ExternalLink, ...] = ()
    index: int | None = None
    row_count: int | None = None
    following: Following = Following()

    @property
    def text_chars(self) -> int:
        """The length of all its cells, which are texts."""
        rows = (row for row in self.raw_rows or () if isinstance(row, list))
        return sum(len(cell) for row in rows for cell in row if isinstance(cell, str))

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a chunk from "result", or from the body of the chunk's own endpoint.

        Raises:
            GenieProtocolError: a field that is needed for completeness has a wrong type.
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
    """Facts about a whole result. is_truncated: there are more rows, whatever the counts say.

    listed_row_count is the sum over the listed chunks; has_list: all chunks are listed.
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
        """The number of rows of the result; if two counts differ, the larger one."""
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
    """The execution of a query: its state, and if it is SUCCEEDED, its first chunk.

    result is the undecoded first chunk, which is read once the manifest is known.
    """

    statement_id: str
    state: StatementState | str
    said: Said = _NOTHING
    manifest: Manifest = Manifest()
    result: object = field(default=None, repr=False)

    @property
    def is_unfinished(self) -> bool:
        """Whether polling again makes sense."""
        return self.state in _UNFINISHED

    @property
    def is_expired(self) -> bool:
        """Whether the result existed and has expired."""
        return self.state == StatementState.CLOSED

    def error(self) -> GenieQueryError:
        """Return the error for this state, to be raised if rows are needed."""
        logged = " ".join(filter(None, (self.said.state, self.said.logged())))
        return GenieQueryError(state=self.state, logged=logged, cause=cause_of_failure(self.said))

    def first_chunk(self) -> Chunk:
        """Read the first chunk.

        Raises:
            GenieProtocolError: it does not have the documented shape.
        """
        return Chunk.from_json(nullable_object({"result": self.result}, "result") or {})

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a statement from a body with "statement_response".

        Raises:
            GenieProtocolError: it has no state, or its manifest is not an object.
        """
        response = required_object(body, "statement_response")
        status = required_object(response, "status")
        return cls(
            statement_id=optional_str(response, "statement_id"),
            state=known(StatementState, required_str(status, "state")),
            said=_said(status),
            manifest=Manifest.from_json(nullable_object(response, "manifest") or {}),
            result=response.get("result"),
        )


def _said(status: JsonObject) -> Said:
    error = optional_object(status, "error") or {}
    return Said(
        code=optional_str(error, "error_code"),
        message=optional_str(error, "message"),
        sql_state=optional_str(status, "sql_state"),
    )
