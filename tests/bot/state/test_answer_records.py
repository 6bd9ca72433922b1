"""Answers in the store, which several processes change."""

import asyncio
from collections.abc import Callable

from bot.state.answer_record import AnswerRecord, Rating
from bot.state.answer_records import AnswerRecords
from bot.state.question import Question
from bot.storage.store import JsonObject
from genie import FeedbackRating
from tests.clocks import FakeClock
from tests.harness.stores import CountedItems, MemoryItems

QUESTION = Question(
    "Revenue?",
    {"channelId": "msteams", "conversation": {"id": "a:ann"}, "user": {"id": "29:ann"}},
    "space",
)


async def test_recording_its_message_keeps_what_others_have_changed() -> None:
    """A process reads the answer for a while before it shows it, and others rate it meanwhile."""
    clock = FakeClock()
    storage = MemoryItems(clock)
    ours, theirs = AnswerRecords(storage, clock=clock), AnswerRecords(storage, clock=clock)
    record = AnswerRecord(QUESTION, took_s=5.0)
    await ours.note_place(record, "message-1")

    same = await theirs.get(QUESTION.reference, record.place())
    assert same is not None
    rating = Rating(FeedbackRating.POSITIVE, "", "Bob")
    await theirs.change(same, lambda it: it.rate("bob", rating))
    await theirs.change(same, lambda it: it.turn_to(3))
    await ours.note_place(record, "message-2")

    other = AnswerRecords(storage, clock=clock)
    again = await other.at(record.place(), "message-2")
    assert again is not None
    assert (again.ratings, again.first_block, again.took_s) == ({"bob": rating}, 3, 5.0)
    assert again.question.answer_id == "message-2"


async def test_a_deleted_answer_is_not_written_again() -> None:
    """Its person was forgotten while somebody else changed it."""
    clock = FakeClock()
    storage = MemoryItems(clock)
    records = AnswerRecords(storage, clock=clock)
    record = AnswerRecord(QUESTION, took_s=5.0)
    await records.note_place(record, "message-1")
    await records.forget(QUESTION.reference, record.place())
    await records.change(record, lambda it: it.turn_to(3))
    await records.note_place(record, "message-2")

    assert await records.get(QUESTION.reference, record.place()) is None
    assert await records.at(record.place(), "message-2") is None
    assert await storage.find(["message-2"]) == []


async def test_an_answer_is_found_by_its_reference_alone_once_it_is_linked() -> None:
    """Only then there is a file of it, which is asked for outside its conversation."""
    clock = FakeClock()
    records = AnswerRecords(MemoryItems(clock), clock=clock)
    record = AnswerRecord(QUESTION, took_s=5.0)
    await records.note_place(record, "message-1")
    before = await records.find(QUESTION.reference)
    await records.link(record)

    assert (before, await records.find(QUESTION.reference)) == (None, record)


class SlowItems(MemoryItems):
    """Items of which several can be read before one is written."""

    async def read(self, keys: list[str]) -> dict[str, JsonObject]:
        """Read, and let others read as well."""
        found = await super().read(keys)
        await asyncio.sleep(0.001)
        return found


async def test_the_writers_of_one_process_do_not_conflict() -> None:
    """A retry is for writers of other processes; of one's own there may be any number."""
    clock = FakeClock()
    storage = SlowItems(clock)
    records = AnswerRecords(storage, clock=clock)
    record = AnswerRecord(QUESTION, took_s=5.0)
    await records.note_place(record, "message-1")
    written = 0

    def rate(person: str) -> Callable[[AnswerRecord], object]:
        def change(it: AnswerRecord) -> None:
            nonlocal written
            written += 1
            it.rate(person, Rating(FeedbackRating.POSITIVE, "", person))

        return change

    people = [f"person {number}" for number in range(100)]
    await asyncio.gather(*(records.change(record, rate(person)) for person in people))

    assert written == len(people)
    assert set(record.ratings) == set(people)


async def test_a_new_answer_is_written_without_being_read() -> None:
    """Together with what its message points to; only a process that took it over has to look."""
    clock = FakeClock()
    storage = CountedItems(clock)
    record = AnswerRecord(QUESTION, took_s=5.0)

    await AnswerRecords(storage, clock=clock).note_place(record, "message-1")
    assert (storage.reads, storage.writes) == (0, 1)

    again = AnswerRecord(QUESTION, took_s=7.0)
    successor = AnswerRecords(storage, clock=clock)
    await successor.note_place(again, "message-2")
    assert await successor.at(record.place(), "message-1") is again
    assert await successor.at(record.place(), "message-2") is again
    assert again.question.answer_id == "message-2"
