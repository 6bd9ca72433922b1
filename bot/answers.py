"""What is remembered of an answer, so that its buttons work: where it is, and how it is shown.

What is in the answer is not: it is read again from Genie when somebody wants to see more of it.
"""

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Final

from cachetools import TTLCache

from bot.questions import Question
from bot.state import chat_key_of
from cards import ResultView, Verdict
from genie import FeedbackRating

# Some 1 KB each. Who comes back to an answer later asks again.
REMEMBERED: Final = 20_000
REMEMBERED_S: Final = 14 * 86_400


@dataclass(frozen=True, slots=True)
class Rating:
    """What one person thinks of an answer."""

    value: FeedbackRating
    comment: str = ""
    name: str = ""


@dataclass(slots=True)
class AnswerRecord:
    """One answer: its question knows where it stands in the chat and in Genie.

    Args:
        took_s: the seconds from asking to the answer; None: it was read again later.
        attachment_ids: of the results' queries; the first is number 1.
        remark: one of cards.texts, or "".
        has_text: Genie's words stand above the card.
        results: how the results are shown, by number.
        ratings: by the id of who rated; the latest comes last.
    """

    question: Question
    took_s: float | None
    attachment_ids: tuple[str, ...] = ()
    remark: str = ""
    has_text: bool = False
    results: dict[int, ResultView] = field(default_factory=dict)
    ratings: dict[str, Rating] = field(default_factory=dict)
    is_rating_lost: bool = False
    version: int = 0  # grows with every change of how it is shown
    rating_version: int = 0  # grows with every rating alone
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def show(self, number: int, view: ResultView) -> None:
        """Let a result be shown like this."""
        self.results[number] = view
        self.version += 1

    def rate(self, person_id: str, rating: Rating | None) -> None:
        """Note what a person thinks now; None: nothing any more."""
        self.ratings.pop(person_id, None)
        if rating is not None:
            self.ratings[person_id] = rating
        self.version += 1
        self.rating_version += 1

    def verdicts(self) -> list[Verdict]:
        """What its card shows of the ratings; names only where several people can rate."""
        is_group = bool(self.question.asker)
        return [
            Verdict(
                rating.value == FeedbackRating.POSITIVE,
                bool(rating.comment),
                rating.name if is_group else "",
            )
            for rating in self.ratings.values()
        ]

    def place(self) -> tuple[str, str]:
        """The channel and the conversation in which it stands."""
        return self.question.lane[0], self.question.lane[-1]


class AnswerRecords:
    """The answers of this process, by reference and by message."""

    def __init__(self) -> None:
        self._records: MutableMapping[str, AnswerRecord] = TTLCache(REMEMBERED, REMEMBERED_S)
        self._places: MutableMapping[tuple[str, str, str], str] = TTLCache(REMEMBERED, REMEMBERED_S)

    def keep(self, record: AnswerRecord) -> None:
        """Remember an answer; again when its message is known, or another one."""
        question = record.question
        self._records[question.reference] = record
        if question.answer_id:
            self._places[(*record.place(), question.answer_id)] = question.reference

    def find(self, reference: str) -> AnswerRecord | None:
        """Return an answer, for whoever has a link of the bot's own to it."""
        return self._records.get(reference)

    def get(self, reference: str, place: tuple[str, str]) -> AnswerRecord | None:
        """Return an answer, if it stands in this channel and conversation."""
        record = self._records.get(reference)
        return record if record is not None and record.place() == place else None

    def forget(self, reference: str) -> None:
        """Forget an answer."""
        self._records.pop(reference, None)

    def forget_chat(self, chat: str) -> None:
        """Forget the answers of a chat; see bot.state.chat_key."""
        for reference, record in list(self._records.items()):
            if chat_key_of(*record.place()) == chat:
                self.forget(reference)

    def at(self, place: tuple[str, str], activity_id: str) -> AnswerRecord | None:
        """Return the answer that stands in this message."""
        return self.get(self._places.get((*place, activity_id), ""), place)
