"""The audit trail in Azure Storage: lines of JSON in append blobs, one for each day (UTC).

A line goes into the blob of its own day, and only if that blob has not grown since this process has
read it: what others have appended is read first, so that no line is written twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from azure.core import MatchConditions
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.storage.blob.aio import BlobClient, ContainerClient
from cachetools import LRUCache

from bot.storage.blobs import CALL_S, azure_errors, unavailable
from bot.storage.plain import as_text, from_text
from bot.storage.store import JsonObject, Line, StorageUnavailableError

_PREFIX: Final = "audit/"
# A block has at most 4 MiB, and a line at most 20 KB.
_LINES_AT_ONCE: Final = 100
# Another process has appended to it.
_HAS_GROWN: Final = "AppendPositionConditionNotMet"
# A blob has at most 50,000 blocks; a day with more goes on in another blob.
_IS_FULL: Final = "BlockCountExceedsLimit"
# Questions are written for the day on which they were asked, two hours later at most.
_DAYS_OPEN: Final = 4
_TRIES: Final = 20


@dataclass(slots=True)
class _Day:
    """The blobs of one day, as far as this process has read them; waiting: lines to be appended."""

    name: str
    part: int = 0
    position: int = 0
    is_there: bool = False
    ids: set[str] = field(default_factory=set)
    waiting: dict[str, Line] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def blob_name(self) -> str:
        """The name of the blob to append to."""
        return f"{_PREFIX}{self.name}{f'-{self.part + 1}' if self.part else ''}.jsonl"

    def begin_part(self) -> None:
        """Go on in another blob."""
        self.part, self.position, self.is_there = self.part + 1, 0, False

    def take(self, content: bytes) -> None:
        """Note what was read behind the position; a line has its id."""
        for text in content.decode().splitlines():
            self.ids.add(str((from_text(self.blob_name, text) or {}).get("id")))
        self.position += len(content)
        self.is_there = True


class AppendTrail:
    """The audit trail. kept_s: for so long a line is kept; 0: none is written."""

    def __init__(self, container: ContainerClient, kept_s: float) -> None:
        self._container = container
        self._kept_s = kept_s
        self._days: LRUCache[str, _Day] = LRUCache(_DAYS_OPEN)
        self._listeners: list[Callable[[Line], None]] = []

    def listen(self, told: Callable[[Line], None]) -> None:
        self._listeners.append(told)

    async def add(self, lines: Sequence[Line]) -> None:
        if not self._kept_s:
            self._tell(lines)
            return
        for line in lines:
            name = _day_of(line.at)
            day = self._days.setdefault(name, _Day(name))
            day.waiting[line.id] = line
            try:
                # What others wait for is appended together with it.
                async with day.lock:
                    while line.id in day.waiting:
                        await self._append(day)
            finally:
                day.waiting.pop(line.id, None)

    async def since(self, at: float) -> list[JsonObject]:
        found: list[JsonObject] = []
        first = _PREFIX + _day_of(at)
        for name in [name for name in await self._names() if name >= first]:
            content = await _content(self._container.get_blob_client(name), 0)
            bodies = (from_text(name, text) for text in content.decode().splitlines())
            found += [body for body in bodies if body is not None and body["at"] >= at]
        return sorted(found, key=lambda body: float(body["at"]))

    async def tidy(self, now: float) -> None:
        """Delete the days that have been kept for long enough."""
        first = _PREFIX + _day_of(now - self._kept_s)
        for name in [name for name in await self._names() if name < first or not self._kept_s]:
            with azure_errors():
                await self._container.delete_blob(name)

    async def _names(self) -> list[str]:
        with azure_errors():
            blobs = self._container.list_blobs(name_starts_with=_PREFIX)
            return [blob.name async for blob in blobs]

    async def _append(self, day: _Day) -> None:
        """Append what waits.

        Raises:
            StorageUnavailableError: it may or may not have been appended.
        """
        for _ in range(_TRIES):
            lines = [line for line in day.waiting.values() if line.id not in day.ids]
            lines = lines[:_LINES_AT_ONCE]
            if not lines or await self._is_appended(day, lines):
                self._tell(lines)
                for line_id in [each for each in day.waiting if each in day.ids]:
                    del day.waiting[line_id]
                return
        raise StorageUnavailableError("other processes append all the time")

    async def _is_appended(self, day: _Day, lines: Sequence[Line]) -> bool:
        """Append these lines, unless the blob has grown; then read what is new in it."""
        client = self._container.get_blob_client(day.blob_name)
        if not day.is_there and not await _is_created(client):
            day.take(await _content(client, day.position))
            return False
        day.is_there = True
        content = "".join(f"{as_text(line.body)}\n" for line in lines).encode()
        try:
            with azure_errors(HttpResponseError):
                async with asyncio.timeout(CALL_S):
                    await client.append_block(content, appendpos_condition=day.position)
        except HttpResponseError as exc:
            code = getattr(exc, "error_code", "")
            if code == _HAS_GROWN:
                day.take(await _content(client, day.position))
            elif code == _IS_FULL:
                day.begin_part()
            else:
                raise unavailable(exc) from exc
            return False
        day.take(content)
        return True

    def _tell(self, lines: Sequence[Line]) -> None:
        for line in lines:
            for told in self._listeners:
                told(line)


async def _is_created(client: BlobClient) -> bool:
    """Create a blob; False: it exists."""
    try:
        with azure_errors(ResourceExistsError, ResourceModifiedError):
            async with asyncio.timeout(CALL_S):
                await client.create_append_blob(match_condition=MatchConditions.IfMissing)
    except (ResourceExistsError, ResourceModifiedError):
        return False
    return True


async def _content(client: BlobClient, offset: int) -> bytes:
    """Return what is in a blob from an offset on."""
    try:
        with azure_errors(HttpResponseError):
            async with asyncio.timeout(CALL_S):
                stream = await client.download_blob(offset=offset)
                content: bytes = await stream.readall()
                return content
    except ResourceNotFoundError:
        return b""
    except HttpResponseError as exc:
        if exc.status_code == 416:  # noqa: PLR2004 - there is nothing behind the offset
            return b""
        raise unavailable(exc) from exc


def _day_of(at: float) -> str:
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at):%Y-%m-%d}"
