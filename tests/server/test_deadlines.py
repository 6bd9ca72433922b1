"""A client that does not send, or does not read, is not waited for."""

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
    """On its own, aiohttp keeps it open for an hour."""
    client = await hurried.connect()
    client.say(half)

    assert await client.is_closed() == b""


@halves
async def test_half_a_request_after_a_whole_one_is_closed(hurried: Served, half: str) -> None:
    """On a connection that was kept alive."""
    client = await hurried.connect()
    assert await client.get() == "page"
    client.say(half or "G")

    assert await client.is_closed() == b""


@pytest.mark.parametrize("head", [HALF["half a line"], HALF["no last chunk"]])
async def test_a_trickle_is_closed(hurried: Served, head: str) -> None:
    """However regularly it comes: the whole has to be there in time."""
    client = await hurried.connect()
    client.say(head)

    async def trickle() -> None:
        while True:
            client.say("1\r\nx\r\n" if "chunked" in head else "x")
            await asyncio.sleep(0.01)

    trickling = asyncio.create_task(trickle())
    closed = await client.is_closed()
    trickling.cancel()

    assert closed == b""


async def test_a_body_that_does_not_come_is_a_broken_connection(hurried: Served) -> None:
    """For the application; it is told, and can end."""
    client = await hurried.connect()
    client.say(HALF["half a body"])
    await client.is_closed()
    await hurried.until(lambda: bool(hurried.bodies))

    assert hurried.bodies == ["ConnectionResetError"]


async def test_a_connection_that_is_kept_alive_owes_nothing(hurried: Served) -> None:
    """It outlives one that owes something and came after it."""
    idle, late = await hurried.connect(), await hurried.connect()
    assert await idle.get() == "page"
    late.say("GET")
    await late.is_closed()
    await asyncio.sleep(0)

    assert await idle.get() == "page"


async def test_the_server_may_take_its_time(hurried: Served) -> None:
    """A turn that answers in its response takes up to 12 s."""
    busy, late = await hurried.connect(), await hurried.connect()
    busy.say("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
    await hurried.until(lambda: hurried.busy == 1)
    late.say("GET")
    await late.is_closed()
    hurried.let_go.set()

    assert await busy.page() == "done"


async def test_requests_behind_one_another_are_all_answered(hurried: Served) -> None:
    """Also where the next one arrives while the one before it is worked on."""
    client = await hurried.connect()
    client.say(
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nwhole"
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    )

    assert [await client.page() for _ in range(3)] == ["page", "read", "page"]
    assert hurried.bodies == [b"whole"]


async def test_a_client_that_does_not_read_is_closed(hurried: Served) -> None:
    """It would hold what is sent to it in memory."""
    client = await hurried.connect(receive_buffer=4096)
    client.say("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    await hurried.until(lambda: hurried.ended == 1)


async def test_a_client_that_reads_is_not(hurried: Served) -> None:
    """However long the answer is."""
    client = await hurried.connect()
    client.say("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    ends_s = asyncio.get_running_loop().time() + 3 * HURRIED.taken_s
    while asyncio.get_running_loop().time() < ends_s:
        assert await client.reader.read(2**20)
    client.writer.close()
    await hurried.until(lambda: hurried.ended == 1)
