"""Messages, from the question to their end."""

import re
from dataclasses import replace

import pytest

from simulator import SimulatorSettings
from tests.simulator.asking import SPACE, Client, attachment, query_path
from tests.simulator.conftest import AT_ONCE, MakeClient

TEN_SECONDS = replace(AT_ONCE, answer_seconds=(10.0, 10.0))
QUESTION = "Show revenue by region"


async def statuses(client: Client, path: str, seconds: int) -> list[str]:
    """Return the distinct statuses of a message, polled every half second."""
    seen: list[str] = []
    for _ in range(seconds * 2):
        status = (await client.get(path))["status"]
        if seen[-1:] != [status]:
            seen.append(status)
        client.workspace.clock.advance(0.5)
    return seen


async def test_start_answers_with_conversation_and_message(client: Client) -> None:
    """There are ids twice, milliseconds, absent keys instead of nulls, at any speed."""
    body = await client.post(f"{SPACE}/start-conversation", {"content": QUESTION})

    message, conversation = body["message"], body["conversation"]
    assert list(body) == ["message_id", "message", "conversation_id", "conversation"]
    assert message["id"] == message["message_id"] == body["message_id"]
    assert conversation["id"] == conversation["conversation_id"] == body["conversation_id"]
    assert re.fullmatch(r"01f[0-9a-f]{29}", body["message_id"])
    assert body["message_id"] > body["conversation_id"]
    assert message["status"] == "SUBMITTED"
    assert message["created_timestamp"] > 1e12
    assert message["auto_regenerate_count"] == 0
    assert message.keys().isdisjoint({"attachments", "error", "query_result", "feedback"})


async def test_a_completed_message_is_as_recorded(client: Client) -> None:
    """It has a query, suggestions, and a summary without an id; is_truncated is absent if false."""
    path = await client.start(QUESTION)

    message = await client.get(path)

    kinds = [next(iter(a)) for a in message["attachments"]]
    assert kinds == ["query", "suggested_questions", "text"]
    assert list(message["attachments"][2]) == ["text"]
    assert list(message["attachments"][2]["text"]) == ["content"]
    query = message["attachments"][0]["query"]
    assert query["query_result_metadata"] == {"row_count": 7}
    assert message["query_result"] == {"statement_id": query["statement_id"], "row_count": 7}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", query["statement_id"])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (QUESTION, ["ASKING_AI", "EXECUTING_QUERY", "COMPLETED"]),
        ("Hello", ["ASKING_AI", "COMPLETED"]),
        (
            f"{QUESTION} [warehouse]",
            ["ASKING_AI", "PENDING_WAREHOUSE", "EXECUTING_QUERY", "COMPLETED"],
        ),
        (
            f"{QUESTION} [retry]",
            ["ASKING_AI", "EXECUTING_QUERY", "ASKING_AI", "EXECUTING_QUERY", "COMPLETED"],
        ),
        (f"{QUESTION} [fail]", ["ASKING_AI", "EXECUTING_QUERY", "FAILED"]),
        (f"{QUESTION} [cancel]", ["ASKING_AI", "EXECUTING_QUERY", "CANCELLED"]),
        (f"{QUESTION} [full]", ["ASKING_AI", "EXECUTING_QUERY", "COMPLETED"]),
    ],
)
async def test_statuses_follow_the_clock(
    make_client: MakeClient, question: str, expected: list[str]
) -> None:
    """They depend on time, not on polls.

    A text answer skips the query, and a correction goes back.
    """
    client = await make_client(TEN_SECONDS)
    path = await client.start(question)

    seen = await statuses(client, path, 11)

    assert seen == ["SUBMITTED", "FETCHING_METADATA", "FILTERING_CONTEXT", *expected]


async def test_thoughts_grow_and_then_the_query_shows(make_client: MakeClient) -> None:
    """The thoughts are there before the query, and the query before the answer."""
    client = await make_client(TEN_SECONDS)
    path = await client.start(QUESTION)
    counts = []
    for seconds in (3.0, 3.0):
        client.workspace.clock.advance(seconds)
        thinking = attachment(await client.get(path), "query")["query"]
        counts.append(len(thinking["thoughts"]))
        assert list(thinking) == ["thoughts"]
    client.workspace.clock.advance(2.0)

    executing = await client.get(path)

    assert counts[0] < counts[1]
    query = attachment(executing, "query")["query"]
    assert query["query"].startswith("SELECT")
    assert query.keys().isdisjoint({"title", "query_result_metadata"})
    assert executing["query_result"] == {"statement_id": query["statement_id"]}


