"""A question is posted exactly once, and is never given another person's message."""

import asyncio
import gc
from weakref import WeakSet

import pytest
from aiohttp import web

from genie import Asked, Event, Failed, Genie
from genie.causes import Cause
from genie.clock import WorkspaceTime
from genie.errors import GenieError, GenieNotFoundError, GeniePermissionError, GenieUncertainError
from genie.posing import PAGES, TIMES, Claims, Key
from tests.clocks import FakeClock
from tests.genie.fake import (
    CONVERSATIONS,
    MESSAGES,
    SPACE,
    START,
    FakeGenie,
    Json,
    Reply,
    drops,
    fails,
    held,
    message,
    ok,
    started,
)


async def first_event(genie: Genie, question: str = "q", conversation_id: str = "") -> Event:
    """Return the first event, Asked or Failed."""
    events = genie.ask(question, conversation_id=conversation_id)
    event = await anext(events)
    await events.aclose()
    return event


def failure(event: Event) -> GenieError:
    assert isinstance(event, Failed)
    return event.error


def conversations(*items: Json, **more: object) -> Reply:
    return ok({"conversations": list(items), **more})


def messages(*items: Json, **more: object) -> Reply:
    return ok({"messages": list(items), **more})


def conversation(clock: FakeClock, number: int = 1, ago_s: float = 0) -> Json:
    return {
        "conversation_id": f"c-{number}",
        "title": "A title of Genie's own",
        "created_timestamp": clock.now_ms(ago_s),
    }


def found(clock: FakeClock, number: int = 1, ago_s: float = 0) -> Json:
    """Make a message as it appears in a list of messages."""
    ids: Json = {"message_id": f"m-{number}", "conversation_id": f"c-{number}"}
    return message("ASKING_AI", created_timestamp=clock.now_ms(ago_s)) | ids


@pytest.mark.parametrize("trouble", [drops, fails(500), fails(504), fails(503)])
async def test_a_question_with_a_lost_response_is_found(
    genie: Genie, fake: FakeGenie, clock: FakeClock, trouble: Reply
) -> None:
    """It was posted, so that it is not posted again."""
    fake.will("POST", START, trouble)
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock)))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie) == Asked("c-1", "m-1")
    assert fake.count("POST", START) == 1


@pytest.mark.parametrize("wrong_s", [-24 * 3600.0, 30.0, 3 * 3600.0])
async def test_a_question_is_found_despite_a_wrong_wall_clock(
    genie: Genie, fake: FakeGenie, clock: FakeClock, wrong_s: float
) -> None:
    """After a jump of the clock it is neither missed, nor confused with an older one."""
    fake.will("GET", SPACE, ok({"space_id": "space-1", "title": "Sales"}))
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock), conversation(clock, 2, 60)))
    fake.will("GET", MESSAGES, messages(found(clock)))
    clock.jump(wrong_s)
    fake.ahead_s = -wrong_s
    await genie.space.title()

    assert await first_event(genie) == Asked("c-1", "m-1")
    assert fake.count("POST", START) == 1


async def test_a_follow_up_is_searched_for_in_its_conversation(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """Genie trims what was typed; texts that differ only in spaces are the same question."""
    same: Json = {"content": "and by month?", "conversation_id": "c-1"}
    older = found(clock, 1, ago_s=60) | same
    new = found(clock, 2) | same
    fake.will("POST", MESSAGES, drops)
    fake.will("GET", MESSAGES, messages(new, older))

    assert await first_event(genie, " and by  month?\n", "c-1") == Asked("c-1", "m-2")
    assert fake.count("POST", MESSAGES) == 1


async def test_a_question_that_is_listed_late_is_found(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """Lists may lag behind."""
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, conversations(), conversations(conversation(clock)))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie) == Asked("c-1", "m-1")
    assert clock.pauses[:2] == [1.0, 3.0]


