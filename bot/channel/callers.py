"""Authenticates a caller by the Authorization header alone.

The SDK validates a token together with the parsed body, and also accepts tokens of other issuers.

Source:
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from botbuilder.schema import Activity
from botframework.connector.auth import AuthenticationConstants, ClaimsIdentity

from bot.channel.keys import KeysUnavailableError, SigningKeys

ISSUER: Final = AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER
LEEWAY_S: Final = 300.0
_CHECKS: Final[Mapping[str, Any]] = {
    "require": ["iss", "aud", "exp", AuthenticationConstants.SERVICE_URL_CLAIM],
    "verify_iss": True,
    "verify_aud": True,
    "strict_aud": True,
    "verify_exp": True,
    "verify_nbf": True,
    "verify_iat": True,
}


class NotAuthenticatedError(Exception):
    """The request has no token that proves that it comes from a channel."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The authenticated sender of a request.

    Attributes:
        service_url: the only one that its activities may have; None: any.
        endorsements: the channels whose activities it may send; empty: all.
    """

    identity: ClaimsIdentity
    service_url: str | None = None
    endorsements: frozenset[str] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        """Whether the caller is not authenticated, because the bot has no app id."""
        return not self.identity.claims

    def check(self, activity: Activity) -> None:
        """Check that the caller may send this activity.

        Raises:
            NotAuthenticatedError: its service URL or its channel is not the caller's.
        """
        if self.service_url is not None and activity.service_url != self.service_url:
            raise NotAuthenticatedError("the token is for another service URL")
        if self.endorsements and activity.channel_id not in self.endorsements:
            raise NotAuthenticatedError("the key is not endorsed for the channel")


class Callers:
    """Validates tokens. Without an app id there are no tokens, and all callers are anonymous."""

    def __init__(self, keys: SigningKeys, *, app_id: str) -> None:
        self._keys = keys
        self._app_id = app_id

    async def by(self, header: str) -> Caller:
        """Return the sender of a request with this Authorization header.

        Raises:
            NotAuthenticatedError: there is no valid token. PyJWT may raise anything for a hostile
                one; every error means that the request is refused.
            KeysUnavailableError: the channel's keys cannot be fetched now.
        """
        if not self._app_id and not header:
            anonymous = AuthenticationConstants.ANONYMOUS_AUTH_TYPE
            return Caller(ClaimsIdentity({}, True, anonymous))  # noqa: FBT003 - the SDK's
        scheme, _, token = header.partition(" ")
        if not self._app_id or scheme != "Bearer":
            raise NotAuthenticatedError("no bearer token")
        try:
            return await self._checked(token)
        except KeysUnavailableError:
            raise
        except Exception as exc:
            raise NotAuthenticatedError(type(exc).__name__) from exc

    async def _checked(self, token: str) -> Caller:
        # This rejects most forged tokens without fetching a key or checking a signature.
        self._decoded(token, key="", options={**_CHECKS, "verify_signature": False})
        key = await self._keys.get(jwt.get_unverified_header(token)["kid"])
        claims = self._decoded(token, key=key.public_key, options=_CHECKS)
        return Caller(
            ClaimsIdentity(claims, True),  # noqa: FBT003 - the SDK's
            service_url=claims[AuthenticationConstants.SERVICE_URL_CLAIM],
            endorsements=frozenset(key.endorsements),
        )

    def _decoded(self, token: str, *, key: Any, options: Mapping[str, Any]) -> dict[str, Any]:
        decoded: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=ISSUER,
            audience=self._app_id,
            leeway=LEEWAY_S,
            options=dict(options),  # type: ignore[arg-type]  # a TypedDict with these keys
        )
        return decoded
