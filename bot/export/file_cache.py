"""Keeps files between their offer and a person's consent."""

import asyncio
from collections.abc import MutableMapping
from typing import Final

from cachetools import TTLCache

from bot.export.files import BuiltFile
from bot.export.links import FileRequest

# Enough for two of the largest. A file that was dropped is made again.
MAX_BYTES: Final = 100_000_000
KEPT_S: Final = 600


class FileCache:
    """Holds files in memory until they expire."""

    def __init__(self) -> None:
        self._files: TTLCache[FileRequest, BuiltFile] = TTLCache(
            MAX_BYTES, KEPT_S, getsizeof=lambda file: len(file.content)
        )

    def put(self, request: FileRequest, file: BuiltFile) -> None:
        """Keep a file for KEPT_S seconds."""
        files: MutableMapping[FileRequest, BuiltFile] = self._files
        files[request] = file
        asyncio.get_running_loop().call_later(KEPT_S + 1, self._files.expire)

    def pop(self, request: FileRequest) -> BuiltFile | None:
        """Remove a file and return it; None if it has been dropped."""
        return self._files.pop(request, None)
