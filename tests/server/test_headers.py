"""The headers of all responses."""

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from server.headers import PROTECTING, protect


async def page(_: web.Request) -> web.Response:
    """Answer."""
    return web.Response(text="page")


async def stream(request: web.Request) -> web.StreamResponse:
    """Answer bit by bit."""
    response = web.StreamResponse()
    await response.prepare(request)
    return response


async def broken(_: web.Request) -> web.Response:
    """Fail."""
    raise RuntimeError


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/page", 200),
        ("GET", "/stream", 200),
        ("POST", "/page", 405),
        ("GET", "/nothing", 404),
        ("GET", "/broken", 500),
    ],
)
async def test_browsers_are_told_to_be_careful(
    aiohttp_client: AiohttpClient, method: str, path: str, status: int
) -> None:
    """This holds for errors, too; no response names versions of programs."""
    app = web.Application()
    app.add_routes([web.get(f"/{each.__name__}", each) for each in (page, stream, broken)])
    app.on_response_prepare.append(protect)
    response = await (await aiohttp_client(app)).request(method, path)

    assert response.status == status
    assert PROTECTING.items() <= response.headers.items()
    assert "Server" not in response.headers