async def test_a_question_that_is_not_found_is_posted_again(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """There are three searches within ten seconds."""
    fake.will("POST", START, drops, ok(started()))
    fake.will("GET", CONVERSATIONS, conversations())

    assert await first_event(genie) == Asked("c-1", "m-1")
    assert (fake.count("GET", CONVERSATIONS), clock.pauses) == (3, [1.0, 3.0, 6.0])


async def test_the_number_of_posts_is_limited(genie: Genie, fake: FakeGenie) -> None:
    """Each post may cost money."""
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, conversations())

    event = await first_event(genie)

    assert isinstance(failure(event), GenieUncertainError)
    assert fake.count("POST", START) == TIMES


async def test_of_several_candidates_none_is_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """One of them is another person's; asking twice is better than showing a wrong answer."""
    fake.will("POST", START, drops, ok(started(message_id="m-3", conversation_id="c-3")))
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock, 1), conversation(clock, 2)))
    fake.will("GET", MESSAGES, messages(found(clock, 1)))
    fake.will("GET", f"{CONVERSATIONS}/c-2/messages", messages(found(clock, 2)))

    assert await first_event(genie) == Asked("c-3", "m-3")


@pytest.mark.parametrize(
    "other",
    [
        {"content": "another question"},
        {"created_timestamp": None},
        {"created_timestamp": 1795341674921 - 3_600_000},
    ],
)
async def test_a_message_that_does_not_match_is_not_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock, other: Json
) -> None:
    """Its text differs, it is older than the question, or its age is unknown."""
    fake.will("POST", START, drops, ok(started(message_id="m-3", conversation_id="c-3")))
    fake.will("GET", CONVERSATIONS, conversations({"conversation_id": "c-1"}))
    fake.will("GET", MESSAGES, messages(found(clock) | other))

    assert await first_event(genie) == Asked("c-3", "m-3")


@pytest.mark.parametrize(("ago_s", "is_taken"), [(4, True), (6, False)])
async def test_clocks_may_differ_by_some_seconds(
    genie: Genie, fake: FakeGenie, clock: FakeClock, ago_s: float, *, is_taken: bool
) -> None:
    """The workspace's clock may be behind ours; a larger margin would match older questions."""
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, conversations({"conversation_id": "c-1"}))
    fake.will("GET", MESSAGES, messages(found(clock, 1, ago_s)))

    event = await first_event(genie)

    assert isinstance(event, Asked) == is_taken


async def test_only_messages_since_the_lost_attempt_match(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """Messages from the minute of waiting before that attempt belong to others."""
    fake.will("POST", START, fails(429, Retry_After="60"), drops)
    fake.will("GET", CONVERSATIONS, conversations({"conversation_id": "c-1"}))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert isinstance(await first_event(genie), Failed)


async def test_a_message_with_an_owner_is_not_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """Two people ask the same, and the second POST is lost before Genie has it."""
    first = started(created_timestamp=clock.now_ms())
    second = started(message_id="m-2", conversation_id="c-2")
    fake.will("POST", START, ok(first), drops, ok(second))
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock)))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie) == Asked("c-1", "m-1")
    assert await first_event(genie) == Asked("c-2", "m-2")
    assert fake.count("GET", MESSAGES) == 0


async def test_an_owned_message_in_the_same_conversation_is_not_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """A button of a follow-up was pressed twice."""
    first = message("SUBMITTED", message_id="m-1")
    fake.will("POST", MESSAGES, ok(first), drops, ok(message("SUBMITTED", message_id="m-2")))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie, "q", "c-1") == Asked("c-1", "m-1")
    assert await first_event(genie, "q", "c-1") == Asked("c-1", "m-2")


async def test_a_followed_message_is_not_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """After a restart its owner follows it without having posted it in this process."""
    fake.will("GET", f"{MESSAGES}/m-1", ok(message()))
    fake.will("POST", START, drops, ok(started(message_id="m-2", conversation_id="c-2")))
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock)))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert [event async for event in genie.follow("c-1", "m-1")]
    assert await first_event(genie) == Asked("c-2", "m-2")


async def test_while_an_equal_question_is_in_flight_no_message_is_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The other POST has been executed but not answered: the message is the other question's."""
    answer = asyncio.Event()
    rivals = ok(started(message_id="m-1", conversation_id="c-1"))
    mine = ok(started(message_id="m-2", conversation_id="c-2"))
    fake.will("POST", START, held(answer, rivals), drops, mine)
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock)))
    fake.will("GET", MESSAGES, messages(found(clock)))
    rival = asyncio.create_task(first_event(genie))
    await fake.arrived.wait()

    assert await first_event(genie) == Asked("c-2", "m-2")

    answer.set()
    assert await rival == Asked("c-1", "m-1")


