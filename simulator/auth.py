"""Authentication: the personal access token, and OAuth tokens.

The token endpoint issues them for the client id and secret, or for the token of another issuer.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from simulator import errors
from simulator.entra import DATABRICKS, Claims, Entra
from simulator.people import BOT, Principal, person_of
from simulator.settings import (
    CLIENT_ID,
    CLIENT_SECRET,
    SUBJECT_TOKEN,
    TOKEN,
    SimulatorSettings,
)

_ALL_SCOPES = "all-apis"
_TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a name
_JWT = "urn:ietf:params:oauth:token-type:jwt"
_NO_POLICY = "No federation policy matches the token"
# Azure Databricks refuses a token this long before it expires.
_REFUSED_EARLY_S = 30


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
    caller: Principal


class Credentials:
    """The valid tokens, whose they are, and their scopes.

    Tokens of Entra are accepted as they are, and those that fit the federation policy are also
    exchanged for tokens of the workspace's own.
    """

    def __init__(self, settings: SimulatorSettings, entra: Entra) -> None:
        self._settings = settings
        self._entra = entra
        self._clock = entra.clock
        self._grants: dict[str, _Grant] = {}

    def caller(self, authorization: str, scope: str) -> Principal:
        """Return whose call it is, or raise its 400, 401 or 403."""
        scheme, _, token = authorization.partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise errors.no_credential()
        if hmac.compare_digest(token.encode(), TOKEN.encode()):
            return BOT
        if claims := self._entra.claims(token):
            return self._person(claims)
        grant = self._grants.get(token)
        if grant is None or grant.expires_s - _REFUSED_EARLY_S <= self._clock.now_s():
            raise errors.invalid_token()
        if not grant.scopes & {scope, _ALL_SCOPES}:
            raise errors.missing_scope(scope)
        return grant.caller

    def issue(self, authorization: str, form: Mapping[str, str]) -> dict[str, object]:
        """Issue an OAuth token as the token endpoint does.

        Raises:
            TokenRefusedError: wrong client or subject token, or a grant that is not supported.
        """
        grant_type = form.get("grant_type")
        if grant_type == "client_credentials":
            _check_client(authorization, form)
        elif grant_type == _TOKEN_EXCHANGE and (
            claims := self._entra.claims(form.get("subject_token", ""))
        ):
            return self._exchanged(claims, form)
        elif grant_type == _TOKEN_EXCHANGE:
            _check_subject(form)
        else:
            raise TokenRefusedError(400, "unsupported_grant_type", "Unsupported grant type")
        return self.grant(form.get("scope") or _ALL_SCOPES)

    def grant(
        self,
        scope: str = _ALL_SCOPES,
        caller: Principal = BOT,
        *,
        lifetime_s: int | None = None,
    ) -> dict[str, object]:
        """Make a token valid, and return it as the token endpoint does."""
        token = f"eyJraWQiOiJzaW11bGF0b3IifQ.{secrets.token_urlsafe(48)}"
        lifetime_s = self._settings.expires_in_s if lifetime_s is None else lifetime_s
        expires_s = self._clock.now_s() + lifetime_s
        self._grants[token] = _Grant(frozenset(scope.split()), expires_s, caller)
        return {
            "access_token": token,
            "scope": scope,
            "token_type": "Bearer",
            "expires_in": lifetime_s,
        }

    def revoke(self) -> None:
        """Revoke every OAuth token issued so far."""
        self._grants.clear()

    def _person(self, claims: Claims) -> Principal:
        """Return whose token of Entra has these claims, or raise Azure Databricks' refusal."""
        if claims["aud"] != DATABRICKS:
            raise errors.wrong_audience(DATABRICKS, str(claims["aud"]))
        if self._entra.left_s(claims) <= _REFUSED_EARLY_S:
            raise errors.invalid_token()
        person = person_of(str(claims["upn"]))
        if person is None:
            raise errors.no_user()
        return person

    def _exchanged(self, claims: Claims, form: Mapping[str, str]) -> dict[str, object]:
        """Exchange a person's token of Entra; the new one lives no longer than the old one."""
        left_s = int(self._entra.left_s(claims))
        person = self._settings.federation.person(claims)
        is_wrong = form.get("subject_token_type") != _JWT or "client_id" in form
        if person is None or is_wrong or left_s <= 0:
            raise TokenRefusedError(400, "invalid_request", _NO_POLICY)
        return self.grant(form.get("scope") or _ALL_SCOPES, person, lifetime_s=left_s)


def _check_client(authorization: str, form: Mapping[str, str]) -> None:
    client_id, secret = _basic(authorization) or (
        form.get("client_id", ""),
        form.get("client_secret", ""),
    )
    is_known = hmac.compare_digest(client_id.encode(), CLIENT_ID.encode())
    is_secret = hmac.compare_digest(secret.encode(), CLIENT_SECRET.encode())
    if not (is_known and is_secret):
        raise TokenRefusedError(401, "invalid_client", "Client authentication failed")


def _check_subject(form: Mapping[str, str]) -> None:
    """Check the token of another issuer, as the workspace's federation policy would."""
    subject, client_id = form.get("subject_token", ""), form.get("client_id", CLIENT_ID)
    is_known = hmac.compare_digest(subject.encode(), SUBJECT_TOKEN.encode())
    if not is_known or form.get("subject_token_type") != _JWT or client_id != CLIENT_ID:
        raise TokenRefusedError(400, "invalid_request", _NO_POLICY)


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client_id, secret
