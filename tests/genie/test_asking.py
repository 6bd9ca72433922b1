"""From a question to its answer, as a stream of events."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from genie import (
    Answered,
    Asked,
    Failed,
    Genie,
    QueryAnswer,
    ResultReady,
    SqlWritten,
    StatusChanged,
    Suggested,
    TextWritten,
    ThoughtsChanged,
)
from genie.causes import Cause
from genie.errors import (
    GenieAnswerError,
    GenieAuthError,
    GenieNotFoundError,
    GenieQueryError,
    GenieRateLimitError,
    GenieTimeoutError,
)
from genie.models import QueryAttachment, Thought
from genie.statuses import ThoughtType
from tests.clocks import FakeClock
from tests.genie.events import all_of, error_of
from tests.genie.fake import (
    CONVERSATIONS,
    EXECUTE,
    MESSAGE,
    MESSAGES,
    RESULT,
    START,
    FakeGenie,
    Json,
    fails,
    held,
    message,
    ok,
    query,
    result,
    started,
    statement,
    text,
)

SUGGESTED: Json = {"suggested_questions": {"questions": ["And by month?"]}}
THINKING: Json = {
    "attachment_id": "a-1",
    "query": {"thoughts": [{"thought_type": "THOUGHT_TYPE_STEPS", "content": "- Sum."}]},
}


async def test_a_question_yields_events_from_asking_to_answer(
    genie: Genie, fake: FakeGenie
) -> None:
    """Each event comes as soon as its content is known, and the last one has the whole answer."""
    done = message("COMPLETED", query(), SUGGESTED, text("**One**."))
    fake.will("POST", START, ok(started()))
    fake.will(
        "GET",
        MESSAGE,
        ok(message("ASKING_AI", THINKING)),
        ok(message("EXECUTING_QUERY", query())),
        ok(message("EXECUTING_QUERY", query())),
        ok(done),
    )
    fake.will("GET", RESULT, ok(result([["1"]])))

    events = await all_of(genie.ask("q"))

    written = QueryAttachment("a-1", sql="SELECT 1")
    answered = events[-1]
    assert isinstance(answered, Answered)
    (read,) = answered.answer.results
    assert events[:-1] == [
        Asked("c-1", "m-1"),
        StatusChanged("SUBMITTED"),
        StatusChanged("ASKING_AI"),
        ThoughtsChanged((Thought(ThoughtType.THOUGHT_TYPE_STEPS, "- Sum."),)),
        StatusChanged("EXECUTING_QUERY"),
        ThoughtsChanged(()),
        SqlWritten(written),
        StatusChanged("COMPLETED"),
        ResultReady(read),
        TextWritten("**One**."),
        Suggested(("And by month?",)),
    ]
    assert (read.query, read.error) == (written, None)
    assert read.table is not None
    assert read.table.rows == ((1,),)
    assert (answered.answer.conversation_id, answered.answer.message_id) == ("c-1", "m-1")
    assert (answered.answer.text, answered.answer.suggestions) == ("**One**.", ("And by month?",))


async def test_a_further_question_continues_its_conversation(genie: Genie, fake: FakeGenie) -> None:
    """The question "and by month?" has a meaning only there."""
    fake.will("POST", MESSAGES, ok(message("COMPLETED", text("Yes."))))

    events = await all_of(genie.ask("And by month?", conversation_id="c-1"))

    assert events[0] == Asked("c-1", "m-1")
    assert isinstance(events[-1], Answered)


async def test_a_deleted_conversation_is_replaced_by_a_new_one(
    genie: Genie, fake: FakeGenie
) -> None:
    """The question is asked there once, and the person is told that the context is lost."""
    fake.will("POST", MESSAGES.replace("c-1", "c-0"), fails(404))
    fake.will("POST", START, ok(started("COMPLETED")))

    events = await all_of(genie.ask("q", conversation_id="c-0"))

    asked = events[0]
    assert isinstance(asked, Asked)
    assert asked.conversation_id == "c-1"
    assert isinstance(asked.not_continued, GenieNotFoundError)


async def test_a_question_possibly_posted_by_another_process_is_searched_for(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """It is posted only if it is not found."""
    posted: Json = {"conversation_id": "c-1", "created_timestamp": clock.now_ms(ago_s=60)}
    fake.will("GET", CONVERSATIONS, ok({"conversations": [posted]}))
    fake.will("GET", MESSAGES, ok({"messages": [message("ASKING_AI") | posted]}))
    events = genie.ask("q", posted_since=clock.now() - timedelta(seconds=90))

    assert await anext(events) == Asked("c-1", "m-1")
    assert fake.count("POST", START) == 0
    await events.aclose()


async def test_a_question_that_cannot_be_asked_fails(genie: Genie, fake: FakeGenie) -> None:
    """There is one event, and no exception."""
    fake.will("POST", START, fails(401))

    events = await all_of(genie.ask("q"))

    assert [type(event) for event in events] == [Failed]
    assert isinstance(error_of(events), GenieAuthError)


async def test_waiting_for_the_limit_counts_against_the_time_for_an_answer(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The person gets an outcome within ten minutes of asking."""
    fake.will("POST", START, fails(429, Retry_After="30"))
    began = clock.monotonic()

    events = await all_of(genie.ask("q"))

    assert isinstance(error_of(events), GenieRateLimitError)
    assert len(clock.pauses) >= 15
    assert clock.monotonic() - began <= 600


