"""How many questions a person may ask in a minute and in a day, at all instances together."""

import asyncio
import hashlib
from collections.abc import MutableMapping
from enum import Enum
from typing import Final
from weakref import WeakValueDictionary

from bot.activities.activity import Activity
from bot.state.scopes import person_key, retried
from bot.storage.store import EXPIRES_AT, ItemStorage
from genie import Clock

MINUTE_S: Final = 60.0
DAY_S: Final = 86_400.0
# The clocks of instances may differ by so much; a moment further ahead is that of a clock that has
# jumped, and does not count.
_SKEW_S: Final = 60.0


class Limit(Enum):
    """A limit that is reached."""

    PER_MINUTE = MINUTE_S
    PER_DAY = DAY_S


class PersonLimits:
    """Counts each person's questions of the last minute and day, in one item of the store.

    Args:
        per_minute: how many a person may ask in any 60 s; 0: any number.
        per_day: how many in any 24 hours; 0: any number.
    """

    def __init__(
        self, storage: ItemStorage, *, clock: Clock, per_minute: int, per_day: int
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._most = {Limit.PER_MINUTE: per_minute, Limit.PER_DAY: per_day}
        self._kept_s = DAY_S if per_day else MINUTE_S
        self._locks: MutableMapping[str, asyncio.Lock] = WeakValueDictionary()

    def most(self, limit: Limit) -> int:
        """Return how many questions a limit allows."""
        return self._most[limit]

    async def take(self, activity: Activity, name: str) -> Limit | None:
        """Count a question of the sender; return the limit that forbids it, if one does.

        Args:
            name: of the question; one with the same name is counted once.

        Raises:
            StorageConflictError: others change the item all the time.
            StorageUnavailableError: it cannot be read or written now.
        """
        if not any(self._most.values()):
            return None
        key = f"{person_key(activity)}/questions"

        mark = hashlib.sha256(name.encode()).hexdigest()[:16]

        async def work() -> Limit | None:
            return await self._take(key, mark)

        # The questions of this process need no retries.
        async with self._locks.setdefault(key, asyncio.Lock()):
            return await retried(work)

    async def _take(self, key: str, mark: str) -> Limit | None:
        item = (await self._storage.read([key])).get(key, {})
        now = self._clock.now().timestamp()
        asked: dict[str, float] = {
            each: at
            for each, at in item.get("asked", {}).items()
            if now - self._kept_s < at < now + _SKEW_S
        }
        if mark in asked:
            return None
        for limit, most in self._most.items():
            if most and sum(now - at < limit.value for at in asked.values()) >= most:
                return limit
        version = {"e_tag": item["e_tag"]} if item else {}
        kept = {"asked": asked | {mark: now}, EXPIRES_AT: now + self._kept_s}
        await self._storage.write({key: kept | version})
        return None
