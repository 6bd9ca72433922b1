"""Who is calling, and with which client to answer: the SDK's checks, without its costs per turn."""

from collections.abc import MutableMapping
from typing import Any, Final

from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    ClaimsIdentity,
    ConnectorFactory,
    JwtTokenExtractor,
    UserTokenClient,
)
from cachetools import LRUCache

from bot.channel.connector import ChannelConnections
from bot.channel.keys import KeysUnavailableError, SigningKeys
from bot.channel.serializing import ActivitySerializer

CHANNEL_KEYS_URL: Final = AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
EMULATOR_KEYS_URL: Final = AuthenticationConstants.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL
# Teams has a handful of service URLs, one per part of the world.
MAX_CLIENTS: Final = 100

Clients = MutableMapping[tuple[str, str | None], ConnectorClient]


class NotAuthenticatedError(Exception):
    """The request carries no token that proves it comes from a channel."""


class ChannelAuthentication(ConfigurationBotFrameworkAuthentication):
    """The stock authentication, over the application's own connections.

    One connector client per service URL and one user token client, where the SDK makes both anew
    in every turn: 10 ms of CPU, and a fresh Entra login for the first message.

    Args:
        credentials_factory: makes the bot's own credentials; None: from the configuration.
        keys_url: where the channel's signing keys are published.
    """

    def __init__(
        self,
        configuration: object,
        connections: ChannelConnections,
        *,
        credentials_factory: Any = None,
        keys_url: str = CHANNEL_KEYS_URL,
    ) -> None:
        super().__init__(configuration, credentials_factory=credentials_factory)
        self._connections = connections
        self._clients: Clients = LRUCache(MAX_CLIENTS)
        self._user_tokens: MutableMapping[str, UserTokenClient] = LRUCache(MAX_CLIENTS)
        self._keys = {
            CHANNEL_KEYS_URL: SigningKeys(connections.session, keys_url, connections.clock),
            EMULATOR_KEYS_URL: SigningKeys(
                connections.session, EMULATOR_KEYS_URL, connections.clock
            ),
        }

    async def authenticate_request(
        self, activity: Activity, auth_header: str
    ) -> AuthenticateRequestResult:
        """Check the token, and answer through the kept clients."""
        # The SDK looks its keys up in this table of the whole process; these are ours.
        JwtTokenExtractor.metadataCache.update(self._keys)
        result = await super().authenticate_request(activity, auth_header)
        result.connector_factory = _KeptClients(
            result.connector_factory, self._clients, self._connections
        )
        return result

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """Speak unasked through the kept clients."""
        factory = super().create_connector_factory(claims_identity)
        return _KeptClients(factory, self._clients, self._connections)

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        """Return the kept client of the service that signs people in."""
        app_id = str(claims_identity.get_claim_value(AuthenticationConstants.AUDIENCE_CLAIM) or "")
        client = self._user_tokens.get(app_id)
        if client is None:
            client = await super().create_user_token_client(claims_identity)
            self._connections.adopt(client._client)  # noqa: SLF001 - the SDK's way in is closed
            self._user_tokens[app_id] = client
        return client

    async def warm_up(self, claims_identity: ClaimsIdentity) -> None:
        """Fetch what the first turn would wait for: the bot's token and the channel's keys.

        Raises what the credentials raise: then the bot's id or password is wrong.
        """
        await self._keys[CHANNEL_KEYS_URL].prepare()
        client = await self.create_user_token_client(claims_identity)
        credentials = client._client.config.credentials  # noqa: SLF001 - as above
        await self._connections.token_of(credentials).get()


class _KeptClients(ConnectorFactory):
    """Makes a client for a service URL once."""

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
            stock = client._serialize  # noqa: SLF001 - the SDK takes none from outside
            client.conversations._serialize = ActivitySerializer(stock.dependencies)  # noqa: SLF001
            self._clients[key] = client
        return client


async def authenticate(
    authentication: ChannelAuthentication, activity: Activity, header: str
) -> AuthenticateRequestResult:
    """Check a request's Authorization header.

    Raises:
        NotAuthenticatedError: it is missing, or its token is not good. The SDK reports that by
            many exceptions: PermissionError, PyJWT's, KeyError (no issuer), a bare Exception
            (endorsements). Whatever it is, the request is not let in.
        KeysUnavailableError: the channel's keys cannot be fetched now.
    """
    try:
        return await authentication.authenticate_request(activity, header)
    except KeysUnavailableError:
        raise
    except Exception as exc:
        raise NotAuthenticatedError(type(exc).__name__) from exc
