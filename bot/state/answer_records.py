"""The stored record of an answer, for its buttons: where the answer is and how it is shown.

Its content is not stored; it is read again from Genie when more of it is to be shown.
"""

import asyncio
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import asdict, astuple, dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote
from weakref import WeakValueDictionary

from bot.activities.activity import Activity
from bot.state.question import Question
from bot.state.scopes import retried
from bot.storage.plain import record_of
from bot.storage.store import ANY_VERSION, EXPIRES_AT, ItemStorage, JsonObject
from cards import Kind, ResultView, TextKey, Verdict
from genie import Clock, FeedbackRating

# Later, the question has to be asked again.
REMEMBERED_S: Final = 14 * 86_400.0

AnswerPlace = tuple[str, str]


def place_of(activity: Activity) -> AnswerPlace:
    """The channel and the conversation from which an activity comes."""
    return activity.channel_id, activity.conversation.id


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's rating of an answer."""

    value: FeedbackRating
    comment: str
    name: str


@dataclass(slots=True, weakref_slot=True)
class AnswerRecord:
    """One answer: its question has its message in the chat and its ids in Genie.

    Args:
        took_s: the seconds from asking to the answer; None: it was read again later.
        attachment_ids: of the results' queries; the first is number 1.
        remark: a note on its Genie conversation.
        has_text: Genie's text is above the card.
        results: how the results are shown, by number.
        ratings: by the id of the person; the latest comes last.
        lost_comment: the last comment of a rating that could not be sent to Genie.
        lock: held while it is drawn again; rating_lock: while Genie is told about ratings, which
            must not hold up the drawing; write_lock: while it is changed in the store.
    """

    question: Question
    took_s: float | None
    attachment_ids: tuple[str, ...] = ()
    remark: TextKey | None = None
    has_text: bool = False
    first_block: int = 0
    results: dict[int, ResultView] = field(default_factory=dict)
    ratings: dict[str, Rating] = field(default_factory=dict)
    is_rating_lost: bool = False
    lost_comment: str = ""
    version: int = 0  # incremented with every change of how it is shown
    rating_version: int = 0  # incremented with every rating only
    drawn_version: int = 0  # the latest that this process has drawn
    is_stored: bool = False  # or may be; a new one need not be read before it is written
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rating_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    write_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def from_json(cls, body: JsonObject) -> "AnswerRecord":
        """Read a record that to_json wrote."""
        ratings = body["ratings"].items()
        known = {
            "question": Question.from_json(body["question"]),
            "attachment_ids": tuple(body["attachment_ids"]),
            "remark": body.get("remark") or None,
            "results": {int(n): _view(*view) for n, view in body["results"]},
            "ratings": {who: Rating(FeedbackRating(v), c, n) for who, (v, c, n) in ratings},
        }
        return record_of(cls, body | known)

    def to_json(self) -> JsonObject:
        """Write the record as plain JSON values."""
        return {
            "question": self.question.to_json(),
            "took_s": self.took_s,
            "attachment_ids": list(self.attachment_ids),
            "remark": self.remark or "",
            "has_text": self.has_text,
            "first_block": self.first_block,
            "results": [[n, list(astuple(view))] for n, view in self.results.items()],
            "ratings": {who: list(asdict(r).values()) for who, r in self.ratings.items()},
            "is_rating_lost": self.is_rating_lost,
            "lost_comment": self.lost_comment,
            "version": self.version,
            "rating_version": self.rating_version,
        }

    def catch_up(self, other: "AnswerRecord") -> None:
        """Apply what another process has changed."""
        self.note_place(other.question.answer_id)
        self.results, self.ratings = other.results, other.ratings
        self.first_block = other.first_block
        self.is_rating_lost, self.lost_comment = other.is_rating_lost, other.lost_comment
        self.version, self.rating_version = other.version, other.rating_version

    def note_place(self, activity_id: str) -> None:
        """Record the message that shows the answer."""
        self.question = replace(self.question, answer_id=activity_id)

    def note_drawn(self) -> None:
        """Record that its message is about to show this version."""
        self.drawn_version = self.version

    def show(self, number: int, view: ResultView) -> None:
        """Set how a result is shown."""
        self.results[number] = view
        self.version += 1

    def turn_to(self, block: int) -> None:
        """Set the first block of Genie's text to show."""
        self.first_block = block
        self.version += 1

    def rate(self, person_id: str, rating: Rating | None) -> None:
        """Set a person's rating; None removes it."""
        self.ratings.pop(person_id, None)
        if rating is not None:
            self.ratings[person_id] = rating
        self.version += 1
        self.rating_version += 1

    def mark_rating_unsent(self, comment: str) -> None:
        """Record that the latest rating, or this comment, could not be sent to Genie."""
        self.is_rating_lost, self.lost_comment = True, comment or self.lost_comment
        self.version += 1

    def mark_rating_sent(self) -> None:
        """Record that Genie has all ratings."""
        self.version += self.is_rating_lost
        self.is_rating_lost, self.lost_comment = False, ""

    def verdicts(self) -> list[Verdict]:
        """The ratings as its card shows them; names only where several people can rate."""
        is_group = bool(self.question.asker)
        return [
            Verdict(
                rating.value == FeedbackRating.POSITIVE,
                bool(rating.comment),
                rating.name if is_group else "",
            )
            for rating in self.ratings.values()
        ]

    def may_be_taken_by(self, person_id: str) -> bool:
        """Whether a person in its conversation may have its files; among others all may."""
        return self.question.asked_in().is_group or self.question.person[1] == person_id

    def place(self) -> AnswerPlace:
        """The channel and the conversation of its message."""
        return self.question.queue_key[0], self.question.queue_key[-1]


def _view(first_row: int, kind: str | None, *others: Any) -> ResultView:
    """Read how a result is shown; earlier releases wrote only the first two values."""
    return ResultView(first_row, Kind(kind) if kind else None, *others)


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
        """Change a record on top of the changes of others.

        Args:
            change: may be called several times.
            pointers: items that point to the record, and are written behind it.

        Raises:
            StorageConflictError: others change it all the time.
            StorageUnavailableError: it cannot be stored now.
        """
        key = _key(record.question.reference, record.place())

        async def work() -> None:
            item = (await self._storage.read([key])).get(key, {}) if record.is_stored else {}
            record.is_stored = True
            if item:
                record.catch_up(AnswerRecord.from_json(item))
            change(record)
            expires_at = item.get(EXPIRES_AT, self._now() + REMEMBERED_S)
            version = {"e_tag": item["e_tag"]} if item else {}
            stored = record.to_json() | version | {EXPIRES_AT: expires_at}
            await self._storage.write({key: stored, **pointers})

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
        stored.is_stored = True
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
