"""Keeps files between their offer and a person's consent."""

import asyncio
from collections.abc import MutableMapping
from typing import Final

from cachetools import TTLCache

from bot.export.files import BuiltFile

# Enough for two of the largest. Most people press Allow at once; a file that was dropped is made
# again.
MAX_BYTES: Final = 100_000_000
KEPT_S: Final = 120


class FileCache:
    """Holds the files of offers in memory until they expire."""

    def __init__(self) -> None:
        self._files: TTLCache[str, BuiltFile] = TTLCache(
            MAX_BYTES, KEPT_S, getsizeof=lambda file: len(file.content)
        )

    def put(self, offer_id: str, file: BuiltFile) -> None:
        """Keep a file for KEPT_S seconds."""
        files: MutableMapping[str, BuiltFile] = self._files
        files[offer_id] = file
        asyncio.get_running_loop().call_later(KEPT_S + 1, self._files.expire)

    def pop(self, offer_id: str) -> BuiltFile | None:
        """Remove a file and return it; None if it has been dropped."""
        return self._files.pop(offer_id, None)
