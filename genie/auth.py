"""Sources of the bearer token: a personal access token, or OAuth for a service principal."""

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, Protocol

import aiohttp

from genie import wire
from genie.causes import Cause
from genie.errors import GenieAuthError, GenieError, GenieProtocolError, GenieRejectedError
from genie.exchange import exchange
from genie.parsing import JsonObject, optional_int, required_str

# Databricks refuses tokens that expire within 30 seconds; its own SDK renews 40 seconds early.
# Source: databricks-sdk 0.162.0, oauth.py.
RENEW_EARLY_S: Final = 40.0
# Of the whole response; a token has a few thousand.
MAX_TOKEN_BYTES: Final = 1_000_000


class TokenSource(Protocol):
    """Provides the token for the next request."""

    async def token(self) -> str:
        """Return a valid token, or raise a GenieError."""

    def refused(self, token: str) -> bool:
        """Record that Genie refused this token, and return whether there may be another."""


class FixedToken:
    """A personal access token."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        """Return the token."""
        return self._token

    def refused(self, token: str) -> bool:
        """Return that there is no other."""
        return False


class ClientCredentials:
    """Tokens for a Databricks service principal (OAuth M2M), shared by all callers.

    scope is what they are asked for: "all-apis", or "genie" for a secret that is limited to it.
    """

    def __init__(  # noqa: PLR0913 - the data of a token request
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        client_id: str,
        client_secret: str,
        scope: str,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = base_url.rstrip("/") + wire.TOKEN
        self._form = {"grant_type": "client_credentials", "scope": scope}
        self._login = aiohttp.encode_basic_auth(client_id, client_secret)
        self._now = now
        self._lock = asyncio.Lock()
        self._token = ""
        self._renew_at = 0.0
        self._failure = GenieError("no token has been requested yet")

    async def token(self) -> str:
        """Return the current token, or fetch a new one.

        Raises:
            GenieAuthError: client id or secret are wrong.
            GenieUnavailableError: the token endpoint gives no usable answer.
        """
        known = self._failure
        async with self._lock:
            if self._token and self._now() < self._renew_at:
                return self._token
            if self._failure is not known:  # another call tried meanwhile
                raise self._failure
            try:
                await self._renew()
            except GenieError as exc:
                self._failure = exc
                raise
            return self._token

    def refused(self, token: str) -> bool:
        """Drop the token if it is still the current one, so that the next call fetches another."""
        if token == self._token:
            self._token = ""
        return True

    async def _renew(self) -> None:
        headers = {"Authorization": self._login}
        try:
            body = await exchange(
                self._session,
                "POST",
                self._url,
                headers=headers,
                form=self._form,
                most_bytes=MAX_TOKEN_BYTES,
            )
        except GenieRejectedError as exc:
            is_login = exc.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}
            if not is_login or exc.cause not in {None, Cause.TOKEN_REFUSED}:
                raise
            raise GenieAuthError(f"no token: {exc}", status=exc.status, cause=exc.cause) from exc
        self._keep(body)

    def _keep(self, body: JsonObject) -> None:
        lifetime_s = optional_int(body, "expires_in")
        if lifetime_s is None:
            raise GenieProtocolError("field 'expires_in' is missing or not a number")
        self._token = required_str(body, "access_token")
        self._renew_at = self._now() + lifetime_s - RENEW_EARLY_S