async def test_once_an_equal_question_has_its_message_the_other_is_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The message without an owner is then the lost one, and is not posted again."""
    answer = asyncio.Event()
    rivals = ok(started(message_id="m-1", conversation_id="c-1"))
    both = conversations(conversation(clock, 1), conversation(clock, 2))

    async def after_the_rival(request: web.Request) -> web.StreamResponse:
        answer.set()
        await rival
        return await both(request)

    fake.will("POST", START, held(answer, rivals), drops)
    fake.will("GET", CONVERSATIONS, both, after_the_rival)
    fake.will("GET", MESSAGES, messages(found(clock, 1)))
    fake.will("GET", f"{CONVERSATIONS}/c-2/messages", messages(found(clock, 2)))
    rival = asyncio.create_task(first_event(genie))
    await fake.arrived.wait()

    assert await first_event(genie) == Asked("c-2", "m-2")
    assert await rival == Asked("c-1", "m-1")
    assert fake.count("POST", START) == 2


async def test_two_equal_questions_lost_at_once_are_both_posted_again(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """It cannot be known whose message is whose."""
    third = ok(started(message_id="m-3", conversation_id="c-3"))
    fourth = ok(started(message_id="m-4", conversation_id="c-4"))
    fake.will("POST", START, drops, drops, third, fourth)
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock, 1)))
    fake.will("GET", MESSAGES, messages(found(clock, 1)))

    events = await asyncio.gather(first_event(genie), first_event(genie))

    assert {e.message_id for e in events if isinstance(e, Asked)} == {"m-3", "m-4"}


@pytest.mark.parametrize(("later_s", "is_taken"), [(0, False), (50, False), (70, True)])
async def test_the_message_of_an_abandoned_question_is_not_adopted(
    genie: Genie, fake: FakeGenie, clock: FakeClock, later_s: float, *, is_taken: bool
) -> None:
    """The person pressed Stop while it was in flight; it may arrive up to a minute later."""
    never = asyncio.Event()
    mine = ok(started(message_id="m-2", conversation_id="c-2"))
    fake.will("POST", START, held(never, drops), drops, mine)
    stopped = asyncio.create_task(first_event(genie))
    await fake.arrived.wait()
    stopped.cancel()
    await asyncio.gather(stopped, return_exceptions=True)
    clock.advance(later_s)
    fake.will("GET", CONVERSATIONS, conversations(conversation(clock)))
    fake.will("GET", MESSAGES, messages(found(clock)))

    asked = Asked("c-1", "m-1") if is_taken else Asked("c-2", "m-2")
    assert await first_event(genie) == asked
    never.set()


async def test_without_a_search_nothing_is_posted_again(genie: Genie, fake: FakeGenie) -> None:
    """During an outage of the lists it is unknown whether Genie has the question."""
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, fails(500))

    event = await first_event(genie)

    assert isinstance(failure(event), GenieUncertainError)
    assert fake.count("POST", START) == 1


async def test_an_outage_during_the_search_is_waited_out(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The next search may succeed."""
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, *[fails(500)] * 5, conversations(conversation(clock)))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie) == Asked("c-1", "m-1")


async def test_a_failed_search_is_replaced_by_a_later_one(genie: Genie, fake: FakeGenie) -> None:
    """The question is not in the list, and may be posted again."""
    fake.will("POST", START, drops, ok(started()))
    fake.will("GET", CONVERSATIONS, *[fails(500)] * 5, conversations())

    assert await first_event(genie) == Asked("c-1", "m-1")


async def test_a_forbidden_search_is_an_error(genie: Genie, fake: FakeGenie) -> None:
    """Without permission to search, nothing may be posted again."""
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, fails(403))

    event = await first_event(genie)

    assert isinstance(failure(event), GeniePermissionError)
    assert fake.count("POST", START) == 1


