"""A journal in Azure Storage: an entry is a blob, and a queue message points to it.

For as long as the message cannot be seen, somebody holds the entry: its visibility timeout is the
lease. Who holds it is in the blob, too, so that whoever has lost it cannot write it any more.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from azure.core.exceptions import AzureError, HttpResponseError
from azure.storage.blob.aio import ContainerClient
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

from bot.storage.blobs import CALL_S, Blob, Blobs, azure_errors, expiring, has_expired
from bot.storage.plain import as_text, from_text
from bot.storage.store import (
    ASIDE_S,
    FORMAT,
    Entry,
    JsonObject,
    LeaseLostError,
    Listed,
    StorageConflictError,
    StorageUnavailableError,
)
from genie import Clock

log = logging.getLogger(__name__)

_JOURNAL: Final = "journal/"
_OPEN, _DONE, _ASIDE = "open", "done", "aside"
# A queue gives out so many messages at a time, and hides one for seven days at most.
_AT_ONCE: Final = 32
_LONGEST_HIDDEN_S: Final = 7 * 86_400
_NEVER: Final = -1
_LOST: Final = frozenset({"MessageNotFound", "PopReceiptMismatch"})


@dataclass(slots=True)
class _Hold:
    """By what an entry is held: the blob's version and holder, and the queue's message."""

    token: str
    etag: str
    message: QueueMessage
    until: float
    is_over: bool = False
    # One call at a time: each makes the blob's version, or the message's receipt, another one.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class QueuedJournal:
    """The journal."""

    def __init__(self, container: ContainerClient, queue: QueueClient, clock: Clock) -> None:
        self.blobs = Blobs(container, _JOURNAL)
        self._queue = queue
        self._clock = clock

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def add(self, entry: Entry, *, lease_s: float) -> bool:
        # The message first: without a blob it means nothing. A blob without a message would stay
        # undone, and would keep whoever sends the activity again from being heard.
        hidden_s = max(lease_s, entry.due_at - self._now())
        message = await self._send(entry.key, hidden_s)
        hold = _Hold(secrets.token_hex(8) if lease_s else "", "", message, self._now() + hidden_s)
        entry.hold = hold
        entry.attempts -= 0 if lease_s else 1
        try:
            hold.etag = await self.blobs.create(entry.key, _text(entry), _metadata(entry, _OPEN))
        except StorageConflictError:
            known = await self.blobs.read(entry.key)
            if known is None or _holder(entry.key, known) != hold.token or not lease_s:
                await self._delete(message)
                return False
            hold.etag = known.etag  # it was written, and the response lost
        if lease_s and self._now() > hold.until:
            await self._hide_again(entry, lease_s)
        return True

    async def add_done(self, entry: Entry, *, expires_at: float) -> bool:
        metadata = _metadata(entry, _DONE, expires_at)
        try:
            await self.blobs.create(entry.key, _text(entry), metadata)
        except StorageConflictError:
            return False
        return True

    async def is_known(self, key: str) -> bool:
        return await self.blobs.read(key) is not None

    async def save(self, entry: Entry) -> None:
        async with entry.hold.lock:
            await self._write(entry, _OPEN)

    async def finish(self, entry: Entry, *, expires_at: float) -> None:
        entry.body = {}
        await self._close(entry, _DONE, expires_at)

    async def set_aside(self, entry: Entry, *, expires_at: float) -> None:
        await self._close(entry, _ASIDE, expires_at)

    async def _close(self, entry: Entry, state: str, expires_at: float) -> None:
        async with entry.hold.lock:
            await self._write(entry, state, expires_at)
            entry.hold.is_over = True
            await self._delete(entry.hold.message)

    async def release(self, entry: Entry) -> None:
        entry.attempts -= 1
        async with entry.hold.lock:
            await self._write(entry, _OPEN)
            entry.hold.is_over = True
            await self._hide(entry, 0.0)

    async def renew(self, entries: Sequence[Entry], *, lease_s: float) -> list[Entry]:
        async def is_lost(entry: Entry) -> bool:
            async with entry.hold.lock:
                try:
                    await self._hide(entry, lease_s)
                except LeaseLostError:
                    return True
            return False

        lost = await asyncio.gather(*map(is_lost, entries))
        return [entry for entry, is_gone in zip(entries, lost, strict=True) if is_gone]

    async def take_due(self, most: int, *, lease_s: float) -> list[Entry]:
        taken: list[Entry] = []
        while len(taken) < most:
            wanted = min(_AT_ONCE, most - len(taken))
            messages = await self._received(wanted, lease_s)
            held = await asyncio.gather(*(self._take(each, lease_s) for each in messages))
            taken += [entry for entry in held if entry is not None]
            if len(messages) < wanted:
                break
        return sorted(taken, key=lambda entry: entry.added_at)

    async def _received(self, wanted: int, lease_s: float) -> list[QueueMessage]:
        with azure_errors():
            pages = self._queue.receive_messages(
                max_messages=wanted, messages_per_page=wanted, visibility_timeout=_whole(lease_s)
            )
            async with asyncio.timeout(CALL_S):
                return [message async for message in pages]

    async def _take(self, message: QueueMessage, lease_s: float) -> Entry | None:
        """Hold the entry that a message points to; None: there is nothing to do for it."""
        key = _key_in(message)
        blob = await self.blobs.read(key) if key else None
        if blob is None or not _is_held_by(message, blob):
            await self._delete(message)
            return None
        if int(blob.metadata.get("format", FORMAT)) > FORMAT:
            return None  # of a newer release, which will see the message again
        entry = _entry(key, blob)
        if entry is None:
            metadata = dict(blob.metadata) | {"state": _ASIDE} | expiring(self._now() + ASIDE_S)
            await self.blobs.replace(key, blob.text, metadata, blob.etag)
            await self._delete(message)
            return None
        entry.hold = _Hold(secrets.token_hex(8), blob.etag, message, self._now() + lease_s)
        try:
            await self._write(entry, _OPEN)
        except LeaseLostError:
            return None  # whoever held it is still there, and has written meanwhile
        return entry

    async def beneath(self, prefix: str) -> list[Listed]:
        found = []
        async for blob in self.blobs.listed(prefix):
            known = blob.metadata
            added_at = float(known.get("added_at", "0"))
            is_open = known.get("state") == _OPEN
            found.append(Listed(blob.key, added_at, is_open, known.get("mark", "")))
        return sorted(found, key=lambda each: (each.added_at, each.key))

    async def forget_beneath(self, prefix: str) -> None:
        await self.blobs.delete_all(lambda _: True, prefix)

    async def tidy(self) -> None:
        """Remove what has expired."""
        now = self._now()
        await self.blobs.delete_all(lambda blob: has_expired(blob.metadata, now))

    async def _write(self, entry: Entry, state: str, expires_at: float | None = None) -> None:
        hold: _Hold = entry.hold
        if hold.is_over:
            raise LeaseLostError(entry.key)
        text, metadata = _text(entry), _metadata(entry, state, expires_at)
        try:
            hold.etag = await self.blobs.replace(entry.key, text, metadata, hold.etag)
        except StorageConflictError as exc:  # or an earlier write's response was lost
            known = await self.blobs.read(entry.key)
            if known is None or _holder(entry.key, known) != hold.token:
                raise LeaseLostError(entry.key) from exc
            hold.etag = await self.blobs.replace(entry.key, text, metadata, known.etag)

    async def _send(self, key: str, hidden_s: float) -> QueueMessage:
        with azure_errors():
            async with asyncio.timeout(CALL_S):
                return await self._queue.send_message(
                    json.dumps({"key": key}),
                    visibility_timeout=_whole(hidden_s),
                    time_to_live=_NEVER,
                )

    async def _hide(self, entry: Entry, seconds: float) -> None:
        hold: _Hold = entry.hold
        try:
            with azure_errors(HttpResponseError):
                async with asyncio.timeout(CALL_S):
                    hold.message = await self._queue.update_message(
                        hold.message, visibility_timeout=_whole(seconds)
                    )
        except HttpResponseError as exc:
            if getattr(exc, "error_code", "") in _LOST:
                raise LeaseLostError(entry.key) from exc
            raise StorageUnavailableError(str(exc)) from exc
        hold.until = self._now() + seconds

    async def _hide_again(self, entry: Entry, lease_s: float) -> None:
        """Hold an entry whose message may have been seen before there was a blob."""
        try:
            await self._hide(entry, lease_s)
        except LeaseLostError:
            entry.hold.message = await self._send(entry.key, lease_s)
            await self._write(entry, _OPEN)

    async def _delete(self, message: QueueMessage) -> None:
        """Remove a message; one that stays is found to point to nothing that has to be done."""
        try:
            async with asyncio.timeout(CALL_S):
                await self._queue.delete_message(message)
        except (AzureError, OSError) as exc:
            log.warning("queue message not deleted", extra={"error": type(exc).__name__})


def _key_in(message: QueueMessage) -> str:
    """Return the key that a message points to; "": it is none of ours."""
    try:
        return str(json.loads(message.content)["key"])
    except (ValueError, KeyError, TypeError):
        log.error("unreadable queue message", extra={"message_id": message.id})
        return ""


def _is_held_by(message: QueueMessage, blob: Blob) -> bool:
    """Whether an entry is open, and this its message: one sent before a death may be another's."""
    return blob.metadata.get("state") == _OPEN and blob.metadata.get("message") == message.id