async def test_a_clarifying_question_is_marked(genie: Genie, fake: FakeGenie) -> None:
    """The person's reply goes into the same conversation."""
    asked = text("Which year?", purpose="FOLLOW_UP_QUESTION")
    fake.will("POST", START, ok(started("COMPLETED", attachments=[text("Hm."), asked, text("")])))

    events = await all_of(genie.ask("q"))

    assert TextWritten("Hm.", "Which year?") in events


@pytest.mark.parametrize("attachments", [None, [], [{"hologram": {}}]])
async def test_an_answer_may_be_empty(genie: Genie, fake: FakeGenie, attachments: object) -> None:
    """It has no text, but it still ends the stream."""
    fake.will("POST", START, ok(started("COMPLETED", attachments=attachments)))

    *_, last = await all_of(genie.ask("q"))

    assert isinstance(last, Answered)
    assert (last.answer.text, last.answer.results, last.answer.suggestions) == ("", (), ())


async def test_the_last_suggestions_are_used(genie: Genie, fake: FakeGenie) -> None:
    """Genie may replace them when it corrects its query."""
    later: Json = {"suggested_questions": {"questions": ["Later?"]}}
    fake.will("POST", START, ok(started("COMPLETED", attachments=[SUGGESTED, later])))

    assert Suggested(("Later?",)) in await all_of(genie.ask("q"))


async def test_several_results_are_read_concurrently(genie: Genie, fake: FakeGenie) -> None:
    """They are in the order of the queries, and one that fails does not hide the others."""
    both = asyncio.Event()
    second = f"{MESSAGE}/attachments/a-2/query-result"
    queries = [query(), query("SELECT 2", "a-2", query_result_metadata={"is_truncated": True})]

    async def read_second(request: web.Request) -> web.StreamResponse:
        both.set()
        return await ok(result([["2"]]))(request)

    fake.will("POST", START, ok(started("COMPLETED", attachments=queries)))
    fake.will("GET", RESULT, held(both, ok(statement("FAILED"))))
    fake.will("GET", second, read_second)

    events = await all_of(genie.ask("q"))

    first, other = (e.result for e in events if isinstance(e, ResultReady))
    assert isinstance(first.error, GenieQueryError)
    assert first.table is None
    assert other.table is not None
    assert (other.table.rows, other.table.is_truncated) == (((2,),), True)


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
async def test_a_failed_message_says_why(genie: Genie, fake: FakeGenie, status: str) -> None:
    """The type selects the advice; what Genie's own text may quote is masked."""
    error = {"type": "SQL_EXECUTION_EXCEPTION", "error": "SELECT secret"}
    fake.will("POST", START, ok(started(status, error=error)))

    failed = error_of(await all_of(genie.ask("q")))

    assert isinstance(failed, GenieAnswerError)
    assert (failed.status, failed.error_type) == (status, "SQL_EXECUTION_EXCEPTION")
    assert "secret" not in str(failed)


async def test_a_message_may_fail_without_saying_why(genie: Genie, fake: FakeGenie) -> None:
    """Null errors are common."""
    fake.will("POST", START, ok(started("CANCELLED", error=None)))

    failed = error_of(await all_of(genie.ask("q")))

    assert isinstance(failed, GenieAnswerError)
    assert failed.error_type == ""


async def test_an_existing_message_is_followed(genie: Genie, fake: FakeGenie) -> None:
    """After a restart it yields the same events, from Genie's current status on."""
    fake.will("GET", MESSAGE, ok(message("ASKING_AI")), ok(message("COMPLETED", text("Yes."))))

    events = await all_of(genie.follow("c-1", "m-1"))

    assert events[:2] == [Asked("c-1", "m-1"), StatusChanged("ASKING_AI")]
    assert isinstance(events[-1], Answered)
    assert fake.count("POST", START) == 0


