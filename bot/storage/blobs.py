"""Blobs of one container in Azure Storage: text with an ETag and metadata."""

import asyncio
import errno
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

from azure.core import MatchConditions
from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.storage.blob.aio import ContainerClient

from bot.storage.plain import as_text, from_text
from bot.storage.store import (
    ANY_VERSION,
    ASIDE,
    ASIDE_S,
    EXPIRES_AT,
    ItemStorage,
    JsonObject,
    StorageConflictError,
    StorageUnavailableError,
)
from genie import Clock

# A channel waits 10 to 15 s for the acknowledgement, and a turn makes several calls.
CALL_S: Final = 8.0
_AT_ONCE: Final = 20
# Azure's limit is 1,024; ids of channels may have any length.
_MAX_NAME: Final = 900
_ITEMS: Final = "items/"
_EXPIRES: Final = "expires_at"
_CONFLICTS: Final = (ResourceExistsError, ResourceModifiedError, ResourceNotFoundError)


class Blob(NamedTuple):
    """The content of a blob, and its version."""

    text: str
    etag: str
    metadata: Mapping[str, str]


class Listing(NamedTuple):
    """A blob in a list of blobs."""

    key: str
    etag: str
    metadata: Mapping[str, str]


@contextmanager
def azure_errors(*expected: type[AzureError]) -> Iterator[None]:
    """Convert the SDK's errors to StorageUnavailableError, except for the expected ones."""
    try:
        yield
    except expected:
        raise
    except (AzureError, OSError) as exc:  # TimeoutError is an OSError
        raise unavailable(exc) from exc


def unavailable(error: AzureError | OSError) -> StorageUnavailableError:
    """Return what callers get for an error, without its text, which quotes request and response."""
    facts = [type(error).__name__]
    if isinstance(error, HttpResponseError):
        facts += [str(error.status_code), _code_in(error)]
    if isinstance(error.__cause__, OSError):
        facts += [type(error.__cause__).__name__, _system_name(error.__cause__)]
    return StorageUnavailableError(" ".join(filter(None, facts)))


def _code_in(error: HttpResponseError) -> str:
    """Return Azure's code, such as "AuthenticationFailed"."""
    code = getattr(error, "error_code", None)
    text = str(getattr(code, "value", code))
    return text if code and text.isidentifier() else ""


def _system_name(error: OSError) -> str:
    return "" if error.errno is None else errno.errorcode.get(error.errno, str(error.errno))


class Blobs:
    """The blobs under one prefix. Keys may have any length; names of blobs may not."""

    def __init__(self, container: ContainerClient, prefix: str) -> None:
        self._container = container
        self._prefix = prefix

    async def read(self, key: str) -> Blob | None:
        """Return a blob; None if it does not exist."""
        try:
            with azure_errors(ResourceNotFoundError):
                async with asyncio.timeout(CALL_S):
                    stream = await self._container.download_blob(self._name(key))
                    text = (await stream.readall()).decode()
        except ResourceNotFoundError:
            return None
        properties = stream.properties
        return Blob(text, properties.etag, properties.metadata or {})

    async def create(self, key: str, text: str, metadata: Mapping[str, str]) -> str:
        """Write a new blob; return its ETag.

        Raises:
            StorageConflictError: the blob exists.
        """
        return await self._upload(key, text, metadata, match_condition=MatchConditions.IfMissing)

    async def replace(self, key: str, text: str, metadata: Mapping[str, str], etag: str) -> str:
        """Replace a blob that has this ETag, or any with ANY_VERSION; return the new ETag.

        Raises:
            StorageConflictError: it has another ETag, or does not exist.
        """
        if etag == ANY_VERSION:
            return await self._upload(key, text, metadata)
        return await self._upload(
            key, text, metadata, match_condition=MatchConditions.IfNotModified, etag=etag
        )

    async def delete(self, key: str, etag: str = "") -> None:
        """Delete a blob if it exists; with an ETag, only if it has that one."""
        condition: dict[str, Any] = {}
        if etag:
            condition = {"etag": etag, "match_condition": MatchConditions.IfNotModified}
        with suppress(*_CONFLICTS), azure_errors(*_CONFLICTS):
            async with asyncio.timeout(CALL_S):
                await self._container.delete_blob(self._name(key), **condition)

    async def listed(self, prefix: str) -> AsyncIterator[Listing]:
        """Yield the blobs whose key starts with prefix."""
        with azure_errors():
            blobs = self._container.list_blobs(
                name_starts_with=self._prefix + prefix[:_MAX_NAME], include=["metadata"]
            )
            async for blob in blobs:
                key = blob.name.removeprefix(self._prefix)
                yield Listing(key, blob.etag, blob.metadata or {})

    async def delete_all(
        self,
        is_wanted: Callable[[Listing], bool],
        prefix: str = "",
        *,
        prepare: Callable[[Listing], Awaitable[None]] | None = None,
    ) -> None:
        """Delete the blobs that is_wanted selects, unless they are rewritten meanwhile.

        prepare: is called for each before.
        """
        places = asyncio.Semaphore(_AT_ONCE)

        async def delete(blob: Listing) -> None:
            async with places:
                if prepare is not None:
                    await prepare(blob)
                await self.delete(blob.key, blob.etag)

        async with asyncio.TaskGroup() as group:
            async for blob in self.listed(prefix):
                if is_wanted(blob):
                    group.create_task(delete(blob))

    async def _upload(
        self,
        key: str,
        text: str,
        metadata: Mapping[str, str],
        **condition: Any,
    ) -> str:
        try:
            with azure_errors(*_CONFLICTS):
                async with asyncio.timeout(CALL_S):
                    client = self._container.get_blob_client(self._name(key))
                    written = await client.upload_blob(
                        text.encode(), overwrite=True, metadata=dict(metadata), **condition
                    )
        except _CONFLICTS as exc:
            raise StorageConflictError(key) from exc
        new_etag: str = written["etag"]
        return new_etag

    def _name(self, key: str) -> str:
        if len(key) > _MAX_NAME:
            key = key[:_MAX_NAME] + hashlib.sha256(key.encode()).hexdigest()
        return self._prefix + key


