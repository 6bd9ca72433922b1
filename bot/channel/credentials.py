"""The bot's credentials at Entra: the SDK's, over connections with the proxies of our settings."""

from collections.abc import Callable
from typing import Any

import msal
import requests
from botbuilder.integration.aiohttp import ConfigurationServiceClientCredentialFactory
from botframework.connector.auth import ManagedIdentityAppCredentials, MicrosoftAppCredentials
from requests.adapters import HTTPAdapter

ProxyOf = Callable[[str], str]


def no_proxy(_: str) -> str:
    """Return "": requests go to the host of their URL."""
    return ""


class EntraCredentials(ConfigurationServiceClientCredentialFactory):
    """Makes the SDK's credentials, with a session of ours below MSAL.

    Args:
        proxy_of: returns the proxy for a URL, or "".
    """

    def __init__(self, configuration: Any, proxy_of: ProxyOf) -> None:
        super().__init__(configuration)
        self._proxy_of = proxy_of

    async def create_credentials(self, *args: Any, **kwargs: Any) -> Any:
        """Make the credentials of the bot for a scope; see the SDK's interface."""
        credentials = await super().create_credentials(*args, **kwargs)
        if isinstance(credentials, ManagedIdentityAppCredentials):
            credentials.app = msal.ManagedIdentityClient(
                msal.UserAssignedManagedIdentity(client_id=credentials.microsoft_app_id),
                http_client=EntraSession(self._proxy_of),
                token_cache=credentials.global_token_cache,
            )
        elif credentials.microsoft_app_id:
            return PasswordCredentials(credentials, EntraSession(self._proxy_of))
        return credentials


class PasswordCredentials(MicrosoftAppCredentials):
    """The credentials of an app with a password."""

    def __init__(self, stock: MicrosoftAppCredentials, session: "EntraSession") -> None:
        super().__init__(
            stock.microsoft_app_id, stock.microsoft_app_password, stock.tenant, stock.oauth_scope
        )
        self.app: Any = None
        self._session = session

    def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: FBT001, FBT002
        """Return a token; blocks, as does the making of MSAL's application."""
        if self.app is None:
            self.app = msal.ConfidentialClientApplication(
                client_id=self.microsoft_app_id,
                client_credential=self.microsoft_app_password,
                authority=self.oauth_endpoint,
                http_client=self._session,
            )
        return super().get_access_token(force_refresh)


class EntraSession(requests.Session):
    """A session that takes only certificates from the environment: no proxies, and no ~/.netrc."""

    def __init__(self, proxy_of: ProxyOf) -> None:
        super().__init__()
        self._proxy_of = proxy_of
        self.auth = _unchanged  # with any, requests does not look into ~/.netrc
        adapter = HTTPAdapter(max_retries=1)  # as in a session of MSAL's own
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def merge_environment_settings(
        self, url: str, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        merged = super().merge_environment_settings(url, proxies, stream, verify, cert)
        proxy = self._proxy_of(url)
        return {**merged, "proxies": {"all": proxy} if proxy else {}}

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Follow no redirect: it could lead anywhere, and ~/.netrc is read for it."""
        return None


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
