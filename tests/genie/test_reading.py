"""Responses are read up to a limit, from a server that never ends."""

import gzip

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpServer

from genie import GenieUnavailableError, ResponseTooLargeError, read_at_most
from genie.exchange import MAX_RESPONSE_BYTES, exchange

LIMIT = 100_000


async def endless(request: web.Request) -> web.StreamResponse:
    """Send until the client has had enough."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 65_536)


async def bomb(_: web.Request) -> web.Response:
    """Send little that becomes much."""
    body = gzip.compress(b" " * 10 * LIMIT)
    return web.Response(body=body, headers={"Content-Encoding": "gzip"})


async def exact(_: web.Request) -> web.Response:
    """Send as much as is allowed."""
    return web.Response(body=b"x" * LIMIT)


@pytest.fixture
async def url(aiohttp_server: AiohttpServer) -> str:
    """The address of the server."""
    app = web.Application()
    app.add_routes([web.get(f"/{page.__name__}", page) for page in (endless, bomb, exact)])
    return str((await aiohttp_server(app)).make_url("/"))


@pytest.mark.parametrize("page", ["endless", "bomb"])
async def test_a_larger_response_is_an_error(
    session: aiohttp.ClientSession, url: str, page: str
) -> None:
    """The rest is not read."""
    async with session.get(url + page) as response:
        with pytest.raises(ResponseTooLargeError):
            await read_at_most(response, LIMIT)
        assert response.closed


async def test_a_response_of_the_limit_is_read(session: aiohttp.ClientSession, url: str) -> None:
    """The limit is the largest size that is allowed."""
    async with session.get(url + "exact") as response:
        assert len(await read_at_most(response, LIMIT)) == LIMIT


async def test_databricks_cannot_fill_the_memory(session: aiohttp.ClientSession, url: str) -> None:
    """A response without end is one that cannot be used."""
    with pytest.raises(GenieUnavailableError, match="ResponseTooLargeError"):
        await exchange(session, "GET", url + "endless", headers={})

    assert MAX_RESPONSE_BYTES > 25 * 2**20
