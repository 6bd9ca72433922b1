"""Who is calling, and with which client to answer: the SDK's checks, without its costs per turn."""

from collections.abc import MutableMapping
from typing import Final

import requests
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    AuthenticateRequestResult,
    ClaimsIdentity,
    ConnectorFactory,
    UserTokenClient,
)
from cachetools import LRUCache

# Teams has a handful of service URLs, one per part of the world.
MAX_CLIENTS: Final = 100

Clients = MutableMapping[tuple[str, str | None], ConnectorClient]


class NotAuthenticatedError(Exception):
    """The request carries no token that proves it comes from a channel."""


class KeysUnavailableError(Exception):
    """The channel's signing keys cannot be fetched, so that no token can be checked."""


class ChannelAuthentication(ConfigurationBotFrameworkAuthentication):
    """The stock authentication, with one connector client per service URL and no user tokens.

    The SDK makes two clients per turn, each with credentials of its own: 10 ms of CPU, and a fresh
    Entra login for the first message. This bot signs nobody in, so it needs no user token client.
    """

    def __init__(self, configuration: object) -> None:
        super().__init__(configuration)
        self._clients: Clients = LRUCache(MAX_CLIENTS)

    async def authenticate_request(
        self, activity: Activity, auth_header: str
    ) -> AuthenticateRequestResult:
        """Check the token, and answer through the kept clients."""
        result = await super().authenticate_request(activity, auth_header)
        result.connector_factory = _KeptClients(result.connector_factory, self._clients)
        return result

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """Speak unasked through the kept clients."""
        return _KeptClients(super().create_connector_factory(claims_identity), self._clients)

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        """Return nothing: nobody is signed in."""


class _KeptClients(ConnectorFactory):
    """Makes a client for a service URL once."""

    def __init__(self, factory: ConnectorFactory, clients: Clients) -> None:
        self._factory = factory
        self._clients = clients

    async def create(self, service_url: str, audience: str | None = None) -> ConnectorClient:
        key = (service_url, audience)
        client = self._clients.get(key)
        if client is None:
            client = self._clients[key] = await self._factory.create(service_url, audience)
        return client


async def authenticate(
    authentication: ChannelAuthentication, activity: Activity, header: str
) -> AuthenticateRequestResult:
    """Check a request's Authorization header.

    Raises:
        NotAuthenticatedError: it is missing, or its token is not good. The SDK reports that by
            many exceptions: PermissionError, PyJWT's, KeyError (no issuer), IndexError (unknown
            key), a bare Exception (endorsements). Whatever it is, the request is not let in.
        KeysUnavailableError: the channel's keys cannot be fetched now.
    """
    try:
        return await authentication.authenticate_request(activity, header)
    except requests.RequestException as exc:
        raise KeysUnavailableError from exc
    except Exception as exc:
        raise NotAuthenticatedError(type(exc).__name__) from exc
