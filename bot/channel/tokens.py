"""The bot's own token, which authenticates it to the channel."""

import asyncio
import logging
import re
from typing import Any, Final, Protocol

from genie import Clock

log = logging.getLogger(__name__)

# MSAL, which the SDK's credentials use, returns no token that is valid for less than five minutes.
# Source: msal 1.39.0, application.py and managed_identity.py, "Then consider it expired".
GOOD_FOR_S: Final = 240.0
# After this time the next token is fetched, while this one is still used.
RENEW_AFTER_S: Final = 120.0
# The pause after a failure, while the current token is still valid.
PAUSE_S: Final = 10.0
# A token of Entra is valid for at least an hour. MSAL caches it by the wall clock: if that is set
# back by a day, MSAL would return the same token for a day.
CACHED_FOR_S: Final = 3000.0
# Entra's own codes in the text of an error, which the log does not have otherwise.
_CODES: Final = re.compile(r"\bAADSTS\d+\b")


class Credentials(Protocol):
    """The SDK's credentials; they ask Entra, or the managed identity, and block meanwhile."""

    def get_access_token(self) -> str:
        """Return a token; raises PermissionError, KeyError or a network error."""


class BotToken:
    """Caches a token; fetches it in a thread, once for all callers, and before it expires."""

    def __init__(self, credentials: Credentials, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock
        self._token = ""
        self._fetched_at = 0.0
        self._failed_at = float("-inf")
        self._cached_at = clock.monotonic()
        self._fetching: asyncio.Task[None] | None = None

    async def get(self) -> str:
        """Return a valid token; raises what the credentials raise."""
        age_s = self._clock.monotonic() - self._fetched_at
        is_good = bool(self._token) and age_s < GOOD_FOR_S
        if is_good and age_s < RENEW_AFTER_S:
            return self._token
        if self._fetching is None and not (is_good and self._has_just_failed()):
            self._fetching = asyncio.create_task(self._fetch(), name="bot token")
            self._fetching.add_done_callback(self._fetched)
        if not is_good and self._fetching is not None:
            await asyncio.shield(self._fetching)
        return self._token

    def _has_just_failed(self) -> bool:
        return self._clock.monotonic() < self._failed_at + PAUSE_S

    async def _fetch(self) -> None:
        began = self._clock.monotonic()
        if began - self._cached_at > CACHED_FOR_S:
            self._cached_at = began
            _forget_cached(self._credentials)
        self._token = await asyncio.to_thread(self._credentials.get_access_token)
        self._fetched_at = began

    def _fetched(self, task: asyncio.Task[None]) -> None:
        self._fetching = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed_at = self._clock.monotonic()
            log.error(
                "the bot gets no token: check MicrosoftAppId, MicrosoftAppPassword and "
                "MicrosoftAppTenantId, or its managed identity",
                extra={"codes": _CODES.findall(str(error))},
                exc_info=error,
            )


def _forget_cached(credentials: Any) -> None:
    """Let MSAL ask Entra, or the managed identity, next time."""
    app = getattr(credentials, "app", None)
    cache = getattr(credentials, "global_token_cache", None) or getattr(app, "token_cache", None)
    if cache is not None:
        for token in list(cache.search(cache.CredentialType.ACCESS_TOKEN)):
            cache.remove_at(token)