async def test_answers_take_from_three_to_eight_seconds(make_client: MakeClient) -> None:
    """The same seed gives the same times."""
    client = await make_client(SimulatorSettings(questions_per_minute=0))
    path = await client.start(QUESTION)

    client.workspace.clock.advance(2.9)
    early = await client.get(path)
    client.workspace.clock.advance(5.2)

    assert early["status"] != "COMPLETED"
    assert (await client.get(path))["status"] == "COMPLETED"


async def test_docs_style(make_client: MakeClient) -> None:
    """The official guide's format has nulls, seconds and IN_PROGRESS."""
    client = await make_client(replace(TEN_SECONDS, docs_style=True))
    path = await client.start(QUESTION)

    message = await client.get(path)

    assert message["status"] == "IN_PROGRESS"
    assert message["attachments"] is message["error"] is message["query_result"] is None
    assert message["created_timestamp"] < 1e11


async def test_a_clarifying_question(client: Client) -> None:
    """It is marked, has an id, and the reply to it is understood."""
    path = await client.start("Who are our best customers?")
    question = attachment(await client.get(path), "text")

    answer_path = await client.follow_up(path, "the most orders")

    assert question["text"]["purpose"] == "FOLLOW_UP_QUESTION"
    assert question["attachment_id"]
    title = attachment(await client.get(answer_path), "query")["query"]["title"]
    assert title == "Top 10 customers by orders, 2026 so far"


async def test_a_corrected_answer_has_two_queries(client: Client) -> None:
    """The first one failed, and the last one is valid."""
    path = await client.start(f"{QUESTION} [retry]")

    message = await client.get(path)

    first, second = [a for a in message["attachments"] if "query" in a]
    assert message["auto_regenerate_count"] == 1
    assert "`orderz`" in first["query"]["query"]
    assert "`orders`" in second["query"]["query"]
    wrong = await client.get(f"{path}/attachments/{first['attachment_id']}/query-result")
    assert wrong["statement_response"]["status"]["state"] == "FAILED"


async def test_a_stalled_message_waits_until_its_rows_are_read(make_client: MakeClient) -> None:
    """It stays in EXECUTING_QUERY until then."""
    client = await make_client(replace(AT_ONCE, answer_seconds=(1.0, 1.0)))
    path = await client.start(f"{QUESTION} [stall]")
    client.workspace.clock.advance(100)

    stalled = await client.get(path)
    await client.get(f"{query_path(path, stalled)}/query-result")

    assert stalled["status"] == "EXECUTING_QUERY"
    assert (await client.get(path))["status"] == "COMPLETED"


async def test_a_message_deleted_meanwhile_is_a_404(make_client: MakeClient) -> None:
    """It is deleted while Genie works on it."""
    client = await make_client(TEN_SECONDS)
    path = await client.start(f"{QUESTION} [gone]")
    await client.get(path)
    client.workspace.clock.advance(6)

    body = await client.get(path, status=404)

    assert body["error_code"] == "RESOURCE_DOES_NOT_EXIST"


async def test_faults_on_request(client: Client) -> None:
    """[slow n], [503 n] and [429] have their effect, and the question is kept as typed."""
    slow = await client.start(f"{QUESTION} [slow 90]")
    shy = await client.start(f"{QUESTION} [503 2]")
    limited = await client.get(await client.start(f"{QUESTION} [429]"))
    client.workspace.clock.advance(85)
    late = await client.get(slow)
    refused = [(await client.get(shy, status=503))["error_code"] for _ in range(2)]

    assert late["status"] == "EXECUTING_QUERY"
    assert late["content"] == f"{QUESTION} [slow 90]"
    assert refused == ["TEMPORARILY_UNAVAILABLE"] * 2
    assert (await client.get(shy))["status"] == "COMPLETED"
    assert limited["status"] == "FAILED"
    assert limited["error"]["type"] == "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION"


async def test_a_full_conversation(client: Client) -> None:
    """[full] fails in a follow-up, before a query; as a first question it is answered."""
    first = await client.start(f"{QUESTION} [full]")
    failed = await client.get(await client.follow_up(first, "and by month? [full]"))
    words = await client.get(await client.follow_up(first, "Hello [full]"))
    title = attachment(await client.get(first), "query")["query"]["title"]

    assert title == "Net revenue by region, 2026 so far"
    assert (failed["status"], words["status"]) == ("FAILED", "FAILED")
    assert failed["error"]["type"] == "CONTEXT_EXCEEDED_EXCEPTION"
    assert failed["content"] == "and by month? [full]"
    assert failed.keys().isdisjoint({"attachments", "query_result"})


async def test_deleted_messages_do_not_make_a_conversation_full(client: Client) -> None:
    """Only existing messages count."""
    first = await client.start(QUESTION)
    client.workspace.delete_message(first.rpartition("/")[2])

    path = await client.follow_up(first, f"{QUESTION} [full]")

    assert (await client.get(path))["status"] == "COMPLETED"
