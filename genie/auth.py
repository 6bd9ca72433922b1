"""Sources of the bearer token: one that never changes, or one that is renewed in time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from genie.errors import GenieError

# Databricks refuses tokens that expire within 30 seconds; its own SDK renews 40 seconds early.
# Source: databricks-sdk 0.162.0, oauth.py.
RENEW_EARLY_S: Final = 40.0


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


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token, and for how many seconds it is valid."""

    value: str = field(repr=False)
    lifetime_s: float


class Issuer(Protocol):
    """Issues tokens, and keeps none of them."""

    async def issue(self) -> IssuedToken:
        """Return a new token, or raise a GenieError."""


class RenewedToken:
    """The current token of an issuer, shared by all callers and renewed before it expires."""

    def __init__(self, issuer: Issuer, *, now: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._now = now
        self._lock = asyncio.Lock()
        self._token = ""
        self._renew_at = 0.0
        self._failure = GenieError("no token has been requested yet")

    async def token(self) -> str:
        """Return the current token, or a new one. Concurrent callers share one request.

        Raises:
            GenieError: the issuer's. Callers that waited for the same request get the same error.
        """
        known = self._failure
        async with self._lock:
            if self.is_current:
                return self._token
            if self._failure is not known:  # another call tried meanwhile
                raise self._failure
            asked_at = self._now()
            try:
                issued = await self._issuer.issue()
            except GenieError as exc:
                self._failure = exc
                raise
            self._token = issued.value
            # The lifetime began while the response was on its way.
            self._renew_at = asked_at + issued.lifetime_s - RENEW_EARLY_S
            return self._token

    @property
    def is_current(self) -> bool:
        """Whether the next call returns a token without requesting one."""
        return bool(self._token) and self._now() < self._renew_at

    def forget(self) -> None:
        """Drop the token, so that the next call requests another."""
        self._token = ""

    def refused(self, token: str) -> bool:
        """Drop the token if it is still the current one, so that the next call requests another."""
        if token == self._token:
            self._token = ""
        return True
