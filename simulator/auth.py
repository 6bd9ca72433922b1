"""Authentication: the personal access token, and OAuth tokens for the client id and secret."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from simulator import errors
from simulator.clock import Clock
from simulator.settings import CLIENT_ID, CLIENT_SECRET, TOKEN, SimulatorSettings

_ALL_SCOPES = "all-apis"


class TokenRefusedError(Exception):
    """The token endpoint refuses a request, in OAuth's own format."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


@dataclass(frozen=True, slots=True)
class _Grant:
    scopes: frozenset[str]
    expires_s: float


class Credentials:
    """The valid tokens, and their scopes."""

    def __init__(self, settings: SimulatorSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._grants: dict[str, _Grant] = {}

    def check(self, authorization: str, scope: str) -> None:
        """Accept a call, or raise its 401 or 403."""
        scheme, _, token = authorization.partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise errors.no_credential()
        if hmac.compare_digest(token.encode(), TOKEN.encode()):
            return
        grant = self._grants.get(token)
        if grant is None or grant.expires_s <= self._clock.now_s():
            raise errors.invalid_token()
        if not grant.scopes & {scope, _ALL_SCOPES}:
            raise errors.missing_scope(scope)

    def issue(self, authorization: str, form: Mapping[str, str]) -> dict[str, object]:
        """Issue an OAuth token for client credentials.

        Raises:
            TokenRefusedError: wrong client, or a grant other than client_credentials.
        """
        client_id, secret = _basic(authorization) or (
            form.get("client_id", ""),
            form.get("client_secret", ""),
        )
        is_known = hmac.compare_digest(client_id.encode(), CLIENT_ID.encode())
        is_secret = hmac.compare_digest(secret.encode(), CLIENT_SECRET.encode())
        if not (is_known and is_secret):
            raise TokenRefusedError(401, "invalid_client", "Client authentication failed")
        if form.get("grant_type") != "client_credentials":
            raise TokenRefusedError(400, "unsupported_grant_type", "Unsupported grant type")
        scope = form.get("scope") or _ALL_SCOPES
        token = f"eyJraWQiOiJzaW11bGF0b3IifQ.{secrets.token_urlsafe(48)}"
        lifetime_s = self._settings.expires_in_s
        expires_s = self._clock.now_s() + lifetime_s
        self._grants[token] = _Grant(frozenset(scope.split()), expires_s)
        return {
            "access_token": token,
            "scope": scope,
            "token_type": "Bearer",
            "expires_in": lifetime_s,
        }

    def revoke(self) -> None:
        """Revoke every OAuth token issued so far."""
        self._grants.clear()


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client_id, secret