def has_expired(metadata: Mapping[str, str], now: float) -> bool:
    """Whether the metadata say that the blob has expired."""
    return float(metadata.get(_EXPIRES, "inf")) <= now


def expiring(at: float | None) -> dict[str, str]:
    """Return the metadata of a blob that expires then."""
    return {} if at is None else {_EXPIRES: f"{at:.3f}"}


class BlobItems(ItemStorage):
    """The items, one blob each."""

    def __init__(self, container: ContainerClient, clock: Clock) -> None:
        self.blobs = Blobs(container, _ITEMS)
        self._clock = clock

    async def read(self, keys: list[str]) -> dict[str, JsonObject]:
        found = await asyncio.gather(*map(self.blobs.read, keys))
        items: dict[str, JsonObject] = {}
        for key, blob in zip(keys, found, strict=True):
            if blob is None or has_expired(blob.metadata, self._now()):
                continue
            if (body := from_text(key, blob.text)) is not None:
                items[key] = body | {"e_tag": blob.etag}
            else:
                await self._set_aside(key, blob)
        return items

    async def _set_aside(self, key: str, blob: Blob) -> None:
        """Keep an unreadable item under another key, for inspection."""
        metadata = expiring(self._now() + ASIDE_S)
        await self.blobs.replace(ASIDE + key, blob.text, metadata, ANY_VERSION)
        await self.blobs.delete(key, blob.etag)

    async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
        versions = {}
        for key, item in changes.items():
            body = {name: value for name, value in item.items() if name != "e_tag"}
            text, metadata = as_text(body), expiring(item.get(EXPIRES_AT))
            if version := item.get("e_tag"):
                versions[key] = await self.blobs.replace(key, text, metadata, version)
            else:
                versions[key] = await self._create(key, text, metadata)
        return versions

    async def _create(self, key: str, text: str, metadata: Mapping[str, str]) -> str:
        """Write a new item; it may replace one that has expired."""
        try:
            return await self.blobs.create(key, text, metadata)
        except StorageConflictError:
            known = await self.blobs.read(key)
            if known is None or not has_expired(known.metadata, self._now()):
                raise
            return await self.blobs.replace(key, text, metadata, known.etag)

    async def delete(self, keys: list[str]) -> None:
        await asyncio.gather(*map(self.blobs.delete, keys))

    async def delete_under(self, prefix: str) -> None:
        await self.blobs.delete_all(lambda _: True, prefix)

    async def find(self, texts: Sequence[str]) -> list[str]:
        places = asyncio.Semaphore(_AT_ONCE)

        async def has_one(key: str) -> bool:
            async with places:
                blob = await self.blobs.read(key)
            return blob is not None and any(text in key or text in blob.text for text in texts)

        keys = [blob.key async for blob in self.blobs.listed("")]
        found = await asyncio.gather(*map(has_one, keys))
        return [key for key, has in zip(keys, found, strict=True) if has]

    async def tidy(self, now: float) -> None:
        """Delete the items that have expired."""
        await self.blobs.delete_all(lambda blob: has_expired(blob.metadata, now))

    def _now(self) -> float:
        return self._clock.now().timestamp()