def _whole(seconds: float) -> int:
    return max(0, min(_LONGEST_HIDDEN_S, round(seconds)))


def _text(entry: Entry) -> str:
    body: JsonObject = {
        "kind": entry.kind,
        "added_at": entry.added_at,
        "attempts": entry.attempts,
        "holder": entry.hold.token if entry.hold else "",
        "mark": entry.mark,
        "body": entry.body,
    }
    return as_text(body)


def _metadata(entry: Entry, state: str, expires_at: float | None = None) -> dict[str, str]:
    known = {"state": state, "format": str(FORMAT), "added_at": repr(entry.added_at)}
    if entry.hold is not None:
        known["message"] = entry.hold.message.id
    return known | ({"mark": entry.mark} if entry.mark else {}) | expiring(expires_at)


def _entry(key: str, blob: Blob) -> Entry | None:
    """Return the entry of a blob that was begun once more; None: it cannot be read."""
    match from_text(key, blob.text):
        case {
            "kind": str(kind),
            "added_at": float(added_at),
            "attempts": int(attempts),
            "mark": str(mark),
            "body": dict(body),
        }:
            return Entry(key, kind, body, added_at, mark, attempts + 1)
    log.error("unreadable record", extra={"key": key})
    return None


def _holder(key: str, blob: Blob) -> Any:
    return (from_text(key, blob.text) or {}).get("holder")
