"""Deadlines for clients that do not send, or do not read."""

import asyncio

import pytest

from tests.server.conftest import HURRIED, Served

HALF = {
    "nothing": "",
    "half a line": "POST /bo",
    "half a head": "POST /body HTTP/1.1\r\nHost: x\r\nContent-Le",
    "half a body": "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
    "half a chunk": "POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
    "no last chunk": (
        "POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
    ),
}
halves = pytest.mark.parametrize("half", HALF.values(), ids=HALF)


@halves
async def test_half_a_request_is_closed(hurried: Served, half: str) -> None:
    """By default aiohttp keeps it open for an hour."""
    client = await hurried.connect()
    client.send(half)

    assert await client.is_closed() == b""


@halves
async def test_half_a_request_after_a_whole_one_is_closed(hurried: Served, half: str) -> None:
    """The connection was kept alive after the first request."""
    client = await hurried.connect()
    assert await client.get() == "page"
    client.send(half or "G")

    assert await client.is_closed() == b""


@pytest.mark.parametrize("head", [HALF["half a line"], HALF["no last chunk"]])
async def test_a_request_sent_byte_by_byte_is_closed(hurried: Served, head: str) -> None:
    """The deadline is for the whole head or body, however regularly bytes arrive."""
    client = await hurried.connect()
    client.send(head)

    async def trickle() -> None:
        while True:
            client.send("1\r\nx\r\n" if "chunked" in head else "x")
            await asyncio.sleep(0.01)

    trickling = asyncio.create_task(trickle())
    closed = await client.is_closed()
    trickling.cancel()

    assert closed == b""


async def test_an_incomplete_body_is_a_broken_connection(hurried: Served) -> None:
    """The application gets an exception, and can end."""
    client = await hurried.connect()
    client.send(HALF["half a body"])
    await client.is_closed()
    await hurried.until(lambda: bool(hurried.bodies))

    assert hurried.bodies == ["ConnectionResetError"]


async def test_an_idle_connection_is_not_closed(hurried: Served) -> None:
    """It outlives a later connection whose request is incomplete."""
    idle, late = await hurried.connect(), await hurried.connect()
    assert await idle.get() == "page"
    late.send("GET")
    await late.is_closed()
    await asyncio.sleep(0)

    assert await idle.get() == "page"


async def test_there_is_no_deadline_for_the_response(hurried: Served) -> None:
    """A turn with its replies in the response takes up to 12 s."""
    busy, late = await hurried.connect(), await hurried.connect()
    busy.send("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
    await hurried.until(lambda: hurried.busy == 1)
    late.send("GET")
    await late.is_closed()
    hurried.release.set()

    assert await busy.page() == "done"


async def test_pipelined_requests_are_all_answered(hurried: Served) -> None:
    """The next request may arrive while the previous one is handled."""
    client = await hurried.connect()
    client.send(
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nwhole"
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    )

    assert [await client.page() for _ in range(3)] == ["page", "read", "page"]
    assert hurried.bodies == [b"whole"]


async def test_a_client_that_does_not_read_is_closed(hurried: Served) -> None:
    """The data for it would stay in memory."""
    client = await hurried.connect(receive_buffer=4096)
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    await hurried.until(lambda: hurried.ended == 1)


async def test_a_client_that_reads_is_not_closed(hurried: Served) -> None:
    """The response may take any time."""
    client = await hurried.connect()
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    ends_s = asyncio.get_running_loop().time() + 3 * HURRIED.taken_s
    while asyncio.get_running_loop().time() < ends_s:
        assert await client.reader.read(2**20)
    client.writer.close()
    await hurried.until(lambda: hurried.ended == 1)
