"""Bot state in memory: for one process, gone when it ends."""

import copy
import math
from collections.abc import MutableMapping
from itertools import count
from typing import Any, Final

from botbuilder.core import Storage
from cachetools import TLRUCache

from genie import Clock, SystemClock

ANY_VERSION: Final = "*"
# Under this name an item may hold when it is to be forgotten, in seconds since 1970.
EXPIRES_AT: Final = "expires_at"

Item = dict[str, Any]


class StorageConflictError(Exception):
    """Somebody else wrote the item since it was read. Read it again, and try again."""


class MemoryStorage(Storage):
    """Holds items as copies, each with an ETag, so that it behaves as a remote store does.

    An item is a dict whose "e_tag" is the version it was read at; without one it has to be new.
    One that holds EXPIRES_AT is gone from then on, and so is its memory with the next write. The
    SDK's own memory storage hands out its live objects and lets the last writer win.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        self._items: MutableMapping[str, Item] = TLRUCache(
            math.inf,
            ttu=lambda _, item, now: item.get(EXPIRES_AT, math.inf),
            timer=lambda: clock.now().timestamp(),
        )
        self._versions = count(1)

    def __len__(self) -> int:
        """Return how many items are held."""
        return len(self._items)

    async def read(self, keys: list[str]) -> dict[str, Item]:
        """Return copies of the items that exist."""
        found = ((key, self._items.get(key)) for key in keys)
        return {key: copy.deepcopy(item) for key, item in found if item is not None}

    async def write(self, changes: dict[str, Item]) -> None:
        """Write all the items, or none.

        Raises:
            StorageConflictError: an item is not at the version that the change was based on.
        """
        for key, item in changes.items():
            current = self._items.get(key, {}).get("e_tag")
            if item.get("e_tag") not in {current, ANY_VERSION}:
                raise StorageConflictError(key)
        for key, item in changes.items():
            self._items[key] = copy.deepcopy(item) | {"e_tag": str(next(self._versions))}

    async def delete(self, keys: list[str]) -> None:
        """Remove the items that exist."""
        for key in keys:
            self._items.pop(key, None)

    async def delete_under(self, prefix: str) -> None:
        """Remove all items whose key begins so."""
        await self.delete([key for key in self._items if key.startswith(prefix)])