async def test_a_conversation_deleted_during_the_search_is_skipped(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """It is not the one with the question."""
    two = conversations(conversation(clock, 2), conversation(clock, 1))
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, two)
    fake.will("GET", f"{CONVERSATIONS}/c-2/messages", fails(404))
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie) == Asked("c-1", "m-1")


async def test_the_search_ends_at_the_deadline(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The person is told that the question may have been asked."""

    async def late(request: web.Request) -> web.StreamResponse:
        clock.advance(598)
        return await drops(request)

    fake.will("POST", START, late)
    fake.will("GET", CONVERSATIONS, conversations())

    event = await first_event(genie)

    assert isinstance(failure(event), GenieUncertainError)
    assert clock.pauses == [1.0]
    assert fake.count("POST", START) == 1


async def test_a_list_sorted_oldest_first_is_read_to_its_end(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The order is not documented, and the newest may be on the last page."""
    old = [conversation(clock, 8, ago_s=900), conversation(clock, 9, ago_s=800)]
    pages = {
        "": conversations(*old, next_page_token="2"),
        "2": conversations(next_page_token="3"),
        "3": conversations(conversation(clock)),
    }

    async def page(request: web.Request) -> web.StreamResponse:
        return await pages[request.query.get("page_token", "")](request)

    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, page)
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie) == Asked("c-1", "m-1")


async def test_a_list_sorted_newest_first_is_read_as_far_as_needed(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """A space keeps ten thousand conversations."""
    page = conversations(
        conversation(clock), conversation(clock, 9, ago_s=800), next_page_token="2"
    )
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, page)
    fake.will("GET", MESSAGES, messages(found(clock)))

    assert await first_event(genie) == Asked("c-1", "m-1")
    assert fake.count("GET", CONVERSATIONS) == 1


async def test_a_list_with_a_loop_of_pages_is_not_read_forever(
    genie: Genie, fake: FakeGenie
) -> None:
    """A page token may lead back to the same page."""
    fake.will("POST", START, drops, ok(started()))
    fake.will("GET", CONVERSATIONS, conversations(next_page_token="1"))

    assert isinstance(await first_event(genie), Asked)
    assert fake.count("GET", CONVERSATIONS) == 3 * PAGES


async def test_a_missing_conversation_found_by_the_search_is_replaced(
    genie: Genie, fake: FakeGenie
) -> None:
    """A deleted conversation cannot contain the question."""
    fake.will("POST", MESSAGES, drops)
    fake.will("GET", MESSAGES, fails(404))
    fake.will("POST", START, ok(started(conversation_id="c-2")))

    asked = await first_event(genie, "q", "c-1")

    assert isinstance(asked, Asked)
    assert asked.conversation_id == "c-2"
    assert isinstance(asked.not_continued, GenieNotFoundError)


async def test_a_missing_space_starts_no_conversation(genie: Genie, fake: FakeGenie) -> None:
    """A new conversation would be refused as well."""
    fake.will("POST", MESSAGES, fails(404, {"message": "Unable to get space [space-1]."}))

    error = failure(await first_event(genie, "q", "c-1"))

    assert isinstance(error, GenieNotFoundError)
    assert error.cause is Cause.SPACE_GONE
    assert fake.count("POST", START) == 0


def test_the_oldest_claims_are_forgotten() -> None:
    """A process runs for months."""
    claims = Claims(most_owned=2)

    claims.own("m-1")
    claims.own("m-2", "m-3")

    assert [claims.is_owned(f"m-{number}") for number in (1, 2, 3)] == [False, True, True]


class Word(str):
    """A string with weak references, which tell whether it is still in memory."""


def test_abandoned_questions_are_forgotten_after_some_time() -> None:
    """Their messages cannot appear any more, and a process runs for months."""
    claims, clock = Claims(), FakeClock()
    in_memory: WeakSet[Word] = WeakSet()

    def give_up(word: Word) -> None:
        in_memory.add(word)
        key = Key("s", "", (word,))
        with pytest.raises(GenieError), claims.searching(key, WorkspaceTime(clock)):
            raise GenieError("x")

    for text in ("first", "second", "third"):
        clock.advance(100)
        give_up(Word(text))
    gc.collect()

    assert set(in_memory) == {"second", "third"}
