"""The SDK's clients, which send all requests through the application's one session."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from cachetools import LRUCache
from msrest.pipeline import (
    AsyncHTTPPolicy,
    AsyncHTTPSender,
    AsyncPipeline,
    Response,
    SansIOHTTPPolicy,
)
from msrest.pipeline.universal import RawDeserializer
from yarl import URL

from bot.channel.delivery import Delivery
from bot.channel.rates import ConversationRates
from bot.channel.serializing import as_json
from bot.channel.tokens import BotToken
from genie import Clock, read_at_most

# A slower channel will not answer; the SDK would wait 100 s.
MAX_RESPONSE_BYTES: Final = 1_000_000  # the channel answers with an id
TIMEOUT: Final = aiohttp.ClientTimeout(total=30, connect=10, sock_connect=10)
# One for each scope of tokens: channels, and each bot that calls this one.
MAX_TOKENS: Final = 100


class ChannelConnections:
    """The session, the tokens and the rates that all clients of one adapter share."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self._rates = ConversationRates(clock)
        self._tokens: LRUCache[str, BotToken] = LRUCache(MAX_TOKENS)

    def token_of(self, credentials: Any) -> BotToken:
        """Return the cached token for the app and the scope of these credentials."""
        key = f"{credentials.microsoft_app_id}|{credentials.oauth_scope}"
        token = self._tokens.get(key)
        if token is None:
            token = self._tokens[key] = BotToken(credentials, self.clock)
        return token

    def adopt(self, client: Any) -> None:
        """Let a client of the SDK send through these connections."""
        config = client.config
        credentials = config.credentials
        config.pipeline = AsyncPipeline(
            [
                config.user_agent_policy,
                *([_Authorization(self.token_of(credentials))] if _is_signed(credentials) else []),
                _JsonBody(),
                Delivery(self._rates, self.clock),
            ],
            _SessionSender(self.session),
        )


def _is_signed(credentials: Any) -> bool:
    """Whether requests have a token; an emulator needs none."""
    return bool(credentials.microsoft_app_id)


class _Authorization(AsyncHTTPPolicy):
    """Adds the bot's token."""

    def __init__(self, token: BotToken) -> None:
        super().__init__()
        self._token = token

    async def send(self, request: Any, **kwargs: Any) -> Any:
        request.http_request.headers["Authorization"] = f"Bearer {await self._token.get()}"
        return await self.next.send(request, **kwargs)


class _JsonBody(SansIOHTTPPolicy):
    """Encodes what the SDK cannot; returns the decoded body, or None for a body that is no JSON.

    The SDK's own decoder raises for a gateway's error page before the status is checked.
    """

    def on_request(self, request: Any, **_: Any) -> None:
        http = request.http_request
        if isinstance(http.data, dict):  # free JSON contains models or times
            http.data = json.dumps(http.data, default=as_json)

    def on_response(self, request: Any, response: Any, **_: Any) -> None:
        response.context[RawDeserializer.CONTEXT_NAME] = response.http_response.json()


class _SessionSender(AsyncHTTPSender):
    """Sends a request of the SDK through the session."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def send(self, request: Any, **_: Any) -> Any:
        http = request.http_request
        async with self._session.request(
            http.method,
            URL(http.url, encoded=True),
            data=http.data,
            headers=http.headers,
            allow_redirects=False,  # a redirect could lead a company's data to any host
            timeout=TIMEOUT,
        ) as response:
            try:
                body = await read_at_most(response, MAX_RESPONSE_BYTES)
            except (OSError, aiohttp.ClientError):
                if response.status >= HTTPStatus.MULTIPLE_CHOICES:
                    raise
                body = b""  # the channel has accepted it; only the message's id is lost
        answer = _Answer(response.status, response.headers, response.reason or "", body)
        return Response(request, answer, {})

    async def __aexit__(self, *_: object) -> None:
        """Keep the session open; its owner closes it."""


class _Answer:
    """A response with the interface that the SDK's generated code needs."""

    def __init__(self, status: int, headers: Mapping[str, str], reason: str, body: bytes) -> None:
        self.status_code = status
        self.headers = headers
        self.reason = reason
        self._body = body

    def json(self) -> Any:
        """Return the decoded body, or None if it is empty or no JSON."""
        try:
            return json.loads(self._body) if self._body else None
        except ValueError:
            return None

    def raise_for_status(self) -> None:
        """Do nothing: the SDK calls it for the text of an error, and checks the status itself."""
