"""Exceptions of other libraries do not escape, and are mapped to the right error."""

import aiohttp
import pytest
from aiohttp import ClientConnectorError, RequestInfo
from aiohttp.client_reqrep import ConnectionKey
from aioresponses import aioresponses
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from genie import FixedToken
from genie.errors import (
    GenieConnectError,
    GenieError,
    GenieSetupError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.exchange import exchange
from genie.transport import Transport
from tests.clocks import FakeClock

HOST = "https://workspace.example"
_KEY = ConnectionKey("workspace.example", 443, True, True, None, None, None)  # noqa: FBT003
_INFO = RequestInfo(URL(HOST), "POST", CIMultiDictProxy(CIMultiDict()), URL(HOST))

NOT_SENT = [
    ClientConnectorError(_KEY, OSError(111, "refused")),
    aiohttp.ClientConnectorDNSError(_KEY, OSError(-2, "no such host")),
    aiohttp.ClientConnectorCertificateError(_KEY, ValueError("self-signed")),
    aiohttp.ClientProxyConnectionError(_KEY, OSError(111, "refused")),
    aiohttp.ClientHttpProxyError(_INFO, (), status=407),
    aiohttp.ConnectionTimeoutError(),
]
PERHAPS_SENT = [
    TimeoutError(),
    aiohttp.SocketTimeoutError(),
    aiohttp.ServerTimeoutError(),
    aiohttp.ServerDisconnectedError(),
    aiohttp.ClientOSError(104, "reset"),
    aiohttp.ClientConnectionResetError(),
    aiohttp.ClientPayloadError(),
    aiohttp.ClientResponseError(_INFO, ()),
    aiohttp.ClientConnectionError("Connector is closed"),
    ConnectionResetError(),
]
UNUSABLE = [
    aiohttp.InvalidURL("x"),
    aiohttp.NonHttpUrlClientError("ftp://x"),
    UnicodeError("label too long"),
    ValueError("Port out of range"),
]


def transport(session: aiohttp.ClientSession, base_url: str = HOST, token: str = "") -> Transport:
    return Transport(session, base_url=base_url, tokens=FixedToken(token), clock=FakeClock())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        *((error, GenieConnectError) for error in NOT_SENT),
        *((error, GenieUncertainError) for error in PERHAPS_SENT),
        *((error, GenieSetupError) for error in UNUSABLE),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_each_failure_of_a_post_says_whether_it_was_sent(
    session: aiohttp.ClientSession,
    mocked: aioresponses,
    error: Exception,
    kind: type[GenieError],
) -> None:
    """After "not sent" a question is posted again, after "perhaps" it is searched for."""
    mocked.post(f"{HOST}/x", exception=error, repeat=True)

    with pytest.raises(GenieError) as caught:
        await transport(session).post("/x", {})

    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "error", [*NOT_SENT, *PERHAPS_SENT], ids=lambda error: type(error).__name__
)
async def test_a_get_is_retried_after_any_network_error(
    session: aiohttp.ClientSession, mocked: aioresponses, error: Exception
) -> None:
    """A GET is idempotent."""
    mocked.get(f"{HOST}/x", exception=error)
    mocked.get(f"{HOST}/x", payload={"fine": True})

    assert await transport(session).get("/x") == {"fine": True}


@pytest.mark.parametrize(
    "base_url",
    [
        "http://[broken",
        "http://127.0.0.1:99999",
        "no-scheme.example",
        "ftp://workspace.example",
        "http://" + "a" * 70 + ".example",
    ],
)
async def test_an_unusable_address_is_a_setup_error(
    session: aiohttp.ClientSession, base_url: str
) -> None:
    """It comes from the settings, so that a retry does not help."""
    with pytest.raises(GenieSetupError):
        await transport(session, base_url).get("/x")


async def test_an_unusable_token_is_a_setup_error(
    session: aiohttp.ClientSession, base_url: str
) -> None:
    """A line break gets into it by copy and paste; the error must not contain the token."""
    with pytest.raises(GenieSetupError) as caught:
        await transport(session, base_url, "secret\n").post("/x", {})

    assert "secret" not in str(caught.value)


async def test_a_closed_session_is_a_setup_error() -> None:
    """At shutdown the session may be closed before the last question."""
    session = aiohttp.ClientSession()
    await session.close()

    with pytest.raises(GenieSetupError):
        await transport(session).get("/x")


async def test_parameters_are_added_to_the_query_of_the_path(
    session: aiohttp.ClientSession, mocked: aioresponses
) -> None:
    """Links to chunks have queries of their own, and page tokens may contain any character."""
    url = f"{HOST}/x?offset=3&page_token=a%2Bb%3D"
    mocked.get(url, payload={"fine": True})

    assert await transport(session).get("/x?offset=3", {"page_token": "a+b="}) == {"fine": True}


async def test_one_exchange_is_one_request(
    session: aiohttp.ClientSession, mocked: aioresponses
) -> None:
    """Retries are up to the caller, who knows what may be repeated."""
    mocked.get(f"{HOST}/x", status=503)
    mocked.get(f"{HOST}/x", payload={})

    with pytest.raises(GenieUnavailableError):
        await exchange(session, "GET", f"{HOST}/x", headers={})
