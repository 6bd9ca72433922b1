"""The login service: signs the channel's tokens, publishes the keys, and issues the bot's tokens.

It does what Entra and the Bot Framework's login do, on loopback: issuing the bot's token takes some
time, so that a bot that waits for it on its event loop is detected. Source:
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from testkit.hosts import HOST, serving

APP_ID: Final = "5f2a3c1e-0000-4000-8000-00000000b07a"
ISSUER: Final = "https://api.botframework.com"
OPENID_PATH: Final = "/openid"
TOKEN_PATH: Final = "/token"  # noqa: S105 - a path
TOKEN_TAKES_S: Final = 0.3
TOKEN_LASTS_S: Final = 10
_KEYS_PATH: Final = "/keys"
_KEY_ID: Final = "bench"


class Login:
    """Counts its requests. authorization() makes the channel's header for the bot."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.keys_read = 0
        self.tokens_given = 0

    def authorization(self, service_url: str) -> str:
        """Sign a token of the channel for this service URL and this bot."""
        now_s = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": APP_ID,
            "serviceurl": service_url,
            "nbf": now_s - 60,
            "exp": now_s + 3600,
        }
        token = jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": _KEY_ID})
        return f"Bearer {token}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Listen inside the block, and yield the address."""
        app = web.Application()
        app.router.add_get(OPENID_PATH, self._openid)
        app.router.add_get(_KEYS_PATH, self.keys)
        app.router.add_post(TOKEN_PATH, self._token)
        async with serving(app) as port:
            yield f"http://{HOST}:{port}"

    async def _openid(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"issuer": ISSUER, "jwks_uri": f"{request.url.origin()}{_KEYS_PATH}"}
        )

    async def keys(self, _: web.Request) -> web.StreamResponse:
        """Return the published keys."""
        self.keys_read += 1
        key: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return web.json_response(
            {"keys": [key | {"kid": _KEY_ID, "endorsements": ["msteams", "webchat"]}]}
        )

    async def _token(self, _: web.Request) -> web.Response:
        await asyncio.sleep(TOKEN_TAKES_S)
        self.tokens_given += 1
        token = {"access_token": f"bench-{self.tokens_given}", "expires_in": TOKEN_LASTS_S}
        return web.json_response(token | {"token_type": "Bearer"})
