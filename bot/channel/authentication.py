"""The SDK's authentication and clients, without its costs per turn."""

from collections.abc import MutableMapping
from typing import Any, Final

from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, CallerIdConstants
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    ClaimsIdentity,
    ConnectorFactory,
    UserTokenClient,
)
from cachetools import LRUCache

from bot.channel.callers import Caller, Callers
from bot.channel.connector import ChannelConnections, Connector
from bot.channel.conversations import Conversations
from bot.channel.keys import SigningKeys
from bot.channel.tokens import BotToken

CHANNEL_KEYS_URL: Final = AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
MAX_CLIENTS: Final = 100


class ChannelAuthentication(ConfigurationBotFrameworkAuthentication):
    """The SDK's authentication, through the application's own connections, and in two steps.

    caller() needs only a request's header, and is called before the body is read; admit() then
    checks the activity.

    The SDK would create a connector client and a user token client in every turn, which takes 10 ms
    of CPU, and a new Entra login for the first message. Here the first is our own (conversations),
    and there is one user token client.

    Args:
        credentials_factory: makes the bot's own credentials.
        keys_url: where the channel's signing keys are published.
    """

    def __init__(
        self,
        configuration: Any,
        connections: ChannelConnections,
        *,
        credentials_factory: Any,
        keys_url: str = CHANNEL_KEYS_URL,
    ) -> None:
        super().__init__(configuration, credentials_factory=credentials_factory)
        self._connections = connections
        self._app_id = configuration.APP_ID
        self._signature: tuple[str, BotToken | None] | None = None
        self.conversations = Conversations(connections.delivery, self.sign)
        self._connectors = _Connectors(self.conversations)
        self._user_tokens: MutableMapping[str, UserTokenClient] = LRUCache(MAX_CLIENTS)
        self._keys = SigningKeys(connections.session, keys_url, connections.clock)
        self._callers = Callers(self._keys, app_id=configuration.APP_ID)

    async def caller(self, header: str) -> Caller:
        """Return the sender of a request, by its Authorization header; see Callers.by."""
        return await self._callers.by(header)

    def admit(self, caller: Caller, activity: Activity) -> AuthenticateRequestResult:
        """Return what the adapter needs to handle a caller's activity; see Caller.check."""
        caller.check(activity)
        result = AuthenticateRequestResult()
        result.claims_identity = caller.identity
        result.audience = self.get_originating_audience()
        if not caller.is_anonymous:
            result.caller_id = CallerIdConstants.public_azure_channel
        result.connector_factory = self.create_connector_factory(caller.identity)
        return result

    async def authenticate_request(
        self, activity: Activity, auth_header: str
    ) -> AuthenticateRequestResult:
        """Do both steps; the SDK's interface."""
        return self.admit(await self.caller(auth_header), activity)

    def create_connector_factory(self, _: ClaimsIdentity) -> ConnectorFactory:
        """Return the factory of our own clients, which all send as the bot's app."""
        return self._connectors

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        """Return the cached client of the service that signs people in."""
        app_id = str(claims_identity.get_claim_value(AuthenticationConstants.AUDIENCE_CLAIM) or "")
        client = self._user_tokens.get(app_id)
        if client is None:
            client = await super().create_user_token_client(claims_identity)
            self._connections.adopt(client._client)  # noqa: SLF001 - the SDK has no public access
            self._user_tokens[app_id] = client
        return client

    async def warm_up(self) -> None:
        """Fetch what the first turn needs: the bot's token and the channel's keys.

        Raises what the credentials raise: then the bot's id or password is wrong.
        """
        await self._keys.prepare()
        await self.sign()

    async def sign(self) -> dict[str, str]:
        """Return the headers that say who sends; raises what the credentials raise."""
        if self._signature is None:
            self._signature = await self._stock_signature()
        user_agent, token = self._signature
        headers = {"User-Agent": user_agent}
        if token is not None:
            headers["Authorization"] = f"Bearer {await token.get()}"
        return headers

    async def _stock_signature(self) -> tuple[str, BotToken | None]:
        """Return the User-Agent and the token of the SDK's own client."""
        identity = ClaimsIdentity({AuthenticationConstants.AUDIENCE_CLAIM: self._app_id}, True)  # noqa: FBT003 - the SDK's
        stock = await super().create_connector_factory(identity).create("")
        token = self._connections.token_of(stock.config.credentials)
        return stock.config.user_agent, token


class _Connectors(ConnectorFactory):
    """Makes the clients of the SDK's turns."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def create(self, service_url: str, _: str | None = None) -> Connector:
        return Connector(self._conversations, service_url)
