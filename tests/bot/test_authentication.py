"""Who is let in, once the bot has an app id: only callers with a token of the Bot Framework."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from botframework.connector.auth import ChannelValidation
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.bot.conftest import Start
from tests.bot.world import World

APP_ID = "11111111-2222-3333-4444-555555555555"
SERVICE_URL = "https://smba.trafficmanager.net/amer/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Keys(BaseHTTPRequestHandler):
    """Publishes the channel's signing key, as login.botframework.com does."""

    def do_GET(self) -> None:
        """Answer both documents."""
        host = f"http://{self.headers['Host']}"
        key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        body: dict[str, Any] = {"keys": [key | {"kid": "known", "endorsements": ["msteams"]}]}
        if self.path == "/openid":
            body = {"jwks_uri": f"{host}/keys"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Publish the keys on this machine; the SDK fetches them blockingly, so on a thread."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever).start()
        url = f"http://127.0.0.1:{server.server_port}/openid"
        monkeypatch.setattr(ChannelValidation, "open_id_metadata_endpoint", url)
        yield
        server.shutdown()


@pytest.fixture
async def registered(start: Start) -> World:
    """A bot with an app id."""
    return await start(
        MicrosoftAppId=APP_ID, MicrosoftAppPassword="secret", MicrosoftAppTenantId="tenant"
    )


def token(key: rsa.RSAPrivateKey = KEY, kid: str = "known", **changes: Any) -> str:
    """Make a token as the channel does; None takes a claim out."""
    claims = {
        "iss": "https://api.botframework.com",
        "aud": APP_ID,
        "exp": time.time() + 3600,
        "serviceurl": SERVICE_URL,
    } | changes
    given = {name: value for name, value in claims.items() if value is not None}
    return "Bearer " + jwt.encode(given, key, algorithm="RS256", headers={"kid": kid})


async def status(world: World, header: str | None, **changes: Any) -> int:
    """Deliver an event that needs no answer, and return the status."""
    ours = {"tenant": {"id": "tenant"}}
    activity = world.activity(type="event", serviceUrl=SERVICE_URL, channelData=ours) | changes
    headers = {} if header is None else {"Authorization": header}
    response = await world.client.post("/api/messages", json=activity, headers=headers)
    assert response.status == 201 or (await response.json())["error"]["message"]
    return response.status


@pytest.mark.usefixtures("keys")
async def test_the_channel_is_let_in(registered: World) -> None:
    """With a token for this bot and this service URL."""
    assert await status(registered, token()) == 201


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer garbage",
        "Bearer a.b.c",
        "Basic dXNlcjpwdw==",
        token(OTHER_KEY),
        token(kid="unknown"),
        token(exp=time.time() - 3600),
        token(iss=None),
        token(iss="https://evil.example"),
        token(aud="another-bot"),
        token(serviceurl="https://smba.trafficmanager.net/emea/"),
    ],
    ids=[
        "no header",
        "empty",
        "no token",
        "garbage",
        "three parts of garbage",
        "basic",
        "wrong signature",
        "unknown key",
        "expired",
        "no issuer",
        "wrong issuer",
        "another bot's",
        "another service URL's",
    ],
)
async def test_nobody_else_is(registered: World, header: str | None) -> None:
    """The SDK answers several of these with 500 or 404."""
    assert await status(registered, header) == 401


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "channel_data",
    [None, {}, "tenant", {"tenant": "tenant"}, {"tenant": {}}, {"tenant": {"id": "another"}}],
)
async def test_other_tenants_are_not_served(registered: World, channel_data: object) -> None:
    """A bot's id is no secret: anybody can install it in a tenant of their own."""
    assert await status(registered, token(), channelData=channel_data) == 403


@pytest.mark.usefixtures("keys")
async def test_a_bot_without_a_tenant_serves_all(start: Start) -> None:
    """Multi-tenant bots are meant for that; with a tenant they serve only that one."""
    type_ = {"MicrosoftAppType": "MultiTenant", "MicrosoftAppPassword": "secret"}
    open_to_all = await start(MicrosoftAppId=APP_ID, **type_)

    assert await status(open_to_all, token(), channelData={"tenant": {"id": "another"}}) == 201


@pytest.mark.usefixtures("keys")
async def test_a_key_vouches_for_its_channels_only(registered: World) -> None:
    """The key is endorsed for Teams."""
    assert await status(registered, token(), channelId="webchat") == 401


async def test_without_keys_nobody_is_let_in(
    registered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the caller's fault, so it may try again."""
    monkeypatch.setattr(ChannelValidation, "open_id_metadata_endpoint", "http://127.0.0.1:9/openid")

    assert await status(registered, token()) == 503


@pytest.mark.usefixtures("keys")
async def test_a_registered_bot_answers_no_loopback(registered: World) -> None:
    """Where an attacker on the machine would listen for a company's data."""
    header = token(serviceurl=registered.channel.url)

    assert await status(registered, header, serviceUrl=registered.channel.url) == 403
