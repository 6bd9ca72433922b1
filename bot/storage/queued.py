"""A journal in Azure Storage: an entry is a blob, and a queue message points to it.

As long as the message is hidden, a process holds the entry: the visibility timeout is the lease, by
the service's clock. The holder is also in the blob, so that a process that has lost an entry can no
longer write it.
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from functools import partial
from typing import Final

from azure.core.exceptions import AzureError, HttpResponseError
from azure.storage.blob.aio import ContainerClient
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

from bot.storage.append_trail import AppendTrail
from bot.storage.blobs import (
    CALL_S,
    Blobs,
    Listing,
    azure_errors,
    expiring,
    has_expired,
    unavailable,
)
from bot.storage.entries import entry_of, holder_in, line_in, metadata_of, text_of
from bot.storage.holds import (
    ASIDE,
    DONE,
    OPEN,
    Hold,
    age_s,
    content_of,
    is_held_by,
    key_in,
    whole,
)
from bot.storage.store import (
    ASIDE_S,
    FORMAT,
    Chosen,
    Ending,
    Entry,
    LeaseLostError,
    Line,
    Listed,
    Mine,
    StorageConflictError,
)
from genie import Clock

log = logging.getLogger(__name__)

_JOURNAL: Final = "journal/"
# A queue returns at most 32 messages per call.
_AT_ONCE: Final = 32
_A_MOMENT_S: Final = 2.0
_NEVER: Final = -1
_LOST: Final = frozenset({"MessageNotFound", "PopReceiptMismatch"})


class QueuedJournal:
    """The journal."""

    def __init__(
        self,
        container: ContainerClient,
        queue: QueueClient,
        trail: AppendTrail,
        clock: Clock,
        lease_s: float,
    ) -> None:
        self.blobs = Blobs(container, _JOURNAL)
        self._trail = trail
        self._queue = queue
        self._clock = clock
        self._lease_s = lease_s

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def add(self, entry: Entry, *, is_held: bool = True) -> bool:
        # The message first: without a blob it is ignored. A blob without a message would never be
        # done, and would block redeliveries.
        hidden_s = max(self._lease_s if is_held else 0.0, entry.due_at - self._now())
        message = await self._send(entry.key, hidden_s)
        shown_at = self._clock.monotonic() + hidden_s
        hold = Hold(secrets.token_hex(8) if is_held else "", "", message)
        entry.hold = hold
        entry.attempts -= 0 if is_held else 1
        try:
            hold.etag = await self.blobs.create(entry.key, text_of(entry), metadata_of(entry, OPEN))
        except StorageConflictError:
            known = await self.blobs.read(entry.key)
            if known is None or holder_in(entry.key, known) != hold.token or not is_held:
                await self._delete(message)
                return False
            hold.etag = known.etag  # the blob was written, but the response was lost
        if is_held and self._clock.monotonic() > shown_at:
            await self._hide_again(entry)
        return True

    async def add_done(self, entry: Entry, *, expires_at: float) -> bool:
        metadata = metadata_of(entry, DONE, expires_at)
        try:
            await self.blobs.create(entry.key, text_of(entry), metadata)
        except StorageConflictError:
            return False
        return True

    async def is_known(self, key: str) -> bool:
        return await self.blobs.read(key) is not None

    async def save(self, entry: Entry) -> None:
        async with entry.hold.lock:
            await self._write(entry, OPEN)

    async def finish(self, entry: Entry, *, expires_at: float, line: Line | None = None) -> None:
        entry.body = {}
        await self._close(entry, DONE, expires_at, line)

    async def set_aside(self, entry: Entry, *, expires_at: float, line: Line | None = None) -> None:
        await self._close(entry, ASIDE, expires_at, line)

    async def _close(self, entry: Entry, state: str, expires_at: float, line: Line | None) -> None:
        """Close an entry. As long as its message is there, some process will write the line."""
        async with entry.hold.lock:
            await self._write(entry, state, expires_at, line)
            if line:
                await self._trail.add([line])
            entry.hold.is_over = True
            await self._delete(entry.hold.message)

    async def release(self, entry: Entry) -> None:
        entry.attempts -= 1
        async with entry.hold.lock:
            await self._write(entry, OPEN)
            entry.hold.is_over = True
            await self._hide(entry, 0.0)

    async def renew(self, entries: Sequence[Entry]) -> list[Entry]:
        async def is_lost(entry: Entry) -> bool:
            async with entry.hold.lock:
                try:
                    await self._hide(entry, self._lease_s)
                except LeaseLostError:
                    return True
            return False

        lost = await asyncio.gather(*map(is_lost, entries))
        return [entry for entry, is_gone in zip(entries, lost, strict=True) if is_gone]

    async def take_due(self, most: int, *, mine: Mine) -> list[Entry]:
        taken: list[Entry] = []
        while len(taken) < most:
            wanted = min(_AT_ONCE, most - len(taken))
            messages = await self._received(wanted, hidden_s=self._lease_s)
            held = await asyncio.gather(*(self._take(each, mine) for each in messages))
            taken += [entry for entry in held if entry is not None]
            if len(messages) < wanted:
                break
        return sorted(taken, key=lambda entry: entry.added_at)

    async def _received(self, wanted: int, *, hidden_s: float) -> list[QueueMessage]:
        with azure_errors():
            pages = self._queue.receive_messages(
                max_messages=wanted,
                messages_per_page=wanted,
                visibility_timeout=whole(hidden_s),
            )
            async with asyncio.timeout(CALL_S):
                return [message async for message in pages]

    async def _take(self, message: QueueMessage, mine: Mine) -> Entry | None:
        """Hold the entry that a message points to; None: there is nothing to do."""
        key = key_in(message)
        own = mine(key)
        if own is not None and own.hold.message.id == message.id:
            async with own.hold.lock:
                own.hold.message = message  # its lease had expired; this renews it
            return None
        blob = await self.blobs.read(key) if key else None
        if blob is None or not is_held_by(message, blob):
            if blob is not None and (line := line_in(key, blob)):
                await self._trail.add([line])  # a process died between the entry's end and this
            await self._delete(message)
            return None
        if int(blob.metadata.get("format", FORMAT)) > FORMAT:
            return None  # written by a newer release, which will receive the message again
        entry = entry_of(key, blob)
        if entry is None:
            metadata = dict(blob.metadata) | {"state": ASIDE} | expiring(self._now() + ASIDE_S)
            await self.blobs.replace(key, blob.text, metadata, blob.etag)
            await self._delete(message)
            return None
        entry.age_s = age_s(message, self._lease_s)
        entry.hold = Hold(secrets.token_hex(8), blob.etag, message)
        try:
            await self._write(entry, OPEN)
        except LeaseLostError:
            return None  # its holder is alive, and has written meanwhile
        return entry

    async def beneath(self, prefix: str) -> list[Listed]:
        found = []
        async for blob in self.blobs.listed(prefix):
            known = blob.metadata
            added_at = float(known.get("added_at", "0"))
            is_open = known.get("state") == OPEN
            found.append(Listed(blob.key, added_at, is_open, known.get("mark", "")))
        return sorted(found, key=lambda each: (each.added_at, each.key))

    async def forget(self, chosen: Chosen, ending: Ending) -> None:
        prepare = partial(self._end, ending)
        await self.blobs.delete_all(lambda blob: chosen(blob.key), prepare=prepare)

    async def _end(self, ending: Ending, listed: Listing) -> None:
        """Write the line about an open entry that is going to be deleted."""
        if listed.metadata.get("state") != OPEN:
            return
        blob = await self.blobs.read(listed.key)
        entry = entry_of(listed.key, blob) if blob else None
        if entry and (line := ending(entry)):
            await self._trail.add([line])

    async def drop_spare_messages(self) -> None:
        """Delete the messages that point to nothing; hidden ones are found when their time is up.

        All others are shown again after a moment.
        """
        while messages := await self._received(_AT_ONCE, hidden_s=_A_MOMENT_S):
            blobs = await asyncio.gather(*(self.blobs.read(key_in(each)) for each in messages))
            for message, blob in zip(messages, blobs, strict=True):
                if blob is None:
                    await self._delete(message)

    async def tidy(self, now: float) -> None:
        """Delete what has expired."""
        await self.blobs.delete_all(lambda blob: has_expired(blob.metadata, now))

    async def _write(
        self,
        entry: Entry,
        state: str,
        expires_at: float | None = None,
        line: Line | None = None,
    ) -> None:
        hold: Hold = entry.hold
        if hold.is_over:
            raise LeaseLostError(entry.key)
        text, metadata = text_of(entry, line), metadata_of(entry, state, expires_at)
        try:
            hold.etag = await self.blobs.replace(entry.key, text, metadata, hold.etag)
        except StorageConflictError as exc:  # or the response to an earlier write was lost
            known = await self.blobs.read(entry.key)
            if known is None or holder_in(entry.key, known) != hold.token:
                raise LeaseLostError(entry.key) from exc
            hold.etag = await self.blobs.replace(entry.key, text, metadata, known.etag)

    async def _send(self, key: str, hidden_s: float) -> QueueMessage:
        with azure_errors():
            async with asyncio.timeout(CALL_S):
                return await self._queue.send_message(
                    content_of(key),
                    visibility_timeout=whole(hidden_s),
                    time_to_live=_NEVER,
                )

    async def _hide(self, entry: Entry, seconds: float) -> None:
        hold: Hold = entry.hold
        try:
            with azure_errors(HttpResponseError):
                async with asyncio.timeout(CALL_S):
                    hold.message = await self._queue.update_message(
                        hold.message, visibility_timeout=whole(seconds)
                    )
        except HttpResponseError as exc:
            if getattr(exc, "error_code", "") in _LOST:
                raise LeaseLostError(entry.key) from exc
            raise unavailable(exc) from exc

    async def _hide_again(self, entry: Entry) -> None:
        """Hide an entry again whose message may have been received before the blob existed."""
        try:
            await self._hide(entry, self._lease_s)
        except LeaseLostError:
            entry.hold.message = await self._send(entry.key, self._lease_s)
            await self._write(entry, OPEN)

    async def _delete(self, message: QueueMessage) -> None:
        """Delete a message; if that fails, it is recognised later as having nothing to do."""
        try:
            async with asyncio.timeout(CALL_S):
                await self._queue.delete_message(message)
        except (AzureError, OSError) as exc:
            log.warning("queue message not deleted", extra={"error": type(exc).__name__})
