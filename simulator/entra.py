"""A simulated Microsoft Entra ID: it issues tokens of people, and knows which ones are valid.

Tokens look like JWTs, and are valid because they are remembered: nothing checks a signature.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from simulator.clock import Clock
from simulator.people import Principal, person_of

TENANT: Final = "5f7e0c9a-8d3b-4c1e-9a27-6b0d4e8f1a35"
ISSUER: Final = f"https://login.microsoftonline.com/{TENANT}/v2.0"
# The application id of Azure Databricks, the same everywhere.
DATABRICKS: Final = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"
GRAPH: Final = "https://graph.microsoft.com"
# The App ID URI of the bot's app registration.
APP_ID_URI: Final = "api://botid-11111111-2222-3333-4444-555555555555"

Claims = Mapping[str, object]


class Refusal(Enum):
    """Why Entra issues no token: its code, and its text."""

    CONSENT_MISSING = (
        "AADSTS65001",
        "The user or administrator has not consented to use the application with ID "
        "'11111111-2222-3333-4444-555555555555' named 'Genie bot'. Send an interactive "
        "authorization request for this user and resource.",
    )
    SECOND_FACTOR = (
        "AADSTS50076",
        "Due to a configuration change made by your administrator, or because you moved to a new "
        f"location, you must use multi-factor authentication to access '{DATABRICKS}'.",
    )
    BLOCKED = (
        "AADSTS53003",
        "Access has been blocked by Conditional Access policies. The access policy does not allow "
        "token issuance.",
    )
    REVOKED = ("AADSTS50173", "The provided grant has expired due to it being revoked.")
    WRONG_AUDIENCE = (
        "AADSTS500131",
        "Assertion audience does not match the Client app presenting the assertion.",
    )
    EXPIRED = ("AADSTS500133", "Assertion is not within its valid time range.")


class EntraError(Exception):
    """Entra issues no token; the message starts with the code."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(": ".join(refusal.value))


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of a person, and the wall time at which it expires."""

    value: str
    expires_ms: int


class Entra:
    """Issues tokens of people.

    For tests: refuse(), allow(), set_lifetime(), revoke().
    """

    def __init__(self, clock: Clock, *, lifetime_s: float = 3600) -> None:
        self.clock = clock
        self._lifetime_s = lifetime_s
        self._issued: dict[str, dict[str, object]] = {}
        self._refreshable: dict[str, Principal] = {}
        self._refusals: dict[Principal | None, Refusal] = {}

    # ---- for tests

    def refuse(self, refusal: Refusal, person: Principal | None = None) -> None:
        """Issue no more tokens for Databricks to this person; None is everybody."""
        self._refusals[person] = refusal

    def allow(self) -> None:
        """Refuse nothing any longer."""
        self._refusals.clear()

    def set_lifetime(self, seconds: float) -> None:
        """Set the life of new tokens; with 0 they have already expired."""
        self._lifetime_s = seconds

    def revoke(self, person: Principal) -> None:
        """Make all tokens of a person invalid, and end their sign-ins."""
        name = person.user_name
        self._issued = {t: c for t, c in self._issued.items() if c["upn"] != name}
        self._refreshable = {t: p for t, p in self._refreshable.items() if p != person}

    # ---- for clients and services

    def issue(
        self, person: Principal, audience: str, *, lifetime_s: float | None = None
    ) -> AccessToken:
        """Issue a token, as to an application that may have one."""
        issued_s = self.clock.now_ms() / 1000
        expires_s = issued_s + (self._lifetime_s if lifetime_s is None else lifetime_s)
        claims: dict[str, object] = {
            "aud": audience,
            "iss": ISSUER,
            "iat": int(issued_s),
            "exp": int(expires_s),
            "name": person.name,
            "oid": person.object_id,
            "preferred_username": person.user_name,
            "sub": secrets.token_urlsafe(32),  # pairwise: it never matches a user
            "tid": TENANT,
            "upn": person.user_name,
        }
        token = (
            f"{_part({'typ': 'JWT', 'alg': 'RS256'})}.{_part(claims)}.{secrets.token_urlsafe(64)}"
        )
        self._issued[token] = claims
        return AccessToken(token, int(expires_s * 1000))

    def sso_token(self, person: Principal, app_id_uri: str = APP_ID_URI) -> str:
        """Issue the token that a Teams client fetches silently for the bot."""
        return self.issue(person, app_id_uri).value

    def sign_in(self, person: Principal, audience: str) -> str:
        """Sign a person in on a page, and return a refresh token.

        Raises:
            EntraError: Entra refuses it.
        """
        self._check_refusals(person, audience)
        token = f"1.{secrets.token_urlsafe(64)}"
        self._refreshable[token] = person
        return token

    def on_behalf_of(self, assertion: str, app_id_uri: str, audience: str) -> str:
        """Return a refresh token for the person whose token for the bot this is.

        Raises:
            EntraError: Entra refuses it.
        """
        claims = self._issued.get(assertion)
        if claims is None or claims["aud"] != app_id_uri:
            raise EntraError(Refusal.WRONG_AUDIENCE)
        if self.left_s(claims) <= 0:
            raise EntraError(Refusal.EXPIRED)
        person = person_of(str(claims["upn"]))
        if person is None:
            raise EntraError(Refusal.WRONG_AUDIENCE)
        return self.sign_in(person, audience)

    def renewed(self, refresh_token: str, audience: str) -> AccessToken:
        """Return a new token for a refresh token.

        Raises:
            EntraError: it was revoked, or Entra refuses it.
        """
        person = self._refreshable.get(refresh_token)
        if person is None:
            raise EntraError(Refusal.REVOKED)
        self._check_refusals(person, audience)
        return self.issue(person, audience)

    def claims(self, token: str) -> Claims | None:
        """Return the claims of a token that was issued and not revoked, even if it has expired."""
        return self._issued.get(token)

    def left_s(self, claims: Claims) -> float:
        """Return how long a token is still valid; negative once it has expired."""
        return float(str(claims["exp"])) - self.clock.now_ms() / 1000

    def _check_refusals(self, person: Principal, audience: str) -> None:
        refusal = self._refusals.get(person) or self._refusals.get(None)
        if refusal and audience == DATABRICKS:
            raise EntraError(refusal)


def _part(content: Mapping[str, object]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
