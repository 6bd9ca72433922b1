"""Our bot as in production, with a probe in it: `python -m bench.registered_bot`.

Every request to it has a signed token, and it sends its own token to the channel; keys and tokens
come from bench/login.py, whose address is BENCH_LOGIN, and people's tokens, if they sign in, from
the service at BENCH_TOKEN_SERVICE. Otherwise it is the same as app.py, except that it listens on
loopback only.
"""

import asyncio
import os
from typing import Final
from urllib.parse import urlsplit

import requests
from aiohttp import web
from botframework.connector.auth import AppCredentials, PasswordServiceClientCredentialFactory

from app import build_app
from bench.login import APP_ID, OPENID_PATH, TOKEN_PATH
from bench.probe import LoopProbe, add_probe
from bot.channel import tokens
from config import Settings
from server import process
from server.overrides import Overrides
from server.serving import listen, serve
from server.stop import Stop
from settings.loopback import is_loopback
from testkit.hosts import HOST
from testkit.people import TENANT_ID

LOGIN: Final = "BENCH_LOGIN"
TOKEN_SERVICE: Final = "BENCH_TOKEN_SERVICE"  # noqa: S105 - a variable
RENEW_AFTER_S: Final = 5.0


_REGISTRATION: Final = {
    "MicrosoftAppId": APP_ID,
    "MicrosoftAppPassword": "bench",
    "MicrosoftAppType": "SingleTenant",
    "MicrosoftAppTenantId": TENANT_ID,
}


class LoginCredentials(AppCredentials):  # type: ignore[misc]  # the SDK ships no types
    """The bot's credentials, which block while they fetch, like the SDK's."""

    def __init__(self, app_id: str, oauth_scope: str, url: str) -> None:
        super().__init__(app_id, oauth_scope=oauth_scope)
        self._url = url

    def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: FBT001, FBT002 - the SDK's
        """Fetch a token."""
        response = requests.post(self._url, timeout=10)
        response.raise_for_status()
        return str(response.json()["access_token"])


class LoginCredentialsFactory(PasswordServiceClientCredentialFactory):  # type: ignore[misc]  # as above
    """Makes credentials for the benchmark's own login service."""

    def __init__(self, app_id: str, url: str) -> None:
        super().__init__(app_id, "bench")
        self._url = url

    async def create_credentials(
        self,
        app_id: str,
        oauth_scope: str,
        login_endpoint: str,
        validate_authority: bool,  # noqa: FBT001 - the SDK's
    ) -> LoginCredentials:
        """Make credentials for any app id."""
        return LoginCredentials(app_id, oauth_scope, self._url)


def registered_app(settings: Settings) -> web.Application:
    """Make the application with keys and tokens from the login, and a channel on loopback."""
    login = os.environ[LOGIN]
    # A run takes less than two minutes, and has to include renewals of tokens.
    setattr(tokens, "RENEW_AFTER_S", RENEW_AFTER_S)  # noqa: B010 - it is Final
    overrides = Overrides(
        keys_url=login + OPENID_PATH,
        credentials_factory=LoginCredentialsFactory(settings.bot.app_id, login + TOKEN_PATH),
        allow_service_url=lambda url: is_loopback(urlsplit(url).hostname or ""),
        token_service_url=os.environ.get(TOKEN_SERVICE, ""),
    )
    return build_app(settings, overrides=overrides)


def _begin() -> Settings:
    return process.begin(os.environ | _REGISTRATION)


async def create_app() -> web.Application:
    """Make the application, for gunicorn."""
    return registered_app(_begin())


def main() -> None:
    """Serve until SIGTERM."""
    stop = Stop()
    stop.install()
    probe = LoopProbe()
    probe.install()
    settings = _begin()
    app = registered_app(settings)
    add_probe(app, probe)
    listener = listen(HOST, settings.port)
    asyncio.run(serve(app, listener, stop=stop, grace_s=settings.bot.shutdown_grace_s))


if __name__ == "__main__":
    main()
