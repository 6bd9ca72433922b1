"""Stores the records of answers, by reference and by message."""

from collections.abc import Callable, Mapping, MutableMapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote
from weakref import WeakValueDictionary

from bot.state.answer_record import AnswerPlace, AnswerRecord
from bot.state.scopes import retried
from bot.storage.store import ANY_VERSION, EXPIRES_AT, ItemStorage, JsonObject
from genie import Clock

# Later, the question has to be asked again.
REMEMBERED_S: Final = 14 * 86_400.0


class AnswerRecords:
    """Stores the answers by reference and by message, so that every process finds them."""

    def __init__(self, storage: ItemStorage, *, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        # The records in use, so that all users share one object.
        self._live: MutableMapping[str, AnswerRecord] = WeakValueDictionary()

    async def note_place(self, record: AnswerRecord, activity_id: str) -> None:
        """Record the message that shows an answer, and so that its buttons work.

        Raises:
            StorageConflictError: others change it all the time.
            StorageUnavailableError: it cannot be stored now.
        """
        reference, place = record.question.reference, record.place()
        self._live[_key(reference, place)] = record
        record.note_place(activity_id)  # also if it cannot be stored
        pointers = {}
        if activity_id:
            expires_at = self._now() + REMEMBERED_S
            pointer = {"reference": reference, EXPIRES_AT: expires_at, "e_tag": ANY_VERSION}
            pointers[_message_key(place, activity_id)] = pointer
        await self.change(record, lambda it: it.note_place(activity_id), pointers=pointers)

    async def change(
        self,
        record: AnswerRecord,
        change: Callable[[AnswerRecord], object],
        *,
        pointers: Mapping[str, JsonObject] = MappingProxyType({}),
    ) -> None:
        """Change a record on top of the changes of others; one that was deleted stays so.

        Args:
            change: may be called several times.
            pointers: items that point to the record, and are written behind it.

        Raises:
            StorageConflictError: others change it all the time.
            StorageUnavailableError: it cannot be stored now.
        """
        key = _key(record.question.reference, record.place())

        async def work() -> None:
            item = (await self._storage.read([key])).get(key, {}) if record.may_be_stored else {}
            record.may_be_stored = True
            if item:
                record.is_stored = True
                record.catch_up(AnswerRecord.from_json(item))
            change(record)
            if record.is_stored and not item:
                return  # the person is forgotten, or the question
            expires_at = item.get(EXPIRES_AT, self._now() + REMEMBERED_S)
            version = {"e_tag": item["e_tag"]} if item else {}
            stored = record.to_json() | version | {EXPIRES_AT: expires_at}
            await self._storage.write({key: stored, **pointers})
            record.is_stored = True

        async with record.write_lock:  # the writers of this process need no retries
            await retried(work)

    async def refresh(self, record: AnswerRecord) -> None:
        """Update a record from the store."""
        await self.get(record.question.reference, record.place())

    async def get(self, reference: str, place: AnswerPlace) -> AnswerRecord | None:
        """Return an answer, if its message is in this channel and conversation."""
        key = _key(reference, place)
        item = (await self._storage.read([key])).get(key)
        if item is None:
            return None
        stored = AnswerRecord.from_json(item)
        stored.is_stored = stored.may_be_stored = True
        live = self._live.setdefault(key, stored)
        if live is not stored:
            live.catch_up(stored)
        return live

    async def at(self, place: AnswerPlace, activity_id: str) -> AnswerRecord | None:
        """Return the answer that this message shows."""
        key = _message_key(place, activity_id)
        item = (await self._storage.read([key])).get(key)
        return None if item is None else await self.get(item["reference"], place)

    async def link(self, record: AnswerRecord) -> None:
        """Make an answer available by its reference alone, for its files."""
        expires_at = self._now() + REMEMBERED_S
        pointer = {"place": list(record.place()), EXPIRES_AT: expires_at, "e_tag": ANY_VERSION}
        await self._storage.write({_link_key(record.question.reference): pointer})

    async def find(self, reference: str) -> AnswerRecord | None:
        """Return the answer of a link or an offer that the bot made, from any conversation."""
        key = _link_key(reference)
        item = (await self._storage.read([key])).get(key)
        return None if item is None else await self.get(reference, tuple(item["place"]))

    async def forget(self, reference: str, place: AnswerPlace) -> None:
        """Delete an answer."""
        await self._storage.delete([_key(reference, place), _link_key(reference)])

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _chat(place: AnswerPlace) -> str:
    channel, conversation = (quote(part, safe="") for part in place)
    return f"{channel}/conversations/{conversation}"


def _key(reference: str, place: AnswerPlace) -> str:
    return f"{_chat(place)}/answers/{quote(reference, safe='')}"


def _message_key(place: AnswerPlace, activity_id: str) -> str:
    return f"{_chat(place)}/messages/{quote(activity_id, safe='')}"


def _link_key(reference: str) -> str:
    return f"answers/{quote(reference, safe='')}"
