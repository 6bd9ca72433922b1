"""The channel's signing keys, which authenticate callers."""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import aiohttp
from jwt import InvalidKeyError
from jwt.algorithms import RSAAlgorithm

from genie import Clock, read_at_most

log = logging.getLogger(__name__)

FETCH_TIMEOUT: Final = aiohttp.ClientTimeout(total=5, connect=3)
# The Bot Framework requires that keys are read again every day; new keys are used within an hour.
# Source:
# https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
RENEW_AFTER_S: Final = 24 * 3600.0
# If they cannot be read again, the old ones are trusted as long as in Microsoft's own SDK.
TRUSTED_FOR_S: Final = 5 * 24 * 3600.0
# An unknown key id may be new or invented: it causes another read, but not more often than this.
PAUSE_S: Final = 30.0


# The published documents have some 10 KB.
MAX_DOCUMENT_BYTES: Final = 1_000_000


class KeysUnavailableError(Exception):
    """The channel's signing keys cannot be fetched, so that no token can be checked."""


class UnknownKeyError(Exception):
    """The channel has no key with this id."""


class SigningKey(NamedTuple):
    """A public key, and the channels that it may sign for; empty: all."""

    public_key: Any
    endorsements: list[str]


class SigningKeys:
    """The keys of one issuer, with the SDK's interface: get(key id).

    The SDK's own class blocks the event loop without a timeout, and does not read again for an
    unknown key within a day.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, clock: Clock) -> None:
        self._session = session
        self._url = url
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._read_at = self._tried_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def get(self, key_id: str) -> SigningKey:
        """Return the key with this id.

        Raises:
            UnknownKeyError: the issuer had no such key at most half a minute ago.
            KeysUnavailableError: no trusted keys are available, and none can be fetched.
        """
        if self._age_s() > RENEW_AFTER_S or key_id not in self._keys:
            await self._renew(may_wait=key_id not in self._keys or self._age_s() > TRUSTED_FOR_S)
        if self._age_s() > TRUSTED_FOR_S:
            raise KeysUnavailableError
        if (key := self._keys.get(key_id)) is None:
            raise UnknownKeyError
        return key

    async def prepare(self) -> None:
        """Read the keys, if they have not been read."""
        if not self._keys:
            await self._renew(may_wait=True)

    def _age_s(self) -> float:
        return self._clock.monotonic() - self._read_at

    async def _renew(self, *, may_wait: bool) -> None:
        """Read the keys again, once for all callers; wait for it only if necessary."""
        is_time = not self._keys or self._clock.monotonic() > self._tried_at + PAUSE_S
        if self._reading is None and is_time:
            self._tried_at = self._clock.monotonic()
            self._reading = asyncio.create_task(self._read(), name="signing keys")
            self._reading.add_done_callback(self._has_read)
        if may_wait and self._reading is not None:
            await asyncio.wait([self._reading])

    async def _read(self) -> None:
        document = await self._fetch(self._url)
        listed = (await self._fetch(document["jwks_uri"]))["keys"]
        keys = dict(key for jwk in listed for key in _signing_keys(jwk))
        if not keys:
            raise ValueError("no keys are published")
        self._keys = keys
        self._read_at = self._clock.monotonic()

    async def _fetch(self, url: str) -> Any:
        async with self._session.get(
            url, timeout=FETCH_TIMEOUT, allow_redirects=False, raise_for_status=True
        ) as response:
            return json.loads(await read_at_most(response, MAX_DOCUMENT_BYTES))

    def _has_read(self, task: asyncio.Task[None]) -> None:
        self._reading = None
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the channel's signing keys cannot be fetched", exc_info=error)


def _signing_keys(jwk: Mapping[str, Any]) -> list[tuple[str, SigningKey]]:
    """Return the key of this entry; none for types that are not used for signing."""
    try:
        key = RSAAlgorithm.from_jwk(json.dumps(jwk))
    except InvalidKeyError:
        return []
    return [(str(jwk.get("kid")), SigningKey(key, list(jwk.get("endorsements") or [])))]
