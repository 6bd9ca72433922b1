"""The Authorization header alone authenticates the caller, before the body is read."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

from bot.channel.adapter import bot_adapter
from bot.channel.callers import ISSUER, NotAuthenticatedError
from bot.channel.connector import ChannelConnections
from bot.turns.routes import MAX_BODY_BYTES, MESSAGES_PATH
from tests.clocks import FakeClock
from tests.harness.registration import APP_ID, SERVICE_URL, NoCredentials, PublishedKeys, token
from tests.harness.world import World

JSON = {"Content-Type": "application/json"}
LARGE = json.dumps({"channelData": [1] * 60_000, "value": [2] * 60_000}).encode()


def unsigned(header: object, claims: object) -> str:
    """Make a token with an invalid signature."""
    parts = [json.dumps(part).encode() for part in (header, claims)]
    encoded = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (*parts, b"x")]
    return f"Bearer {'.'.join(encoded)}"


def claims(**changes: object) -> dict[str, object]:
    """Return the claims of the channel's tokens."""
    ours = {"iss": ISSUER, "aud": APP_ID, "exp": time.time() + 3600, "serviceurl": SERVICE_URL}
    return ours | changes


HEADER = {"alg": "RS256", "kid": "known", "typ": "JWT"}
DEEP = json.loads("[" * 900 + "]" * 900)
FORGED = {
    "no signature": unsigned({"alg": "none"}, claims()),
    "signed with the public key": unsigned({"alg": "HS256", "kid": "known"}, claims()),
    "no key id": unsigned({"alg": "RS256"}, claims()),
    "key id a list": unsigned(HEADER | {"kid": ["known"]}, claims()),
    "header a list": unsigned([], claims()),
    "claims a list": unsigned(HEADER, []),
    "expires never": unsigned(HEADER, claims(exp=float("inf"))),
    "expires soon": unsigned(HEADER, claims(exp="soon")),
    "nested": unsigned(HEADER, claims(x=DEEP)),
    "no word": "Bearer  ",
    "two words": f"{token()} {token()}",
    "other characters": "Bearer \udce9.\udce9.\udce9",
}


@pytest.mark.parametrize("header", FORGED.values(), ids=FORGED)
async def test_forged_tokens(registered: World, header: str) -> None:
    """PyJWT raises different errors for them."""
    headers = JSON | {"Authorization": header}
    async with registered.client.post(MESSAGES_PATH, data=b"{}", headers=headers) as response:
        assert response.status == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": None},
        {"aud": None},
        {"aud": None, "appid": APP_ID, "ver": "1.0"},
        {"aud": [APP_ID]},
        {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
        {"serviceurl": None},
        {"serviceurl": [SERVICE_URL]},
        {"nbf": time.time() + 3600},
    ],
    ids="+".join,
)
async def test_signed_tokens_of_other_issuers_are_refused(
    registered: World, changes: dict[str, Any]
) -> None:
    """The SDK accepts the first ones, and the Emulator's, which this bot does not serve."""
    headers = {"Authorization": token(**changes)}
    activity = registered.activity(type="event", serviceUrl=SERVICE_URL)
    activity["channelData"] = {"tenant": {"id": "tenant"}}
    async with registered.client.post(MESSAGES_PATH, json=activity, headers=headers) as response:
        assert response.status == 401


BODIES: dict[str, tuple[dict[str, str], bytes]] = {
    "empty": (JSON, b""),
    "malformed": (JSON, b"{"),
    "no activity": (JSON, b"{}"),
    "text": ({"Content-Type": "text/plain"}, b"hello"),
    "compressed": (JSON | {"Content-Encoding": "gzip"}, b"no gzip"),
    "large": (JSON, LARGE),
    "too large": (JSON, b"x" * (MAX_BODY_BYTES + 1)),
}


@pytest.mark.parametrize(("headers", "body"), BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(
    "authorization",
    [None, "Bearer x", token(exp=time.time() - 3600)],
    ids=["no token", "no JWT", "expired"],
)
async def test_without_a_token_the_body_is_not_validated(
    registered: World, authorization: str | None, headers: dict[str, str], body: bytes
) -> None:
    """The body is not even read."""
    given = headers | ({"Authorization": authorization} if authorization else {})
    async with registered.client.post(MESSAGES_PATH, data=body, headers=given) as response:
        assert response.status == 401


@pytest.mark.parametrize("tenant", ["tenant", "another"])
async def test_without_a_token_the_tenant_is_not_disclosed(registered: World, tenant: str) -> None:
    """Unauthenticated callers must not learn which tenant a bot serves."""
    activity = registered.activity(channelData={"tenant": {"id": tenant}})
    headers = {"Authorization": "Bearer x"}
    async with registered.client.post(MESSAGES_PATH, json=activity, headers=headers) as response:
        assert response.status == 401


async def test_the_refusal_does_not_wait_for_the_body(registered: World) -> None:
    """A caller that sends no body is refused, and the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", registered.client.port)
    head = f"POST {MESSAGES_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"
    writer.write(head.encode())
    async with asyncio.timeout(60):
        answer = (await reader.read()).decode()
    writer.close()

    assert answer.startswith("HTTP/1.1 401 ")
    assert "connection: close" in answer.lower()


async def test_forged_tokens_do_not_fetch_keys(registered: World, published: PublishedKeys) -> None:
    """Keys are fetched only for tokens that may be the channel's."""
    await registered.until(lambda: published.reads == 1)  # by the warm-up
    for header in ("Bearer x", token(kid="new", aud="another"), token(kid="new", iss="evil")):
        async with registered.client.post(MESSAGES_PATH, headers={"Authorization": header}):
            pass

    assert published.asked == 1


async def test_an_endless_body_is_refused_at_the_limit(registered: World) -> None:
    """It has no Content-Length that would say so before."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 10_000
            await asyncio.sleep(0)

    headers = JSON | {"Authorization": token()}
    async with registered.client.post(MESSAGES_PATH, data=endless(), headers=headers) as response:
        assert response.status == 413


async def test_a_header_without_an_app_id_is_refused(world: World) -> None:
    """It cannot be checked, and must not be accepted."""
    headers = {"Authorization": token()}
    activity = world.activity("help")
    async with world.client.post(MESSAGES_PATH, json=activity, headers=headers) as response:
        assert response.status == 401


async def test_the_sdks_own_entry_point_checks_tokens_alike(
    session: aiohttp.ClientSession, published: PublishedKeys
) -> None:
    """An adapter that receives a header checks it by the same rules."""
    adapter = bot_adapter(
        ChannelConnections(session, FakeClock()),
        app_id=APP_ID,
        password="pw",
        app_type="MultiTenant",
        tenant_id="",
        credentials_factory=NoCredentials(),
        keys_url=published.url,
    )
    activity = Activity(
        type="event",
        channel_id="msteams",
        service_url=SERVICE_URL,
        conversation=ConversationAccount(id="a:ann"),
        from_property=ChannelAccount(id="29:ann"),
        recipient=ChannelAccount(id="28:bot"),
    )
    turns: list[str] = []

    async def note(context: TurnContext) -> None:
        turns.append(context.activity.caller_id)

    for header in ("Bearer x", token(serviceurl="https://smba.trafficmanager.net/emea/")):
        with pytest.raises(NotAuthenticatedError):
            await adapter.process_activity(header, activity, note)
    await adapter.process_activity(token(), activity, note)

    assert turns == ["urn:botframework:azure"]
