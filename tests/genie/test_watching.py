"""Polling a message while Genie works on it, and how long."""

import pytest

from genie import Answered, Genie, SqlWritten
from genie.causes import Cause
from genie.errors import (
    GenieAuthError,
    GenieError,
    GenieNotFoundError,
    GenieProtocolError,
    GenieTimeoutError,
)
from genie.polling import REFUSALS
from tests.clocks import FakeClock
from tests.genie.events import all_of, error_of, statuses
from tests.genie.fake import (
    MESSAGE,
    RESULT,
    START,
    FakeGenie,
    Json,
    Reply,
    drops,
    fails,
    message,
    ok,
    query,
    raw,
    started,
    statement,
)

THINKING: Json = {
    "attachment_id": "a-1",
    "query": {"thoughts": [{"thought_type": "THOUGHT_TYPE_STEPS", "content": "- Sum."}]},
}


async def test_polling_restarts_after_each_change(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """It backs off after a minute without a change, and each change resets the interval."""
    slow = [ok(message("ASKING_AI"))] * 63
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, *slow, ok(message("EXECUTING_QUERY")), ok(message()))

    await all_of(genie.ask("q"))

    assert clock.pauses[:61] == [2.0, *[1.0] * 60]
    assert all(pause > 1.3 for pause in clock.pauses[61:64])
    assert clock.pauses[64:] == [1.0]


async def test_genie_is_polled_until_the_deadline(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """The last poll is ten minutes after asking, not one long interval earlier."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, ok(message("ASKING_AI")))
    began = clock.monotonic()

    events = await all_of(genie.ask("q"))

    assert isinstance(error_of(events), GenieTimeoutError)
    assert clock.monotonic() - began == pytest.approx(600)
    assert statuses(events) == ["SUBMITTED", "ASKING_AI"]


@pytest.mark.parametrize("status", ["IN_PROGRESS", "DREAMING", None])
async def test_an_unknown_status_is_not_final(
    genie: Genie, fake: FakeGenie, status: str | None
) -> None:
    """Genie adds statuses without notice, and the guide has one of its own."""
    fake.will("POST", START, ok(started() | {"message": message() | {"status": status}}))
    fake.will("GET", MESSAGE, ok(message("SUBMITTED") | {"status": status}), ok(message()))

    events = await all_of(genie.ask("q"))

    assert statuses(events) == [s for s in (status, "COMPLETED") if s]
    assert isinstance(events[-1], Answered)


async def test_going_back_to_an_earlier_status_is_an_event(genie: Genie, fake: FakeGenie) -> None:
    """Genie corrects its SQL and executes it again."""
    fake.will("POST", START, ok(started("EXECUTING_QUERY", attachments=[query("SELECT 0")])))
    fake.will(
        "GET",
        MESSAGE,
        ok(message("ASKING_AI", query("SELECT 0"))),
        ok(message("EXECUTING_QUERY", query("SELECT 2"))),
        ok(message("FAILED")),
    )

    events = await all_of(genie.ask("q"))

    assert statuses(events) == ["EXECUTING_QUERY", "ASKING_AI", "EXECUTING_QUERY", "FAILED"]
    assert [e.query.sql for e in events if isinstance(e, SqlWritten)] == ["SELECT 0", "SELECT 2"]


async def test_an_outage_while_genie_works_is_waited_out(genie: Genie, fake: FakeGenie) -> None:
    """Genie continues meanwhile, and has the answer afterwards."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, *[fails(503)] * 30, drops, drops, ok(message()))

    assert isinstance((await all_of(genie.ask("q")))[-1], Answered)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (fails(404), GenieNotFoundError),
        (fails(401), GenieAuthError),
        (raw(b"<html>sign in</html>"), GenieProtocolError),
    ],
)
async def test_a_message_that_becomes_unreadable_ends_the_polling(
    genie: Genie, fake: FakeGenie, reply: Reply, kind: type[GenieError]
) -> None:
    """After some refusals in a row waiting does not help."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, reply)

    events = await all_of(genie.ask("q"))

    assert isinstance(error_of(events), kind)
    assert fake.count("GET", MESSAGE) == REFUSALS


@pytest.mark.parametrize("reply", [fails(401), fails(403), raw(b"<html>sign in</html>")])
async def test_a_refusal_that_passes_does_not_end_the_polling(
    genie: Genie, fake: FakeGenie, reply: Reply
) -> None:
    """A gateway that restarts answers so, while Genie works on."""
    some = [reply] * (REFUSALS - 1)
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, *some, ok(message("ASKING_AI")), *some, ok(message()))

    assert isinstance((await all_of(genie.ask("q")))[-1], Answered)


async def test_a_message_that_was_deleted_ends_the_polling_at_once(
    genie: Genie, fake: FakeGenie
) -> None:
    """Genie says so, and the message existed before."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, fails(404, {"error_code": "RESOURCE_DOES_NOT_EXIST"}))

    events = await all_of(genie.ask("q"))

    assert error_of(events).cause is Cause.MESSAGE_GONE
    assert fake.count("GET", MESSAGE) == 1


@pytest.mark.parametrize("reading", [ok(statement("RUNNING")), fails(404)])
async def test_the_result_of_a_long_query_is_requested(
    genie: Genie, fake: FakeGenie, reading: Reply
) -> None:
    """Genie used to stay in EXECUTING_QUERY until the result was read."""
    running = ok(message("EXECUTING_QUERY", query()))
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, *[running] * 40, ok(message()))
    fake.will("GET", RESULT, reading)

    await all_of(genie.ask("q"))

    assert fake.count("GET", RESULT) == 2


@pytest.mark.parametrize(
    "stalled", [message("ASKING_AI", query()), message("EXECUTING_QUERY", THINKING)]
)
async def test_only_the_result_of_a_running_query_is_requested(
    genie: Genie, fake: FakeGenie, stalled: Json
) -> None:
    """Before that there is no result, and the request would be refused."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, *[ok(stalled)] * 40, ok(message()))

    assert isinstance((await all_of(genie.ask("q")))[-1], Answered)


async def test_the_result_of_a_quick_query_is_not_requested(genie: Genie, fake: FakeGenie) -> None:
    """Most queries end within 15 seconds."""
    running = ok(message("EXECUTING_QUERY", query()))
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, *[ok(message("ASKING_AI"))] * 20, *[running] * 14, ok(message()))

    await all_of(genie.ask("q"))

    assert fake.count("GET", RESULT) == 0
