"""The stored record of an answer, for its buttons: where the answer is and how it is shown.

Its content is not stored; it is read again from Genie when more of it is to be shown.
"""

import asyncio
from dataclasses import asdict, astuple, dataclass, field, replace
from typing import Any

from bot.activities.activity import Activity
from bot.state.question import Question
from bot.storage.plain import record_of
from bot.storage.store import JsonObject
from cards import Kind, ResultView, TextKey, Verdict
from genie import FeedbackRating

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
        shared_as: the reference under which it is shared with others; "": it is not.
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
    shared_as: str = ""
    version: int = 0  # incremented with every change of how it is shown
    rating_version: int = 0  # incremented with every rating for Genie only
    drawn_version: int = 0  # the latest that this process has drawn
    may_be_stored: bool = False  # a new one need not be read before it is written
    is_stored: bool = False  # or was: if it is missing, it was deleted
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
            "shared_as": self.shared_as,
            "version": self.version,
            "rating_version": self.rating_version,
        }

    def catch_up(self, other: "AnswerRecord") -> None:
        """Apply what another process has changed."""
        self.note_place(other.question.answer_id)
        self.results, self.ratings = other.results, other.ratings
        self.first_block = other.first_block
        self.is_rating_lost, self.lost_comment = other.is_rating_lost, other.lost_comment
        self.shared_as = other.shared_as
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
        self.rating_version += self.question.belongs_to(person_id)

    def mark_rating_unsent(self, comment: str) -> None:
        """Record that the latest rating, or this comment, could not be sent to Genie."""
        self.is_rating_lost, self.lost_comment = True, comment or self.lost_comment
        self.version += 1

    def mark_rating_sent(self) -> None:
        """Record that Genie has all ratings."""
        self.version += self.is_rating_lost
        self.is_rating_lost, self.lost_comment = False, ""

    def rating_for_genie(self) -> Rating | None:
        """The latest rating of those whose identity may tell Genie; None: there is none."""
        told = [r for who, r in self.ratings.items() if self.question.belongs_to(who)]
        return told[-1] if told else None

    def note_shared(self, reference: str) -> None:
        """Record under which reference it is shared; the first one stays."""
        self.shared_as = self.shared_as or reference

    def note_not_shared(self, reference: str) -> None:
        """Record that sharing it under this reference has failed."""
        self.shared_as = "" if self.shared_as == reference else self.shared_as

    def shared(self, question: Question) -> "AnswerRecord":
        """Return the record of the same answer elsewhere, as it is shown here."""
        return AnswerRecord(
            question,
            None,
            attachment_ids=self.attachment_ids,
            first_block=self.first_block,
            results=dict(self.results),
        )

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
        """Whether a person in its conversation may have its files.

        Among others all may, unless it was read with the identity of one of them.
        """
        is_asker = self.question.person[1] == person_id
        return is_asker or (
            self.question.asked_in().is_group and self.question.belongs_to(person_id)
        )

    def place(self) -> AnswerPlace:
        """The channel and the conversation of its message."""
        return self.question.queue_key[0], self.question.queue_key[-1]


def _view(first_row: int, kind: str | None, *others: Any) -> ResultView:
    """Read how a result is shown; earlier releases wrote only the first two values."""
    return ResultView(first_row, Kind(kind) if kind else None, *others)
