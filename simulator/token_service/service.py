"""The state of the token service: who is signed in, and with which token."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from aiohttp import web

from simulator.entra import APP_ID_URI, DATABRICKS, AccessToken, Entra, EntraError
from simulator.faults import Faulty
from simulator.people import Principal
from simulator.statements import Json

# A token is renewed before the bot could be refused with it.
_RENEWED_EARLY_MS: Final = 300_000
_ENTRA_PROVIDER: Final = "30dd229c-58e3-4a48-bdfd-91ec48eb906c"


class ServiceError(Exception):
    """A refused call: status, code and message, in the token service's format."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def body(self) -> Json:
        """Return the JSON of this error."""
        return {"error": {"code": self.code, "message": str(self)}}


@dataclass(frozen=True, slots=True)
class Connection:
    """The OAuth connection of the bot.

    Args:
        exchange_url: the token exchange URL, which has to be the App ID URI of the registration.
        audience: the application of its scope.
    """

    name: str = "databricks"
    exchange_url: str = APP_ID_URI
    audience: str = DATABRICKS


@dataclass(frozen=True, slots=True)
class ChannelUser:
    """A user as a channel knows them."""

    channel_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A call by a bot, with the last part of its path.

    scheme: of its Authorization; "" without.
    """

    name: str
    user_id: str
    scheme: str
    status: int


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A sign-in link that was given out: for whom, and in which conversation."""

    user: ChannelUser
    reference: Mapping[str, object] = field(repr=False)


@dataclass(slots=True)
class _SignedIn:
    refresh_token: str = field(repr=False)
    token: AccessToken | None = field(default=None, repr=False)


class TokenService(Faulty):
    """Keeps the tokens of users, and signs them in.

    For tests: calls, count(), fail_next(), configure(); and refuse() of its entra, for consent and
    conditional access.

    Args:
        bot_url: where the bot takes messages, if it is told about sign-ins.
        bot_token: the only bearer token of a bot that is accepted; "" accepts calls without.
    """

    def __init__(
        self, entra: Entra, connection: Connection, *, bot_url: str, bot_token: str
    ) -> None:
        super().__init__()
        self.entra = entra
        self.connection = connection
        self.bot_url = bot_url
        self.bot_token = bot_token
        self.calls: list[ServiceCall] = []
        self._signed_in: dict[ChannelUser, _SignedIn] = {}
        self._links: dict[str, PendingSignIn] = {}
        self._codes: dict[tuple[ChannelUser, str], str] = {}

    # ---- for tests

    def configure(self, connection: Connection) -> None:
        """Change the OAuth connection."""
        self.connection = connection

    def count(self, name: str = "", user_id: str = "") -> int:
        """Count the calls so far, of one name or of one user."""
        return sum(name in {"", call.name} and user_id in {"", call.user_id} for call in self.calls)

    # ---- for the routes

    def token_of(self, user: ChannelUser, connection_name: str, code: str) -> Json | None:
        """Return the token of a user who is signed in; a code completes a sign-in."""
        self._check_name(connection_name)
        if code and (refresh_token := self._codes.pop((user, code), None)):
            self._signed_in[user] = _SignedIn(refresh_token)
        signed_in = self._signed_in.get(user)
        if signed_in is None:
            return None
        if not self._is_fresh(signed_in.token):
            try:
                signed_in.token = self.entra.renewed(
                    signed_in.refresh_token, self.connection.audience
                )
            except EntraError:
                del self._signed_in[user]
                return None
        return self._token_json(user, signed_in.token)

    def exchange(self, user: ChannelUser, connection_name: str, assertion: str) -> Json:
        """Sign a user in with the token that their client has for the bot.

        Raises:
            ServiceError: Entra refuses it.
        """
        self._check_name(connection_name)
        exchange_url, audience = self.connection.exchange_url, self.connection.audience
        try:
            refresh_token = self.entra.on_behalf_of(assertion, exchange_url, audience)
        except EntraError as exc:
            raise ServiceError(400, "BadRequest", str(exc)) from exc
        self._signed_in[user] = _SignedIn(refresh_token)
        token = self.token_of(user, connection_name, "")
        assert token is not None  # noqa: S101 - just signed in
        return token

    def sign_out(self, user: ChannelUser) -> None:
        """Forget a user's tokens."""
        self._signed_in.pop(user, None)

    def sign_in_resource(self, origin: str, state: str, user: ChannelUser | None = None) -> Json:
        """Return a new sign-in link for the conversation in a state.

        Args:
            user: the one that the call names; by default the one in the state.

        Raises:
            ServiceError: the state is unreadable or names another connection.
        """
        decoded = _decoded(state)
        self._check_name(str(decoded.get("connectionName")))
        reference = _mapping(decoded.get("conversation"))
        named = _mapping(reference.get("user")).get("id")
        user = user or ChannelUser(str(reference.get("channelId")), str(named))
        link_id = secrets.token_urlsafe(16)
        self._links[link_id] = PendingSignIn(user, reference)
        return {
            "signInLink": f"{origin}/signin/{link_id}",
            "tokenExchangeResource": {
                "id": secrets.token_hex(16),
                "uri": self.connection.exchange_url,
                "providerId": _ENTRA_PROVIDER,
            },
            "tokenPostResource": {"sasUrl": f"{origin}/api/sas/postToken?sig={link_id}"},
        }

    # ---- for the sign-in page

    def pending(self, link_id: str) -> PendingSignIn | None:
        """Return for whom a sign-in link is."""
        return self._links.get(link_id)

    def sign_in(self, pending: PendingSignIn, person: Principal) -> str:
        """Sign a person in, and return the code that completes it in the chat.

        Raises:
            EntraError: Entra refuses it.
        """
        refresh_token = self.entra.sign_in(person, self.connection.audience)
        code = f"{secrets.randbelow(1_000_000):06d}"
        self._codes[pending.user, code] = refresh_token
        return code

    def _check_name(self, connection_name: str) -> None:
        if connection_name != self.connection.name:
            raise ServiceError(404, "NotFound", f"Connection '{connection_name}' is not found.")

    def _is_fresh(self, token: AccessToken | None) -> bool:
        now_ms = self.entra.clock.now_ms()
        return token is not None and token.expires_ms - _RENEWED_EARLY_MS > now_ms

    def _token_json(self, user: ChannelUser, token: AccessToken | None) -> Json | None:
        if token is None:
            return None
        expires = datetime.fromtimestamp(token.expires_ms / 1000, tz=UTC)
        return {
            "channelId": user.channel_id,
            "connectionName": self.connection.name,
            "token": token.value,
            "expiration": expires.isoformat().replace("+00:00", "Z"),
        }


TOKEN_SERVICE = web.AppKey("token_service", TokenService)


def _decoded(state: str) -> Mapping[str, object]:
    try:
        return _mapping(json.loads(base64.b64decode(state, validate=True)))
    except ValueError as exc:
        raise ServiceError(400, "BadArgument", "The state is not base64 of JSON.") from exc


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
