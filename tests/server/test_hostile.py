"""Errors of clients are not errors of the server, and are not logged as such."""

import logging

import pytest

from tests.server.conftest import Served

SECRET = "eyJhbGciOi.secret"
HEAD = f"Host: x\r\nAuthorization: Bearer {SECRET}\r\n"
BROKEN = {
    "no HTTP": f"\x16\x03\x01 {SECRET}\r\n\r\n",
    "a bad header": f"POST /body HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \0{SECRET}\r\n\r\n",
    "a header without a name": f"POST /body HTTP/1.1\r\n: {SECRET}\r\n\r\n",
    "two lengths": (
        f"POST /body HTTP/1.1\r\n{HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"
    ),
    "a long header": f"POST /body HTTP/1.1\r\n{HEAD}X: {'x' * 20_000}\r\n\r\n",
    "a long line": f"POST /{SECRET}{'x' * 20_000} HTTP/1.1\r\n\r\n",
    "a bad chunk": f"POST /body HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{SECRET}",
}


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return each log record as it would be written."""
    format_line = logging.Formatter("%(levelname)s %(message)s").format
    return [f"{format_line(record)} {vars(record)}" for record in caplog.records]


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_malformed_http_is_refused(
    served: Served, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """By default aiohttp logs the malformed line, with its token, as an error."""
    client = await served.connect()
    client.send(broken)

    answer = await client.is_closed()
    assert b" 400 " in answer.splitlines()[0]
    assert b"aiohttp" not in answer
    assert [line for line in logged(caplog) if SECRET in line or "ERROR" in line] == []


async def test_a_malformed_later_chunk_is_an_incomplete_body(
    hurried: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """The HTTP parser does not report it to the application."""
    client = await hurried.connect()
    client.send(f"POST /body HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
    await client.writer.drain()
    await hurried.until(lambda: hurried.started == 1)
    client.send(f"ZZ {SECRET}\r\n")
    await client.is_closed()
    await hurried.until(lambda: bool(hurried.bodies))

    assert [line for line in logged(caplog) if SECRET in line or "ERROR" in line] == []


@pytest.mark.parametrize(
    "half", ["", "POST", "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"]
)
@pytest.mark.parametrize("is_reset", [False, True], ids=["closed", "reset"])
async def test_a_client_may_disconnect_at_any_time(
    served: Served, half: str, caplog: pytest.LogCaptureFixture, *, is_reset: bool
) -> None:
    """It is not worth a line in the log."""
    clients = [await served.connect() for _ in range(5)]
    for client in clients:
        client.send(half)
        await client.writer.drain()
        if is_reset:
            client.writer.transport.abort()
        client.writer.close()

    assert await (await served.connect()).get() == "page"
    await served.until(lambda: len(served.bodies) == served.started)
    assert [line for line in logged(caplog) if not line.startswith(("DEBUG", "INFO"))] == []


async def test_a_client_may_disconnect_during_a_response(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """A person cancels a download in the browser."""
    client = await served.connect()
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    await client.reader.readexactly(1000)
    client.writer.transport.abort()
    await served.until(lambda: served.ended == 1)

    assert await (await served.connect()).get() == "page"
    assert [line for line in logged(caplog) if not line.startswith(("DEBUG", "INFO"))] == []


async def test_compressed_bodies_are_not_unpacked(served: Served) -> None:
    """The settings of the application apply."""
    client = await served.connect()
    client.send(
        "POST /body HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbomb"
    )

    assert await client.page() == "read"
    assert served.bodies == [b"bomb"]


async def test_the_response_to_a_refused_body_is_received(served: Served) -> None:
    """The client sends the whole body before it reads the response."""
    client = await served.connect()
    client.send("POST /nowhere HTTP/1.0\r\nHost: x\r\nContent-Length: 900000\r\n\r\n")
    client.send("x" * 900_000)
    await client.writer.drain()

    assert b" 404 " in (await client.is_closed()).splitlines()[0]
