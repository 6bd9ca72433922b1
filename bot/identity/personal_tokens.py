"""The tokens of people, each in memory only as long as something uses it."""

from collections.abc import Callable
from typing import Final
from weakref import WeakValueDictionary

from bot.identity.token_service import Person, TokenService, UserToken
from genie import Clock, GenieSignInError, IssuedToken, Issuer, RenewedToken, SubjectToken
from genie.auth import RENEW_EARLY_S

# If the service does not say when a token expires: for two minutes it is used without asking again.
UNKNOWN_LIFETIME_S: Final = 120.0 + RENEW_EARLY_S

# Makes an issuer of Databricks' own tokens for those that a function returns.
Exchanging = Callable[[SubjectToken], Issuer]


class PersonalToken:
    """The token of one person, for all who work with that person's identity just now."""

    def __init__(
        self, person: Person, service: TokenService, clock: Clock, exchanging: Exchanging | None
    ) -> None:
        self._entra = _EntraTokens(person, service, clock)
        issuer = self._entra if exchanging is None else exchanging(self._entra.value)
        self._renewed = RenewedToken(issuer, now=clock.monotonic)

    @property
    def is_at_hand(self) -> bool:
        """Whether there is a token without a call of the token service."""
        return self._renewed.is_current or self._entra.is_given

    async def token(self) -> str:
        """Return the current token, or a new one.

        Raises:
            GenieSignInError: the person has to sign in.
            GenieError: that of the token service, or of the exchange for Databricks' own token.
        """
        return await self._renewed.token()

    def refused(self, token: str) -> bool:
        """Drop the token if it is still the current one."""
        return self._renewed.refused(token)

    def give(self, token: UserToken) -> None:
        """Take a token that the token service has returned to another call."""
        self._entra.give(token)

    def forget(self) -> None:
        """Drop all tokens: the person has signed out."""
        self._entra.forget()
        self._renewed.forget()


class _EntraTokens:
    """Issues the tokens that the token service has of a person."""

    def __init__(self, person: Person, service: TokenService, clock: Clock) -> None:
        self._person = person
        self._service = service
        self._clock = clock
        self._given: UserToken | None = None

    @property
    def is_given(self) -> bool:
        """Whether the next token is one that was given."""
        return self._given is not None and self._lifetime_s(self._given) > RENEW_EARLY_S

    def give(self, token: UserToken) -> None:
        self._given = token

    def forget(self) -> None:
        self._given = None

    async def issue(self) -> IssuedToken:
        token = await self._current()
        return IssuedToken(token.value, self._lifetime_s(token))

    async def value(self) -> str:
        """Return the token to exchange."""
        return (await self._current()).value

    async def _current(self) -> UserToken:
        token = self._given if self.is_given else None
        self._given = None
        token = token or await self._service.token(self._person)
        if token is None:
            raise GenieSignInError("the person is not signed in")
        return token

    def _lifetime_s(self, token: UserToken) -> float:
        if token.expires_at is None:
            return UNKNOWN_LIFETIME_S
        return (token.expires_at - self._clock.now()).total_seconds()


class PersonalTokens:
    """Returns the same source for all who work with a person's identity at the same time.

    exchanging: None if Databricks takes Entra's tokens as they are.
    """

    def __init__(
        self, service: TokenService, *, clock: Clock, exchanging: Exchanging | None
    ) -> None:
        self._service = service
        self._clock = clock
        self._exchanging = exchanging
        self._sources: WeakValueDictionary[Person, PersonalToken] = WeakValueDictionary()

    def of(self, person: Person) -> PersonalToken:
        """Return the source of a person's tokens; it has none after nothing has used it."""
        source = self._sources.get(person)
        if source is None:
            source = PersonalToken(person, self._service, self._clock, self._exchanging)
            self._sources[person] = source
        return source

    def forget(self, person: Person) -> None:
        """Drop the tokens of a person who has signed out."""
        if (source := self._sources.get(person)) is not None:
            source.forget()
