"""The Bot Framework's token service, which signs people in, and keeps and renews their tokens.

Source: botframework-connector 4.17.1, token_api, and
https://learn.microsoft.com/azure/bot-service/bot-builder-concept-authentication
"""

import base64
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final

import aiohttp
from yarl import URL

from bot.activities.activity import Json
from bot.channel.exchange import Answer, Request, exchange
from genie import (
    Cause,
    Clock,
    GenieSetupError,
    GenieSignInError,
    GenieUnavailableError,
    pause_s,
    read_retry_after,
    retry,
)

Person = tuple[str, str]  # the channel's id, and the person's id in it

ATTEMPTS: Final = 3
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 5.0
# How long one call may take with its retries, whatever pause the service asks for.
WITHIN_S: Final = 20.0
WITHIN_TURN_S: Final = 8.0  # Teams waits about 15 s for the response of a turn
_TOKEN: Final = "GetToken"  # noqa: S105 - the names of calls
_TOKEN_OR_SIGN_IN: Final = "GetTokenOrSignInResource"  # noqa: S105
_UNREADABLE: Final = "the token service's answer cannot be read"
# Entra's code in the text of an error; the text itself may name people.
_ENTRA_CODE: Final = re.compile(r"\bAADSTS\d+\b")
# Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_CAUSES: Final = {
    "AADSTS65001": Cause.CONSENT_MISSING,
    "AADSTS90094": Cause.CONSENT_MISSING,  # an administrator's
    **dict.fromkeys(
        (
            "AADSTS50005",  # the device is of a kind that is not allowed
            "AADSTS50074",
            "AADSTS50076",
            "AADSTS50079",
            "AADSTS50097",  # the device has to prove what it is
            "AADSTS50158",
            "AADSTS53000",
            "AADSTS53001",
            "AADSTS53002",
            "AADSTS53003",
            "AADSTS53004",
            "AADSTS530003",
            "AADSTS530004",
        ),
        Cause.CONDITIONS_NOT_MET,
    ),
}
_REFUSALS: Final = range(HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR)
# Refusals of the bot, not of the person.
_OF_THE_BOT: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class UserToken:
    """A person's token. expires_at: None if the service does not say."""

    value: str = field(repr=False)
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignInResource:
    """How a person can sign in.

    link: a page for this person. exchangeable: what a client needs to do it silently, as the
    protocol's tokenExchangeResource; empty if it cannot.
    """

    link: str = field(repr=False)
    exchangeable: Json = field(repr=False)


