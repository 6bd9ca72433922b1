"""Issuers of tokens: what they send, and the failures of the token endpoint."""

from collections.abc import Callable
from urllib.parse import parse_qs

import aiohttp
import pytest

from genie import ClientCredentials, Issuer, RenewedToken, TokenExchange
from genie.errors import (
    GenieAuthError,
    GenieConnectError,
    GenieError,
    GeniePermissionError,
    GenieProtocolError,
    GenieSetupError,
    GenieUnavailableError,
)
from tests.genie.fake import TOKEN, FakeGenie, Reply, drops, fails, ok, raw, token


async def subject_token() -> str:
    """Return a token to exchange."""
    return "hush"


def principal(session: aiohttp.ClientSession, base_url: str) -> ClientCredentials:
    """Make the credentials of a service principal."""
    return ClientCredentials(
        session, base_url=base_url, client_id="id", client_secret="hush", scope="genie"
    )


def federation(session: aiohttp.ClientSession, base_url: str, client_id: str = "") -> TokenExchange:
    """Make an exchange of tokens."""
    return TokenExchange(
        session,
        base_url=base_url,
        subject_token=subject_token,
        scope="genie",
        client_id=client_id,
    )


async def test_a_service_principal_is_as_databricks_documents(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie
) -> None:
    """The request has HTTP Basic with id and secret, and a form with grant and scope."""
    fake.will("POST", TOKEN, token())

    issued = await principal(session, base_url).issue()

    (request,) = fake.requests
    assert (issued.value, issued.lifetime_s) == ("t-1", 3600)
    assert request.headers["Authorization"] == "Basic aWQ6aHVzaA=="
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.body == "grant_type=client_credentials&scope=genie"


@pytest.mark.parametrize("client_id", ["", "id"])
async def test_an_exchange_is_as_databricks_documents(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie, client_id: str
) -> None:
    """There is no secret but the token; a client id selects the policy of a service principal."""
    fake.will("POST", TOKEN, token())

    issued = await federation(session, base_url, client_id).issue()

    (request,) = fake.requests
    assert issued.value == "t-1"
    assert "Authorization" not in request.headers
    assert parse_qs(str(request.body)) == {
        "grant_type": ["urn:ietf:params:oauth:grant-type:token-exchange"],
        "subject_token_type": ["urn:ietf:params:oauth:token-type:jwt"],
        "subject_token": ["hush"],
        "scope": ["genie"],
    } | ({"client_id": [client_id]} if client_id else {})


async def test_each_exchange_reads_the_subject_token_anew(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie
) -> None:
    """The other issuer's tokens expire as well."""
    subjects = iter(["one", "two"])

    async def subject() -> str:
        return next(subjects)

    fake.will("POST", TOKEN, token())
    exchange = TokenExchange(session, base_url=base_url, subject_token=subject, scope="genie")

    await exchange.issue()
    await exchange.issue()

    sent = [parse_qs(str(request.body))["subject_token"] for request in fake.requests]
    assert sent == [["one"], ["two"]]


async def test_without_a_subject_token_nothing_is_sent(
    session: aiohttp.ClientSession, base_url: str
) -> None:
    """The error is that of its source."""

    async def subject() -> str:
        raise GenieSetupError("no file")

    exchange = TokenExchange(session, base_url=base_url, subject_token=subject, scope="genie")

    with pytest.raises(GenieSetupError, match="no file"):
        await RenewedToken(exchange).token()


FAILURES: list[tuple[Reply, type[GenieError]]] = [
    (fails(401, {"error": "invalid_client"}), GenieAuthError),
    (fails(400, {"error": "invalid_request"}), GenieAuthError),
    (fails(403), GeniePermissionError),
    (fails(500), GenieUnavailableError),
    (drops, GenieUnavailableError),
    (raw(b"<html>"), GenieProtocolError),
    (fails(302, Location="https://login.example/"), GenieProtocolError),
    (ok({"access_token": "t"}), GenieProtocolError),
    (ok({"access_token": "t", "expires_in": "soon"}), GenieProtocolError),
    (ok({"expires_in": 3600}), GenieProtocolError),
]


@pytest.mark.parametrize("make", [principal, federation])
@pytest.mark.parametrize(("reply", "kind"), FAILURES)
async def test_failures_of_the_token_endpoint_are_told_apart(
    session: aiohttp.ClientSession,
    base_url: str,
    fake: FakeGenie,
    make: Callable[[aiohttp.ClientSession, str], Issuer],
    reply: Reply,
    kind: type[GenieError],
) -> None:
    """A wrong secret and an outage need different advice."""
    fake.will("POST", TOKEN, reply)

    with pytest.raises(GenieError) as caught:
        await make(session, base_url).issue()

    assert type(caught.value) is kind
    assert "hush" not in str(caught.value)


async def test_an_unreachable_token_endpoint_is_a_connection_error(
    session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    """Exceptions of other libraries do not escape here either."""
    with pytest.raises(GenieConnectError):
        await principal(session, f"http://127.0.0.1:{unused_tcp_port}").issue()


async def test_a_token_is_not_in_its_repr(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie
) -> None:
    """It may appear in tracebacks and debuggers."""
    fake.will("POST", TOKEN, token("secret"))

    assert "secret" not in repr(await principal(session, base_url).issue())
