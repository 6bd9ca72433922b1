"""Tokens of people: the stock client and ours with the same token service."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import TokenResponse
from botframework.connector.auth import ClaimsIdentity, UserTokenClient
from botframework.connector.token_api.models import TokenExchangeRequest
from msrest.exceptions import HttpOperationError

from bot.channel.authentication import ChannelAuthentication
from bot.channel.connector import ChannelConnections
from tests.clocks import FakeClock
from tests.harness.recorder import Recorded, Recorder, Reply
from tests.harness.registration import APP_ID, NoCredentials

TOKEN = b'{"connectionName": "entra", "token": "user-token", "expiration": "2026-11-22T13:00:00Z"}'
NOT_FOUND = b'{"error": {"code": "NotFound", "message": "no token"}}'
IDENTITY = ClaimsIdentity({"aud": APP_ID, "appid": APP_ID}, is_authenticated=True)
USER = "29:ann +&/ü"

Call = Callable[[UserTokenClient], Awaitable[Any]]


async def get(client: UserTokenClient) -> TokenResponse | None:
    """Get the token of a person who has signed in."""
    return await client.get_user_token(USER, "entra", "msteams", "123456")


async def get_without_code(client: UserTokenClient) -> TokenResponse | None:
    """Get it without a code that the person has typed."""
    return await client.get_user_token(USER, "entra", "msteams", None)


async def exchange(client: UserTokenClient) -> TokenResponse | None:
    """Exchange the token that Teams sends."""
    request = TokenExchangeRequest(token="teams-token")
    return await client.exchange_token(USER, "entra", "msteams", request)


async def sign_out(client: UserTokenClient) -> None:
    """Sign a person out."""
    await client.sign_out_user(USER, "entra", "msteams")


@pytest.fixture
def configuration(recorder: Recorder) -> SimpleNamespace:
    """The configuration of a private cloud, which has its own token service."""
    return SimpleNamespace(APP_ID=APP_ID, APP_PASSWORD="pw", OAUTH_URL=recorder.url)


@pytest.fixture
async def stock(configuration: SimpleNamespace) -> UserTokenClient:
    """The SDK's client."""
    authentication = ConfigurationBotFrameworkAuthentication(
        configuration, credentials_factory=NoCredentials()
    )
    return await authentication.create_user_token_client(IDENTITY)


@pytest.fixture
def ours(configuration: SimpleNamespace, session: aiohttp.ClientSession) -> ChannelAuthentication:
    """The authentication that makes our client, which sends through our session."""
    connections = ChannelConnections(session, FakeClock())
    return ChannelAuthentication(configuration, connections, credentials_factory=NoCredentials())


async def outcome(client: UserTokenClient, call: Call, recorder: Recorder) -> Any:
    """Return the result or the error of the call, and the requests."""
    try:
        returned = await call(client)
        told = returned.serialize() if returned else returned
    except HttpOperationError as exc:
        told = exc.response.status_code, exc.message
    sent: list[Recorded]
    sent, recorder.requests = recorder.requests, []
    return told, sent


@pytest.mark.parametrize("call", [get, get_without_code, exchange, sign_out])
async def test_calls_are_sent_alike(
    stock: UserTokenClient, ours: ChannelAuthentication, recorder: Recorder, call: Call
) -> None:
    """Only the transport is ours."""
    recorder.usual = Reply(200, TOKEN)
    client = await ours.create_user_token_client(IDENTITY)

    told, sent = await outcome(client, call, recorder)

    assert (told, sent) == await outcome(stock, call, recorder)
    assert sent[0].headers["Authorization"] == "Bearer bot-token"
    assert "userId=29%3Aann%20%2B%26%2F%C3%BC" in sent[0].query


@pytest.mark.parametrize("call", [get, exchange, sign_out])
@pytest.mark.parametrize("status", [400, 401, 404])
async def test_refusals_raise_the_same_error(
    stock: UserTokenClient,
    ours: ChannelAuthentication,
    recorder: Recorder,
    call: Call,
    status: int,
) -> None:
    """Callers see from them whether a person has to sign in, or to consent."""
    recorder.usual = Reply(status, NOT_FOUND)
    client = await ours.create_user_token_client(IDENTITY)

    told, sent = await outcome(client, call, recorder)

    assert (told, sent) == await outcome(stock, call, recorder)
    assert len(sent) == 1


@pytest.mark.parametrize("body", [NOT_FOUND, b""])
async def test_a_person_who_has_not_signed_in_has_no_token(
    ours: ChannelAuthentication, recorder: Recorder, body: bytes
) -> None:
    """That is not an error."""
    recorder.usual = Reply(404, body)
    client = await ours.create_user_token_client(IDENTITY)

    assert await get(client) is None


async def test_one_client_and_one_connection_serve_all_turns(
    ours: ChannelAuthentication, recorder: Recorder
) -> None:
    """The SDK makes both in every turn, although few turns need a token."""
    first = await ours.create_user_token_client(IDENTITY)

    for _ in range(3):
        await get(await ours.create_user_token_client(IDENTITY))

    assert await ours.create_user_token_client(IDENTITY) is first
    assert len(recorder.requests) == 3
    assert len(recorder.connections) == 1


async def test_calls_use_the_applications_session(
    ours: ChannelAuthentication, recorder: Recorder, session: aiohttp.ClientSession
) -> None:
    """Only its owner closes it."""
    client = await ours.create_user_token_client(IDENTITY)
    await session.close()

    with pytest.raises(RuntimeError, match="Session is closed"):
        await get(client)

    assert recorder.requests == []