class TokenService:
    """Calls the token service for one OAuth connection, as the bot.

    What is called within a turn has less time than what is called for a question.

    connection_name "": people do not sign in. proves_senders: whether the channel with an id says
    who sends; in others, nobody has a token. sign: returns the headers that say who calls.
    """

    def __init__(  # noqa: PLR0913 - all that its calls contain
        self,
        session: aiohttp.ClientSession,
        *,
        url: str,
        connection_name: str,
        app_id: str,
        proves_senders: Callable[[str], bool],
        sign: Callable[[], Awaitable[Mapping[str, str]]],
        clock: Clock,
    ) -> None:
        self.connection_name = connection_name
        self._session = session
        self._url = URL(url) / "api/usertoken"
        self._app_id = app_id
        self._proves_senders = proves_senders
        self._sign = sign
        self._clock = clock

    async def token(self, person: Person, *, code: str = "") -> UserToken | None:
        """Return a person's token; None: they have to sign in.

        Args:
            code: with which the person's client ends a sign-in.

        Raises:
            GenieUnavailableError: the service gives no usable answer.
            GenieSetupError: it refuses the bot, or does not know the connection.
            GenieSignInError: Entra gives no token; its code is in the log.
        """
        query = {"code": code} if code else {}
        answer = await self._call("GET", _TOKEN, person, query, in_turn=bool(code))
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        return _token_of(answer)

    async def token_or_sign_in(
        self, person: Person, reference: Json, *, in_turn: bool = False
    ) -> UserToken | SignInResource:
        """Return a person's token, or else how they can sign in; it raises what token does.

        Args:
            reference: the conversation in which they asked; see Activity.reference.
        """
        state = {"state": self._state(reference)}
        answer = await self._call("GET", _TOKEN_OR_SIGN_IN, person, state, in_turn=in_turn)
        body = _checked(answer)
        if token := _token(body.get("tokenResponse")):
            return token
        match body.get("signInResource"):
            case {"signInLink": str(link), **others}:
                resource = others.get("tokenExchangeResource")
                return SignInResource(link, resource if isinstance(resource, dict) else {})
        raise GenieUnavailableError(_UNREADABLE)

    async def exchange(self, person: Person, token: str) -> UserToken:
        """Sign a person in with the token of their client.

        Raises:
            GenieSignInError: Entra refuses it; they may still sign in on the page.
            GenieError: the others that token raises.
        """
        answer = await self._call("POST", "exchange", person, {}, {"token": token}, in_turn=True)
        if answer.status in _REFUSALS and answer.status not in _OF_THE_BOT:
            raise _sign_in_error(answer)
        return _token_of(answer)

    async def sign_out(self, person: Person) -> None:
        """Let the service forget a person's tokens; it raises what token does."""
        answer = await self._call("DELETE", "SignOut", person, {}, in_turn=True)
        if answer.status != HTTPStatus.NOT_FOUND:
            _checked(answer)

    def _state(self, reference: Json) -> str:
        """Return who signs in where, as the service wants it."""
        state = {
            "connectionName": self.connection_name,
            "conversation": reference,
            "msAppId": self._app_id,
        }
        return base64.b64encode(json.dumps(state).encode()).decode()

    async def _call(  # noqa: PLR0913 - all that a call contains
        self,
        method: str,
        name: str,
        person: Person,
        query: Mapping[str, str],
        body: Json | None = None,
        *,
        in_turn: bool = False,
    ) -> Answer:
        if not self._proves_senders(person[0]):
            reason = "the channel does not prove who sends"
            raise GenieSignInError(reason, cause=Cause.SENDER_UNPROVEN)
        if not self.connection_name:
            raise GenieSetupError("OAUTH_CONNECTION_NAME is not set: people do not sign in")
        channel_id, user_id = person
        whose = {
            "userId": user_id,
            "connectionName": self.connection_name,
            "channelId": channel_id,
        }
        url = (self._url / name).with_query({**whose, **query})

        async def send() -> Answer:
            return await self._sent(method, url, body)

        within_s = WITHIN_TURN_S if in_turn else WITHIN_S
        deadline = self._clock.monotonic() + within_s
        try:
            async with self._clock.timeout(within_s):
                return await retry(send, _pause_after, clock=self._clock, deadline=deadline)
        except TimeoutError as exc:
            raise GenieUnavailableError("no answer of the token service in time") from exc

    async def _sent(self, method: str, url: URL, body: Json | None) -> Answer:
        try:
            headers = {"Accept": "application/json", **await self._sign()}
        except Exception as exc:
            # No token (PermissionError, KeyError) or no network: bot/channel/tokens.py logs it.
            raise GenieUnavailableError(f"the bot gets no token: {type(exc).__name__}") from exc
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json; charset=utf-8"
        try:
            answer = await exchange(self._session, Request(method, url, headers, content))
        except (OSError, aiohttp.ClientError) as exc:
            error = type(exc).__name__
            raise GenieUnavailableError(f"no answer of the token service: {error}") from exc
        is_busy = answer.status == HTTPStatus.TOO_MANY_REQUESTS
        if is_busy or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise GenieUnavailableError(
                f"the token service answered {answer.status}",
                retry_after_s=read_retry_after(answer.headers.get("Retry-After")),
            )
        return answer


def _pause_after(error: Exception, attempts: int) -> float | None:
    if not isinstance(error, GenieUnavailableError) or attempts >= ATTEMPTS:
        return None
    return pause_s(attempts, error.retry_after_s, first_s=FIRST_PAUSE_S, longest_s=LONGEST_PAUSE_S)


def _checked(answer: Answer) -> Json:
    """Return the body of an answer, or raise what its status means."""
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        body = answer.json()
        return body if isinstance(body, dict) else {}
    if _ENTRA_CODE.fullmatch(_code(answer)):
        raise _sign_in_error(answer)
    raise GenieSetupError(_text(answer))


def _sign_in_error(answer: Answer) -> GenieSignInError:
    return GenieSignInError(_text(answer), cause=_CAUSES.get(_code(answer)))


def _text(answer: Answer) -> str:
    return f"the token service answered {answer.status} {_code(answer)}".rstrip()


def _code(answer: Answer) -> str:
    """Return the code of a refusal: Entra's, or else the service's own."""
    body = answer.json()
    error = body.get("error") if isinstance(body, dict) else None
    told = error if isinstance(error, dict) else {}
    entra = _ENTRA_CODE.search(str(told.get("message", "")))
    return entra[0] if entra else re.sub(r"\W", "", str(told.get("code", "")))[:40]


def _token_of(answer: Answer) -> UserToken:
    token = _token(_checked(answer))
    if token is None:
        raise GenieUnavailableError(_UNREADABLE)
    return token


def _token(body: object) -> UserToken | None:
    match body:
        case {"token": str(value), **others} if value:
            return UserToken(value, _moment(others.get("expiration")))
    return None


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else None
