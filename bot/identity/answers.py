"""What people's clients say of a sign-in: tokens to exchange, codes, and failures.

None of it needs the state of a dialog: whoever sends it is the person who signs in.

Source: botbuilder-dialogs 4.17.1, oauth_prompt.py, and
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-overview
"""

import asyncio
import logging
import re
from collections.abc import MutableMapping
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from cachetools import TTLCache

from bot.activities.activity import Activity, Json
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.identity.personal_tokens import PersonalTokens
from bot.identity.sign_in_cards import is_for
from bot.identity.sign_ins import SignIns
from bot.identity.token_service import Person, TokenService, UserToken
from bot.storage.store import StorageConflictError, StorageUnavailableError
from genie import Cause, GenieError

log = logging.getLogger(__name__)

EXCHANGE: Final = "signin/tokenExchange"
VERIFY: Final = "signin/verifyState"
FAILURE: Final = "signin/failure"
TOKENS: Final = "tokens/response"

# All clients of a person send the same exchange within seconds.
_REMEMBERED_S: Final = 600
_REMEMBERED: Final = 2_500
_MAX_CHARS: Final = 20_000
_CODE: Final = re.compile(r"\w{1,40}", re.ASCII)
_DIGITS: Final = re.compile(r"\d{4,12}", re.ASCII)


class Exchanged(NamedTuple):
    """What became of a token that a client has sent.

    cause is why it was refused, for the first of several clients that send the same.
    """

    is_done: bool
    cause: Cause | None = None


_REFUSED: Final = Exchanged(is_done=False)


class SignInAnswers:
    """Signs people in by what their clients send, and wakes what waits for that."""

    def __init__(
        self, service: TokenService, tokens: PersonalTokens, sign_ins: SignIns, audit: Audit
    ) -> None:
        self._audit = audit
        self._service = service
        self._tokens = tokens
        self._sign_ins = sign_ins
        self._exchanges: MutableMapping[tuple[Person, str], asyncio.Future[Exchanged]] = TTLCache(
            _REMEMBERED, _REMEMBERED_S
        )

    async def exchange(self, activity: Activity) -> Exchanged:
        """Sign the sender in with the token of their client, or let the card ask them."""
        match activity.value:
            case {"id": str(exchange_id), "connectionName": str(name), "token": str(token)}:
                is_ours = name == self._service.connection_name and len(token) <= _MAX_CHARS
            case _:
                return _REFUSED
        person = person_of(activity)
        if not is_ours or not is_for(exchange_id, person):
            log.warning("silent sign-in of others refused", extra={"activity": activity.id})
            return _REFUSED
        known = self._exchanges.get((person, exchange_id))
        if known is not None:
            return Exchanged(is_done=(await asyncio.shield(known)).is_done)
        exchange = asyncio.ensure_future(self._exchanged(person, token))
        self._exchanges[person, exchange_id] = exchange
        exchange.add_done_callback(partial(self._forget_failed, (person, exchange_id)))
        exchanged = await asyncio.shield(exchange)
        await self._record(activity, "silent" if exchanged.is_done else "refused", exchanged.cause)
        return exchanged

    def _forget_failed(
        self, key: tuple[Person, str], exchange: "asyncio.Future[Exchanged]"
    ) -> None:
        """Let it be sent again: the person may have consented meanwhile, or an outage be over."""
        has_failed = exchange.cancelled() or exchange.exception() is not None
        if has_failed or not exchange.result().is_done:
            self._exchanges.pop(key, None)

    async def verify(self, activity: Activity) -> bool:
        """End the sender's sign-in with the code of the page that they saw."""
        match activity.value:
            case {"state": str(code)} if _DIGITS.fullmatch(code):
                pass
            case _:
                return False  # they have closed the page
        person = person_of(activity)
        try:
            token = await self._service.token(person, code=code)
        except GenieError as exc:
            log.warning("sign-in not ended", extra={"error": str(exc)})
            return False
        if token is None:
            return False
        await self._sign_in(person, token)
        await self._record(activity, "by the page")
        return True

    async def _record(self, activity: Activity, outcome: str, cause: Cause | None = None) -> None:
        event = AuditEvent.of(AuditKind.SIGN_IN, activity, self._audit.now())
        await self._audit.record(replace(event, outcome=outcome, cause=str(cause or "")))

    async def note_tokens(self, activity: Activity) -> None:
        """Look again for the sender's token; the one in the event is not trusted."""
        await self._tell(person_of(activity))

    def note_failure(self, activity: Activity) -> None:
        """Log why the sender's client could not sign them in silently."""
        match activity.value:
            case {"code": str(code)} if _CODE.fullmatch(code):
                pass
            case _:
                code = "unknown"
        log.warning("silent sign-in failed", extra={"code": code})

    async def _exchanged(self, person: Person, token: str) -> Exchanged:
        try:
            given = await self._service.exchange(person, token)
        except GenieError as exc:
            log.warning("silent sign-in refused", extra={"error": str(exc)})
            self._sign_ins.note_failure(person, exc.cause)
            return Exchanged(is_done=False, cause=exc.cause)
        await self._sign_in(person, given)
        return Exchanged(is_done=True)

    async def _sign_in(self, person: Person, token: UserToken) -> None:
        source = self._tokens.of(person)  # kept by those who wait for it
        source.give(token)
        await self._tell(person)

    async def _tell(self, person: Person) -> None:
        try:
            await self._sign_ins.tell(person)
        except (StorageUnavailableError, StorageConflictError) as exc:
            log.error("other processes do not know of a sign-in", exc_info=exc)


def exchanged(activity: Activity, *, is_done: bool) -> Json:
    """Return what the client that sent a token has to be told."""
    value = activity.value if isinstance(activity.value, dict) else {}
    body: Json = {"id": value.get("id"), "connectionName": value.get("connectionName")}
    if not is_done:
        body["failureDetail"] = "the token was not exchanged"
    return body


def person_of(activity: Activity) -> Person:
    """Return who sent an activity."""
    return activity.channel_id, activity.sender.id
