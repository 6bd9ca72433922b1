"""What is looked up of a person elsewhere, and remembered for a while."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Final, Generic, TypeVar
from weakref import WeakValueDictionary

from cachetools import TTLCache

from genie import Clock

log = logging.getLogger(__name__)

# A change in Entra counts after this time at the latest.
KEPT_S: Final = 600.0
# A service that does not answer is asked again after this time, and not by every message.
FAILED_S: Final = 10.0
# A turn has 10 s for both.
WITHIN_S: Final = 4.0
_MOST: Final = 10_000

ResultT = TypeVar("ResultT")


class LookupFailedError(Exception):
    """The service gives no usable answer. Its text is for the log."""


class Lookups(Generic[ResultT]):
    """Remembers results for KEPT_S, each looked up once for all that wait for it.

    Args:
        what: is looked up, for the log.
    """

    def __init__(self, what: str, clock: Clock) -> None:
        self._what = what
        self._found: MutableMapping[str, ResultT] = TTLCache(_MOST, KEPT_S, clock.monotonic)
        self._failed: MutableMapping[str, bool] = TTLCache(_MOST, FAILED_S, clock.monotonic)
        self._locks: MutableMapping[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, key: str, look_up: Callable[[], Awaitable[ResultT]]) -> ResultT | None:
        """Return the result for a key; None: it cannot be found out now."""
        async with self._locks.setdefault(key, asyncio.Lock()):
            if key in self._failed:
                return None
            if (known := self._found.get(key)) is not None:
                return known
            try:
                async with asyncio.timeout(WITHIN_S):
                    found = await look_up()
            except (LookupFailedError, TimeoutError) as exc:
                log.warning("lookup failed", extra={"what": self._what}, exc_info=exc)
                self._failed[key] = True
                return None
            self._found[key] = found
            return found
