"""The chunks of a result, found by link, by number, or by their count.

Genie has no endpoint of its own for chunks, and the bot's identity may not be allowed to read
statements. If a chunk cannot be read, the result keeps those before it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from genie import wire
from genie.errors import GenieError
from genie.exchange import MAX_RESPONSE_BYTES
from genie.statements import Chunk, Following, Manifest, Statement
from genie.transport import Transport

_STATEMENTS: Final = "/api/2.0/sql/statements"
# The request carries the token, so that no other path is allowed.
_CHUNK: Final = re.compile(
    rf"{_STATEMENTS}/[\w-]+/result/chunks/([0-9]{{1,9}})(?:\?[^#\s]*)?", re.ASCII
)
# Limits, so that an endless chain does not fill the memory; its texts are limited like a response.
# A table has 5,000 rows, a file 40 MB.
MAX_CHUNKS: Final = 1_000
MAX_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks that could be read, in order. is_complete: none is missing."""

    items: tuple[Chunk, ...]
    is_complete: bool


async def all_chunks(transport: Transport, statement: Statement) -> Chunks:
    """Read the chunks of a SUCCEEDED statement, as far as possible.

    Raises:
        GenieProtocolError: the first chunk does not have the documented shape.
    """
    last = statement.first_chunk()
    found, text_chars = {last.index or 0: last}, last.text_chars
    while following := last.following or _unnamed(found, statement.manifest):
        path, number = _place(following, statement)
        has_room = text_chars < MAX_RESPONSE_BYTES and _has_room(found, transport)
        if not path or number in found or not has_room:
            break
        chunk = await _chunk(transport, path)
        if chunk is None or chunk.index in found:
            break
        found[number if chunk.index is None else chunk.index] = last = chunk
        text_chars += chunk.text_chars
    ordered = tuple(found[number] for number in sorted(found))
    return Chunks(ordered, is_complete=not following)


def _unnamed(found: Mapping[int, Chunk], manifest: Manifest) -> Following:
    """Return the next chunk if nothing names it, but the manifest counts more of them."""
    parts = sum(max(1, len(chunk.links)) for chunk in found.values())
    has_rows = manifest.row_count is not None and _row_count(found) >= manifest.row_count
    is_last = parts >= (manifest.total_chunk_count or 0)
    return Following() if is_last or has_rows else Following(index=parts)


def _place(following: Following, statement: Statement) -> tuple[str, int]:
    """Return the path of a chunk and its number; "" if its address is unknown or not allowed."""
    if link := _CHUNK.fullmatch(following.path):
        return link[0], int(link[1])
    if following.index is None or not statement.statement_id.strip("."):
        return "", 0
    parts = (statement.statement_id, "result", "chunks", str(following.index))
    return wire.path(_STATEMENTS, *parts), following.index


def _has_room(found: Mapping[int, Chunk], transport: Transport) -> bool:
    is_short = len(found) < MAX_CHUNKS and _row_count(found) < MAX_ROWS
    return is_short and transport.time_left_s() > 0


def _row_count(found: Mapping[int, Chunk]) -> int:
    return sum(len(chunk.raw_rows or ()) for chunk in found.values())


async def _chunk(transport: Transport, path: str) -> Chunk | None:
    try:
        return Chunk.from_json(await transport.get(path))
    except GenieError:
        return None
