"""Bot state in memory: for one process, gone when it ends."""

import copy
from itertools import count
from typing import Any, Final

from botbuilder.core import Storage

ANY_VERSION: Final = "*"


class StorageConflictError(Exception):
    """Somebody else wrote the item since it was read. Read it again, and try again."""


class MemoryStorage(Storage):
    """Holds items as copies, each with an ETag, so that it behaves as a remote store does.

    An item is a dict whose "e_tag" is the version it was read at; without one it has to be new.
    The SDK's own memory storage hands out its live objects and lets the last writer win.
    """

    def __init__(self) -> None:
        self._items: dict[str, dict[str, Any]] = {}
        self._versions = count(1)

    async def read(self, keys: list[str]) -> dict[str, dict[str, Any]]:
        """Return copies of the items that exist."""
        return {key: copy.deepcopy(self._items[key]) for key in keys if key in self._items}

    async def write(self, changes: dict[str, dict[str, Any]]) -> None:
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
