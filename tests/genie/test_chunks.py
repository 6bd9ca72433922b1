"""The chunks of a result: which are followed, and how missing ones are noticed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genie import GenieSpace
from genie.chunks import MAX_CHUNKS, all_chunks
from genie.errors import GenieProtocolError
from genie.exchange import MAX_RESPONSE_BYTES
from genie.models import QueryAttachment
from genie.statements import Statement
from genie.tables import Extent
from genie.transport import Transport
from tests.genie.fake import RESULT, FakeGenie, Json, Reply, drops, fails, ok, raw, result

IDS = ("c-1", "m-1", QueryAttachment("a-1"))
CHUNKS = "/api/2.0/sql/statements/s-1/result/chunks"
UNCOUNTED: Json = {"total_row_count": None}


async def test_all_chunks_are_read(space: GenieSpace, fake: FakeGenie) -> None:
    """Each chunk links the next; the link has a query that must be sent unchanged."""
    first = result(
        [["1"]],
        manifest={"total_row_count": 3},
        next_chunk_internal_link=f"{CHUNKS}/1?row_offset=1",
    )
    fake.will("GET", RESULT, ok(first))
    fake.will(
        "GET",
        f"{CHUNKS}/1",
        ok({"data_array": [["2"]], "next_chunk_internal_link": f"{CHUNKS}/2"}),
    )
    fake.will("GET", f"{CHUNKS}/2", ok({"data_array": [["3"]]}))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == (((1,), (2,), (3,)), Extent(3, 3))
    assert fake.requests[1].query == {"row_offset": "1"}
    assert fake.requests[1].headers["Authorization"] == "Bearer test-token"


@pytest.mark.parametrize(
    ("manifest", "chunk"),
    [
        (UNCOUNTED, {"next_chunk_index": 1}),
        (UNCOUNTED, {"next_chunk_index": "1", "chunk_index": 0}),
        (UNCOUNTED | {"total_chunk_count": 2}, {}),
        ({"total_row_count": 2, "total_chunk_count": 2}, {}),
        (UNCOUNTED, {"next_chunk_index": 1, "next_chunk_internal_link": "/elsewhere"}),
    ],
)
async def test_chunks_without_a_link_are_followed_by_number(
    space: GenieSpace, fake: FakeGenie, manifest: Json, chunk: Json
) -> None:
    """Some results give only the number of the next chunk, or the number of chunks."""
    fake.will("GET", RESULT, ok(result([["1"]], manifest=manifest, **chunk)))
    fake.will("GET", f"{CHUNKS}/1", ok({"data_array": [["2"]], "chunk_index": 1}))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == (((1,), (2,)), Extent(2, 2))


@pytest.mark.parametrize(
    "reply",
    [fails(403), fails(404), fails(500), drops, raw(b"<html>"), ok({"data_array": {}})],
    ids=["forbidden", "gone", "trouble", "broken", "not JSON", "no rows"],
)
@pytest.mark.parametrize(
    ("manifest", "extent"),
    [
        (UNCOUNTED, Extent(1, 1, is_truncated=True)),
        ({"total_row_count": 5}, Extent(1, 5)),
        ({"total_row_count": None, "chunks": [{"row_count": 1}, {"row_count": 3}]}, Extent(1, 4)),
        ({"total_row_count": 1}, Extent(1, 1)),
    ],
)
async def test_an_unreadable_chunk_does_not_discard_the_others(
    space: GenieSpace, fake: FakeGenie, manifest: Json, extent: Extent, reply: Reply
) -> None:
    """The bot may not be allowed to read statements.

    The rows it has are kept, and the extent says that there are more.
    """
    fake.will("GET", RESULT, ok(result([["1"]], manifest=manifest, next_chunk_index=1)))
    fake.will("GET", f"{CHUNKS}/1", reply)

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == (((1,),), extent)


async def test_without_rows_a_chunk_that_cannot_be_read_is_an_error(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """There are rows in the chunk, so that an empty table would be wrong."""
    fake.will("GET", RESULT, ok(result([], manifest=UNCOUNTED, next_chunk_index=1)))
    fake.will("GET", f"{CHUNKS}/1", fails(403))

    with pytest.raises(GenieProtocolError):
        await space.table(*IDS)


async def test_chunks_are_sorted(space: GenieSpace, fake: FakeGenie) -> None:
    """The first response may have a later chunk."""
    fake.will("GET", RESULT, ok(result([["1"]], next_chunk_index=2, chunk_index=0)))
    fake.will(
        "GET",
        f"{CHUNKS}/2",
        ok({"data_array": [["3"]], "chunk_index": 2, "next_chunk_index": 1}),
    )
    fake.will("GET", f"{CHUNKS}/1", ok({"data_array": [["2"]], "chunk_index": 1}))

    assert (await space.table(*IDS)).rows == ((1,), (2,), (3,))


@pytest.mark.parametrize(
    "second",
    [
        {"data_array": [["2"]], "next_chunk_internal_link": f"{CHUNKS}/1"},
        {"data_array": [["2"]], "next_chunk_index": 0},
        {"data_array": [["2"]], "chunk_index": 1, "next_chunk_index": 1},
    ],
)
async def test_a_loop_of_chunks_is_not_followed(
    space: GenieSpace, fake: FakeGenie, second: Json
) -> None:
    """It would fill the memory and duplicate rows."""
    first = result([["1"]], manifest={"total_row_count": 9}, next_chunk_internal_link=f"{CHUNKS}/1")
    fake.will("GET", RESULT, ok(first))
    fake.will("GET", f"{CHUNKS}/1", ok(second))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == (((1,), (2,)), Extent(2, 9))


async def test_a_repeated_chunk_is_left_out(space: GenieSpace, fake: FakeGenie) -> None:
    """The next chunk's address may return the same chunk."""
    fake.will("GET", RESULT, ok(result([["1"]], manifest=UNCOUNTED, next_chunk_index=1)))
    fake.will("GET", f"{CHUNKS}/1", ok({"data_array": [["1"]], "chunk_index": 0}))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == (((1,),), Extent(1, 1, is_truncated=True))


