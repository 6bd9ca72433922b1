"""The deadline of a question ends every request of it, however slowly a response arrives."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpServer

from genie import (
    ClientCredentials,
    FixedToken,
    GenieUnavailableError,
    GenieUncertainError,
    RenewedToken,
    SystemClock,
)
from genie.auth import TokenSource
from genie.transport import Transport

EVERY_S = 0.05
LEFT_S = 0.1
# As many as arrive in half of the time that a request without a deadline may take.
MOST_BYTES = 600

Call = Callable[[Transport, str], Awaitable[object]]


class Trickle:
    """Sends a byte now and then, without end."""

    def __init__(self) -> None:
        self.sent = 0

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Respond."""
        response = web.StreamResponse()
        await response.prepare(request)
        while self.sent < MOST_BYTES:
            await response.write(b" ")
            self.sent += 1
            await asyncio.sleep(EVERY_S)
        return response


@pytest.fixture
def trickle() -> Trickle:
    """Where every request ends up."""
    return Trickle()


@pytest.fixture
async def url(aiohttp_server: AiohttpServer, trickle: Trickle) -> str:
    """The address of the server."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", trickle.respond)
    return str((await aiohttp_server(app)).make_url(""))


def transport(session: aiohttp.ClientSession, url: str, tokens: TokenSource) -> Transport:
    """Make a transport that soon has to end."""
    clock = SystemClock()
    deadline = clock.monotonic() + LEFT_S
    return Transport(session, base_url=url, tokens=tokens, clock=clock, deadline=deadline)


CALLS: dict[str, tuple[Call, type[Exception]]] = {
    "get": (lambda each, _: each.get("/x"), GenieUnavailableError),
    "post": (lambda each, _: each.post("/x", {}), GenieUncertainError),
    "link": (
        lambda each, url: each.read_link(f"{url}/x", (), enough_bytes=1_000_000),
        GenieUnavailableError,
    ),
}


@pytest.mark.parametrize(("call", "error"), CALLS.values(), ids=CALLS)
async def test_a_trickling_response(
    session: aiohttp.ClientSession, url: str, trickle: Trickle, call: Call, error: type[Exception]
) -> None:
    """A question whose POST may have arrived is searched for, as after any other break."""
    with pytest.raises(error):
        await call(transport(session, url, FixedToken("test-token")), url)

    assert trickle.sent < MOST_BYTES


@asynccontextmanager
async def admitted() -> AsyncIterator[None]:
    """Admit every POST at once."""
    yield


@pytest.mark.parametrize("has_token", [True, False])
async def test_a_question_that_was_admitted(
    session: aiohttp.ClientSession, url: str, trickle: Trickle, *, has_token: bool
) -> None:
    """It could wait for its turn without end, but its POST has its own time."""
    oauth = ClientCredentials(
        session, base_url=url, client_id="bot", client_secret="secret", scope="genie"
    )
    tokens = FixedToken("test-token") if has_token else RenewedToken(oauth)
    unbounded = Transport(session, base_url=url, tokens=tokens, clock=SystemClock())
    with pytest.raises(GenieUnavailableError) as caught:
        await unbounded.post("/x", {}, admission=admitted, timeout_s=LEFT_S)

    assert isinstance(caught.value, GenieUncertainError) == has_token
    assert trickle.sent < MOST_BYTES


async def test_a_trickling_token(
    session: aiohttp.ClientSession, url: str, trickle: Trickle
) -> None:
    """Nothing was posted, so that the question may be asked again."""
    principal = ClientCredentials(
        session, base_url=url, client_id="bot", client_secret="secret", scope="genie"
    )
    with pytest.raises(GenieUnavailableError) as caught:
        await transport(session, url, RenewedToken(principal)).post("/x", {})

    assert not isinstance(caught.value, GenieUncertainError)
    assert trickle.sent < MOST_BYTES
