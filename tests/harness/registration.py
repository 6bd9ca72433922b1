"""A registered bot: its id, its credentials, and the channel's published keys."""

import asyncio
import json
import time
from typing import Any

import jwt
from aiohttp import web
from botframework.connector.auth import (
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "11111111-2222-3333-4444-555555555555"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SERVICE_URL = "https://smba.trafficmanager.net/amer/"
REGISTERED = {
    "MicrosoftAppId": APP_ID,
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "tenant",
}


def token(key: rsa.RSAPrivateKey = KEY, kid: str = "known", **changes: Any) -> str:
    """Make a token like the channel's; None removes a claim."""
    claims = {
        "iss": "https://api.botframework.com",
        "aud": APP_ID,
        "exp": time.time() + 3600,
        "serviceurl": SERVICE_URL,
    } | changes
    given = {name: value for name, value in claims.items() if value is not None}
    return "Bearer " + jwt.encode(given, key, algorithm="RS256", headers={"kid": kid})


class PublishedKeys:
    """Publishes the channel's signing key, like login.botframework.com.

    asked counts the requests for the configuration, reads those for the keys. openid and keys
    replace the responses if they are set.
    """

    def __init__(self) -> None:
        self.published = {"known": KEY}
        self.endorsements = ["msteams"]
        self.asked = 0
        self.reads = 0
        self.openid: bytes | None = None
        self.keys: bytes | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.is_down = False
        self.endorsements = ["msteams"]
        self.url = ""
        self.app = web.Application()
        self.app.router.add_get("/openid", self._openid)
        self.app.router.add_get("/keys", self._keys)

    async def _openid(self, request: web.Request) -> web.Response:
        self.asked += 1
        await self.may_answer.wait()
        if self.is_down:
            raise web.HTTPServiceUnavailable
        if self.openid is not None:
            return web.Response(body=self.openid)
        return web.json_response({"jwks_uri": str(request.url.with_path("/keys"))})

    async def _keys(self, _: web.Request) -> web.Response:
        self.reads += 1
        if self.keys is not None:
            return web.Response(body=self.keys)
        keys = [
            json.loads(RSAAlgorithm.to_jwk(key.public_key()))
            | {"kid": kid, "endorsements": self.endorsements}
            for kid, key in self.published.items()
        ]
        return web.json_response({"keys": [*keys, {"kty": "EC", "kid": "of another kind"}]})


class NoCredentials(PasswordServiceClientCredentialFactory):  # type: ignore[misc]
    """The bot's credentials without any request."""

    def __init__(self) -> None:
        super().__init__(APP_ID, "secret", "tenant")

    async def create_credentials(self, app_id: str, *_: object, **__: object) -> Any:
        class Fixed(MicrosoftAppCredentials):  # type: ignore[misc]
            def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: FBT001, FBT002
                return "bot-token"

        return Fixed(app_id, "secret")