class Endless:
    """A transport that links every chunk to another."""

    def __init__(self, *, left_s: float = 1.0, cell: str = "1") -> None:
        self.reads = 0
        self.left_s = left_s
        self.cell = cell

    def time_left_s(self) -> float:
        """Return the time left in seconds."""
        return self.left_s

    async def get(self, path: str) -> Json:
        """Return another chunk."""
        self.reads += 1
        return {"data_array": [[self.cell]], "next_chunk_index": int(path.rpartition("/")[2]) + 1}


MANY = "x" * (MAX_RESPONSE_BYTES // 4)


@pytest.mark.parametrize(
    ("left_s", "cell", "reads"), [(1.0, "1", MAX_CHUNKS - 1), (0.0, "1", 0), (1.0, MANY, 4)]
)
async def test_an_endless_chain_ends(left_s: float, cell: str, reads: int) -> None:
    """The limits are the number of chunks, the time, and the size of a response.

    The result is marked as incomplete.
    """
    endless = Endless(left_s=left_s, cell=cell)
    statement = Statement.from_json(result([["1"]], manifest=UNCOUNTED, next_chunk_index=1))
    transport: Any = endless
    typed: Transport = transport

    chunks = await all_chunks(typed, statement)

    assert (endless.reads, chunks.is_complete) == (reads, False)


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/x",
        "/api/2.0/secrets/get",
        "//evil/x",
        "/api/2.0/sql/statements/../../../api/2.0/secrets/list",
        f"{CHUNKS}/1/../../../../../secrets/list",
        f"{CHUNKS}/1#x",
    ],
)
async def test_links_to_other_addresses_are_not_followed(
    space: GenieSpace, fake: FakeGenie, path: str
) -> None:
    """The token is sent to the documented endpoint only; the result is marked as truncated."""
    fake.will("GET", RESULT, ok(result([["1"]], manifest=UNCOUNTED, next_chunk_internal_link=path)))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == (((1,),), Extent(1, 1, is_truncated=True))
    assert len(fake.requests) == 1


@pytest.mark.parametrize("statement_id", [None, "", "..", 7])
async def test_without_a_statement_id_no_chunk_is_read(
    space: GenieSpace, fake: FakeGenie, statement_id: object
) -> None:
    """The id is part of the address."""
    body: Any = result([["1"]], manifest=UNCOUNTED, next_chunk_index=1)
    body["statement_response"]["statement_id"] = statement_id
    fake.will("GET", RESULT, ok(body))

    assert not (await space.table(*IDS)).extent.is_whole
    assert len(fake.requests) == 1


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=6),
    readable=st.integers(0, 6),
    is_counted=st.booleans(),
    how=st.sampled_from(["link", "number", "count"]),
)
async def test_a_result_is_complete_only_with_all_chunks(
    sizes: list[int], readable: int, how: str, *, is_counted: bool
) -> None:
    """This holds for any division into chunks, and any number of readable ones."""
    total, bodies = sum(sizes), []
    for number, size in enumerate(sizes):
        body: Json = {"data_array": [["1"]] * size, "chunk_index": number}
        if number + 1 < len(sizes) and how != "count":
            name = {"link": "next_chunk_internal_link", "number": "next_chunk_index"}[how]
            body[name] = number + 1 if how == "number" else f"{CHUNKS}/{number + 1}"
        bodies.append(body)
    statement = Statement.from_json(
        result(
            [],
            manifest={
                "total_row_count": total if is_counted else None,
                "total_chunk_count": len(sizes),
            },
        )
    )
    transport: Any = Scripted(bodies, readable)

    chunks = await all_chunks(transport, replace(statement, result=bodies[0]))

    rows = sum(len(chunk.raw_rows or ()) for chunk in chunks.items)
    here = [chunk.index for chunk in chunks.items]
    assert here == list(range(len(here)))
    assert rows == sum(sizes[: len(here)])
    has_all = len(here) == len(sizes)
    assert chunks.is_complete == (has_all or (is_counted and how == "count" and rows == total))


class Scripted:
    """A transport with these chunks, of which only the first ones can be read."""

    def __init__(self, bodies: list[Json], readable: int) -> None:
        self.bodies = bodies
        self.readable = readable

    def time_left_s(self) -> float:
        """Return the time left in seconds."""
        return 1.0

    async def get(self, path: str) -> Json:
        """Return a chunk, or fail."""
        number = int(path.rpartition("/")[2])
        if number > self.readable:
            raise GenieProtocolError("unreadable")
        return self.bodies[number]
