"""The SDK's authentication and clients, without its costs per turn."""

from collections.abc import MutableMapping
from typing import Any, Final

from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, CallerIdConstants
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    ClaimsIdentity,
    ConnectorFactory,
    UserTokenClient,
)
from cachetools import LRUCache

from bot.channel.callers import Caller, Callers
from bot.channel.connector import ChannelConnections
from bot.channel.keys import SigningKeys
from bot.channel.serializing import ActivitySerializer

CHANNEL_KEYS_URL: Final = AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
# Teams has a few service URLs, one per region of the world.
MAX_CLIENTS: Final = 100

Clients = MutableMapping[tuple[str, str | None], ConnectorClient]


class ChannelAuthentication(ConfigurationBotFrameworkAuthentication):
    """The SDK's authentication, through the application's own connections, and in two steps.

    caller() needs only a request's header, and is called before the body is read; admit() then
    checks
    the activity.

    There is one connector client per service URL and one user token client. The SDK would create
    both
    in every turn, which takes 10 ms of CPU, and a new Entra login for the first message.

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
        self._clients: Clients = LRUCache(MAX_CLIENTS)
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

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """Let proactive messages use the cached clients, too."""
        factory = super().create_connector_factory(claims_identity)
        return _KeptClients(factory, self._clients, self._connections)

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        """Return the cached client of the service that signs people in."""
        app_id = str(claims_identity.get_claim_value(AuthenticationConstants.AUDIENCE_CLAIM) or "")
        client = self._user_tokens.get(app_id)
        if client is None:
            client = await super().create_user_token_client(claims_identity)
            self._connections.adopt(client._client)  # noqa: SLF001 - the SDK has no public access
            self._user_tokens[app_id] = client
        return client

    async def warm_up(self, claims_identity: ClaimsIdentity) -> None:
        """Fetch what the first turn needs: the bot's token and the channel's keys.

        Raises what the credentials raise: then the bot's id or password is wrong.
        """
        await self._keys.prepare()
        client = await self.create_user_token_client(claims_identity)
        credentials = client._client.config.credentials  # noqa: SLF001 - as above
        await self._connections.token_of(credentials).get()


class _KeptClients(ConnectorFactory):
    """Creates one client for each service URL."""

    def __init__(
        self, factory: ConnectorFactory, clients: Clients, connections: ChannelConnections
    ) -> None:
        self._factory = factory
        self._clients = clients
        self._connections = connections

    async def create(self, service_url: str, audience: str | None = None) -> ConnectorClient:
        key = (service_url, audience)
        client = self._clients.get(key)
        if client is None:
            client = await self._factory.create(service_url, audience)
            self._connections.adopt(client)
            stock = client._serialize  # noqa: SLF001 - the SDK has no parameter for it
            client.conversations._serialize = ActivitySerializer(stock.dependencies)  # noqa: SLF001
            self._clients[key] = client
        return client