async def test_a_message_is_followed_through_an_outage(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """A restart during an outage must not lose the question."""
    fake.will("GET", MESSAGE, *[fails(500)] * 12, ok(message()))

    assert isinstance((await all_of(genie.follow("c-1", "m-1")))[-1], Answered)


async def test_a_message_is_followed_within_the_answer_timeout(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The time for an answer limits this as well."""
    fake.will("GET", MESSAGE, fails(500))
    began = clock.monotonic()

    events = await all_of(genie.follow("c-1", "m-1"))

    assert [type(event) for event in events] == [Failed]
    assert clock.monotonic() - began == pytest.approx(600)


async def test_a_deleted_message_is_not_followed(genie: Genie, fake: FakeGenie) -> None:
    """It existed before, since Genie gave its id."""
    fake.will("GET", MESSAGE, fails(404, {"error_code": "RESOURCE_DOES_NOT_EXIST"}))

    events = await all_of(genie.follow("c-1", "m-1"))

    assert error_of(events).cause is Cause.MESSAGE_GONE
    assert [type(event) for event in events] == [Failed]
    assert fake.count("GET", MESSAGE) == 1


async def test_an_expired_message_is_answered_with_fresh_rows(
    genie: Genie, fake: FakeGenie
) -> None:
    """The person sees the table and no error."""
    fake.will("GET", MESSAGE, ok(message("QUERY_RESULT_EXPIRED", query(), text("One."))))
    fake.will("POST", EXECUTE, ok(result([["1"]])))

    *_, last = await all_of(genie.follow("c-1", "m-1"))

    assert isinstance(last, Answered)
    (read,) = last.answer.results
    assert read.table is not None
    assert fake.count("POST", EXECUTE) == 1


async def test_a_result_is_waited_for_within_the_time_for_an_answer(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The text is shown without the table, and the result says why."""

    async def late(request: web.Request) -> web.StreamResponse:
        clock.advance(400)
        return await ok(message("COMPLETED", query(), text("One.")))(request)

    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, late)
    fake.will("GET", RESULT, ok(statement("RUNNING")))
    began = clock.monotonic()

    *_, last = await all_of(genie.ask("q"))

    assert isinstance(last, Answered)
    (read,) = last.answer.results
    assert isinstance(read, QueryAnswer)
    assert isinstance(read.error, GenieTimeoutError)
    assert last.answer.text == "One."
    assert clock.monotonic() - began == pytest.approx(600)


def client_tasks() -> list[str]:
    """Return the names of tasks other than this test and the fake workspace."""
    mine = asyncio.all_tasks() - {asyncio.current_task()}
    return [name for task in mine if "RequestHandler" not in (name := repr(task.get_coro()))]


async def test_closing_the_stream_stops_polling(genie: Genie, fake: FakeGenie) -> None:
    """A person pressed Stop."""
    fake.will("POST", START, ok(started()))
    events = genie.ask("q")
    await anext(events)
    await anext(events)

    await events.aclose()

    assert client_tasks() == []
    assert fake.count("GET", MESSAGE) == 0


async def test_closing_the_stream_of_an_existing_message_stops_polling(
    genie: Genie, fake: FakeGenie
) -> None:
    """Following a message ends in the same way as asking."""
    fake.will("GET", MESSAGE, ok(message("ASKING_AI")))
    events = genie.follow("c-1", "m-1")
    await anext(events)
    await anext(events)

    await events.aclose()

    assert client_tasks() == []
    assert fake.count("GET", MESSAGE) == 1


async def test_cancelling_stops_reading_results(genie: Genie, fake: FakeGenie) -> None:
    """A shutdown leaves no task behind, and is not reported as a failure of Genie."""
    never, reading = asyncio.Event(), asyncio.Event()

    async def hold(_: web.Request) -> web.StreamResponse:
        reading.set()
        await never.wait()
        return web.Response()

    queries = [query(), query("SELECT 2", "a-2")]
    fake.will("POST", START, ok(started("COMPLETED", attachments=queries)))
    fake.will("GET", RESULT, hold)
    fake.will("GET", f"{MESSAGE}/attachments/a-2/query-result", hold)
    listener = asyncio.create_task(all_of(genie.ask("q")))
    await reading.wait()

    listener.cancel()
    await asyncio.gather(listener, return_exceptions=True)

    assert listener.cancelled()
    assert client_tasks() == []
    never.set()
