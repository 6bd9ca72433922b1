"""The SDK's clients, which send all requests through the application's one session."""

from typing import Any, Final, Self

import aiohttp
from botbuilder.schema import Activity as SdkActivity
from botbuilder.schema import (
    ConversationParameters,
    ConversationResourceResponse,
    ResourceResponse,
)
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

from bot.channel.conversations import Conversations, Place
from bot.channel.delivery import Delivery
from bot.channel.exchange import Answer, Request
from bot.channel.rates import Urgency
from bot.channel.serializing import as_json, encoded
from bot.channel.tokens import BotToken
from genie import Clock

# One for each scope of tokens.
MAX_TOKENS: Final = 100


class ChannelConnections:
    """The session, the tokens and the rates that all clients of one adapter share."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self.delivery = Delivery(session, clock)
        self._tokens: LRUCache[str, BotToken] = LRUCache(MAX_TOKENS)

    def token_of(self, credentials: Any) -> BotToken | None:
        """Return the cached token of these credentials; None: an emulator needs none."""
        if not credentials.microsoft_app_id:
            return None
        key = f"{credentials.microsoft_app_id}|{credentials.oauth_scope}"
        token = self._tokens.get(key)
        if token is None:
            token = self._tokens[key] = BotToken(credentials, self.clock)
        return token

    def adopt(self, client: Any) -> None:
        """Let a client of the SDK send through these connections."""
        config = client.config
        token = self.token_of(config.credentials)
        config.pipeline = AsyncPipeline(
            [
                config.user_agent_policy,
                *([_Authorization(token)] if token else []),
                _JsonBody(),
            ],
            _Sender(self.delivery),
        )


class Connector:
    """What the SDK uses of its connector client; each method returns what the SDK's own does."""

    def __init__(self, conversations: Conversations, service_url: str) -> None:
        self._ours = conversations
        self._service_url = service_url

    @property
    def conversations(self) -> Self:
        """The SDK's own client has an object of its own for them."""
        return self

    async def send_to_conversation(
        self, conversation_id: str, activity: SdkActivity
    ) -> ResourceResponse | None:
        """Send a message that is no reply."""
        return await self.reply_to_activity(conversation_id, "", activity)

    async def reply_to_activity(
        self, conversation_id: str, activity_id: str, activity: SdkActivity
    ) -> ResourceResponse | None:
        """Send a reply."""
        place = Place(self._service_url, conversation_id, activity_id)
        return _resource(await self._ours.send(place, as_json(activity)))

    async def update_activity(
        self, conversation_id: str, activity_id: str, activity: SdkActivity
    ) -> ResourceResponse | None:
        """Replace a message."""
        place = Place(self._service_url, conversation_id)
        return _resource(await self._ours.update(place, activity_id, as_json(activity)))

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        """Delete a message."""
        await self._ours.delete(Place(self._service_url, conversation_id), activity_id)

    async def create_conversation(
        self, parameters: ConversationParameters
    ) -> ConversationResourceResponse:
        """Create a conversation."""
        created = await self._ours.create(self._service_url, as_json(parameters))
        return ConversationResourceResponse.deserialize(created)


def _resource(answer: Any) -> ResourceResponse | None:
    return ResourceResponse.deserialize(answer) if isinstance(answer, dict) else None


class _Authorization(AsyncHTTPPolicy):
    """Adds the bot's token."""

    def __init__(self, token: BotToken) -> None:
        super().__init__()
        self._token = token

    async def send(self, request: Any, **kwargs: Any) -> Any:
        request.http_request.headers["Authorization"] = f"Bearer {await self._token.get()}"
        return await self.next.send(request, **kwargs)


class _JsonBody(SansIOHTTPPolicy):
    """Encodes bodies; returns the decoded body, or None for a body that is no JSON.

    The SDK's own decoder raises for a gateway's error page before the status is checked.
    """

    def on_request(self, request: Any, **_: Any) -> None:
        http = request.http_request
        if isinstance(http.data, dict):
            http.data = encoded(http.data)

    def on_response(self, request: Any, response: Any, **_: Any) -> None:
        response.context[RawDeserializer.CONTEXT_NAME] = response.http_response.json()


class _Sender(AsyncHTTPSender):
    """Sends a request of the SDK that belongs to no conversation."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    async def send(self, request: Any, **_: Any) -> Any:
        http = request.http_request
        url = URL(http.url, encoded=True)
        ours = Request(http.method, url, http.headers, http.data)
        answer = await self._delivery.deliver(ours, Urgency.NOTICE)
        return Response(request, _SdkAnswer(answer), {})

    async def __aexit__(self, *_: object) -> None:
        """Keep the session open; its owner closes it."""


class _SdkAnswer:
    """A response with the interface that the SDK's generated code needs."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.headers = answer.headers
        self.reason = answer.reason
        self.json = answer.json

    def raise_for_status(self) -> None:
        """Do nothing: the SDK calls it for the text of an error, and checks the status itself."""
