"""Credentials, invalid requests, paging, the question limit, faults and the journal."""

import asyncio
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from simulator import (
    CLIENT_ID,
    CLIENT_SECRET,
    SALES_SPACE_ID,
    SUBJECT_TOKEN,
    SUPPORT_SPACE_ID,
    Fault,
    SimulatorSettings,
)
from simulator.errors import ApiError
from tests.simulator.asking import SPACE, Client
from tests.simulator.conftest import AT_ONCE, MakeClient

QUESTION = {"content": "Show revenue by region"}
START = f"{SPACE}/start-conversation"
OTHER_START = START.replace(SALES_SPACE_ID, SUPPORT_SPACE_ID)


async def oauth_token(client: Client, scope: str) -> dict[str, str]:
    """Return the header with a new OAuth token."""
    headers = {"Authorization": aiohttp.encode_basic_auth(CLIENT_ID, CLIENT_SECRET)}
    form = {"grant_type": "client_credentials", "scope": scope}
    url = client.http.make_url("/oidc/v1/token")
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=form, headers=headers) as got,
    ):
        return {"Authorization": f"Bearer {(await got.json())['access_token']}"}


@pytest.mark.parametrize(
    ("authorization", "status", "words"),
    [
        ("", 401, "Credential was not sent or was of an unsupported type for this API. [ReqId: "),
        ("Basic eDp5", 401, "Credential was not sent or was of an unsupported type for this API."),
        ("Bearer nonsense", 403, "Invalid access token. [ReqId: "),
    ],
)
async def test_credentials(client: Client, authorization: str, status: int, words: str) -> None:
    """The error has a numeric code, no details, and the request's id in its message."""
    async with client.http.get(SPACE, headers={"Authorization": authorization}) as response:
        body = await response.json()

    assert response.status == body["error_code"] == status
    assert body["message"].startswith(words)
    assert response.headers["X-Request-Id"] in body["message"]
    assert ("X-Databricks-Reason-Phrase" in response.headers) is (status == 403)


async def test_oauth_tokens_expire_and_have_scopes(client: Client) -> None:
    """The scope genie is valid for Genie, and not for SQL statements."""
    header = await oauth_token(client, "genie")
    weak = await oauth_token(client, "dashboards")
    replies = []
    for path, headers in ((SPACE, header), (SPACE, weak), ("/api/2.0/sql/statements/x", header)):
        async with client.http.get(path, headers=headers) as response:
            replies.append((response.status, (await response.json()).get("message", "")[:62]))
    client.workspace.clock.advance(3601)
    async with client.http.get(SPACE, headers=header) as expired:
        pass

    assert replies[0] == (200, "")
    assert replies[1][1].startswith("Provided OAuth token does not have required scopes: genie")
    assert replies[2][1].startswith("Provided OAuth token does not have required scopes: sql")
    assert expired.status == 403


@pytest.mark.parametrize(
    "change", [{"subject_token": "other"}, {"subject_token_type": "saml"}, {"client_id": "other"}]
)
async def test_only_the_token_of_the_known_issuer_is_exchanged(
    client: Client, change: dict[str, str]
) -> None:
    """RFC 8693 has one error for all that is wrong with it."""
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "subject_token": SUBJECT_TOKEN,
    }
    async with client.http.post("/oidc/v1/token", data=form) as accepted:
        pass
    async with client.http.post("/oidc/v1/token", data=form | change) as refused:
        body = await refused.json()

    assert (accepted.status, refused.status) == (200, 400)
    assert body["error"] == "invalid_request"


@pytest.mark.parametrize(("left_s", "status"), [(31, 200), (30, 403)])
async def test_a_token_is_refused_in_its_last_seconds(
    client: Client, left_s: int, status: int
) -> None:
    """As on Azure."""
    header = await oauth_token(client, "genie")

    client.workspace.clock.advance(3600 - left_s)

    async with client.http.get(SPACE, headers=header) as response:
        assert response.status == status


async def test_oauth_refuses_other_grants(client: Client) -> None:
    """The error is in OAuth's own format."""
    form = {"grant_type": "password", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    async with client.http.post("/oidc/v1/token", data=form) as response:
        assert response.status == 400
        assert (await response.json())["error"] == "unsupported_grant_type"


@pytest.mark.parametrize(
    ("request_line", "body", "status", "code"),
    [
        (("PUT", SPACE), b"{}", 404, "ENDPOINT_NOT_FOUND"),
        (("GET", "/api/2.0/nothing"), b"", 404, "ENDPOINT_NOT_FOUND"),
        (("POST", START), b"{", 400, "MALFORMED_REQUEST"),
        (("POST", START), b"[]", 400, "MALFORMED_REQUEST"),
        (("POST", START), b"\xff", 400, "MALFORMED_REQUEST"),
        (("POST", START), b"[" * 100_000, 400, "MALFORMED_REQUEST"),
        (("POST", START), b"{}", 400, "INVALID_PARAMETER_VALUE"),
        (("POST", START), b'{"content": ""}', 400, "INVALID_PARAMETER_VALUE"),
        (("POST", START), b'{"content": "  "}', 400, "INVALID_PARAMETER_VALUE"),
        (("POST", START), b'{"content": 5}', 400, "INVALID_PARAMETER_VALUE"),
        (("GET", f"{SPACE}/conversations?page_size=0"), b"", 400, "INVALID_PARAMETER_VALUE"),
        (("GET", f"{SPACE}/conversations?page_token=%F0"), b"", 400, "INVALID_PARAMETER_VALUE"),
        (("GET", f"{SPACE}/conversations/none/messages"), b"", 404, "RESOURCE_DOES_NOT_EXIST"),
    ],
)
async def test_invalid_requests(
    client: Client, request_line: tuple[str, str], body: bytes, status: int, code: str
) -> None:
    """Each has its code and details, and creates no conversation."""
    async with client.http.request(*request_line, data=body) as response:
        error = await response.json()

    assert (response.status, error["error_code"]) == (status, code)
    assert error["details"][0]["request_id"] == response.headers["X-Request-Id"]
    assert client.workspace.questions() == []
    assert response.headers["Server"] == "databricks"


async def test_pages_are_stable(client: Client) -> None:
    """A conversation deleted or created between two pages does not shift the others."""
    for _ in range(5):
        await client.post(START, QUESTION)
    first = await client.get(f"{SPACE}/conversations?page_size=2")
    last_id = first["conversations"][-1]["conversation_id"]
    client.workspace.forget_conversation(last_id)
    await client.post(START, QUESTION)

    token = first["next_page_token"]
    second = await client.get(f"{SPACE}/conversations?page_size=100&page_token={token}")

    ids = [c["conversation_id"] for c in first["conversations"] + second["conversations"]]
    assert len(ids) == 5
    assert ids == sorted(ids, reverse=True)
    assert "next_page_token" not in second


async def test_a_token_of_another_list_is_refused(client: Client) -> None:
    """Page tokens are opaque, and belong to one list."""
    spaces = await client.get("/api/2.0/genie/spaces?page_size=1")
    token = spaces["next_page_token"]

    await client.get(f"{SPACE}/conversations?page_token={token}", status=400)
    rest = await client.get(f"/api/2.0/genie/spaces?page_token={token}")

    assert [space["space_id"] for space in rest["spaces"]] == [SUPPORT_SPACE_ID]


async def test_five_questions_a_minute_over_all_spaces(make_client: MakeClient) -> None:
    """The sixth is refused for a whole number of seconds; reading is not limited."""
    client = await make_client(SimulatorSettings())
    for number in range(5):
        await client.post(START if number % 2 else OTHER_START, QUESTION)
        client.workspace.clock.advance(2)

    async with client.http.post(START, json=QUESTION) as refused:
        body = await refused.json()
    for _ in range(10):
        await client.get(SPACE)
    client.workspace.clock.advance(int(refused.headers["Retry-After"]))
    await client.post(START, QUESTION)

    assert refused.status == 429
    assert 49 <= int(refused.headers["Retry-After"]) <= 50
    assert body["error_code"] == "RESOURCE_EXHAUSTED"
    assert body["details"][1]["retry_delay"] == f"{refused.headers['Retry-After']}s"
    assert len(client.workspace.questions()) == 6


async def test_a_limit_of_0_is_no_limit(make_client: MakeClient) -> None:
    """Tests and benchmarks use it."""
    client = await make_client(replace(AT_ONCE, questions_per_minute=0))

    for _ in range(12):
        await client.post(START, QUESTION)

    assert len(client.workspace.questions(QUESTION["content"])) == 12


@pytest.mark.parametrize(
    ("fault", "committed"), [(Fault.DROP_BEFORE_COMMIT, 0), (Fault.DROP_AFTER_COMMIT, 1)]
)
async def test_a_dropped_connection(client: Client, fault: Fault, committed: int) -> None:
    """The client cannot tell whether the question was accepted; the test can."""
    client.workspace.fail_next(method="POST", path_contains="start-conversation", fault=fault)

    with pytest.raises(aiohttp.ClientConnectionError):
        await client.post(START, QUESTION)

    assert len(client.workspace.questions()) == committed
    assert [r.status for r in client.workspace.requests] == [None]
    await client.post(START, QUESTION)


@pytest.mark.parametrize(
    ("script", "status", "content_type", "start"),
    [
        ({"fault": Fault.HTML}, 200, "text/html", "<!DOCTYPE html>"),
        ({"fault": Fault.GARBAGE}, 200, "application/json", '{"message_id"'),
        ({"status": 502, "body": "<h1>Bad gateway</h1>"}, 502, "text/html", "<h1>"),
        ({"status": 429, "retry_after": "soon"}, 429, "application/json", '{"error_code": "RES'),
        ({"status": 500, "body": {"a": 1}}, 500, "application/json", '{"a": 1}'),
        ({"fault": Fault.SLOW, "delay_s": 0.001}, 200, "application/json", '{"spaces"'),
    ],
)
async def test_scripted_faults(
    client: Client, script: dict[str, Any], status: int, content_type: str, start: str
) -> None:
    """They apply as often as scripted, and then requests work again."""
    client.workspace.fail_next(method="GET", **script)

    async with client.http.get("/api/2.0/genie/spaces") as response:
        text = await response.text()
    await client.get("/api/2.0/genie/spaces")

    assert (response.status, response.content_type) == (status, content_type)
    assert text.startswith(start)
    assert response.headers.get("Retry-After") == script.get("retry_after")


async def test_the_journal_contains_no_credentials(client: Client) -> None:
    """It contains everything else of a request."""
    await client.post(START, QUESTION)

    (record,) = client.workspace.requests
    assert (record.method, record.path, record.status) == ("POST", START, 200)
    assert record.body == QUESTION
    assert record.headers["Authorization"] == "Bearer"
    assert "demo-token" not in repr(record)


async def test_a_deleted_message(client: Client) -> None:
    """It may be deleted by the API or by the test."""
    path = await client.start("Hello")
    other = await client.follow_up(path, "Hello")
    async with client.http.delete(path) as response:
        assert await response.json() == {}
    client.workspace.delete_message(other.rpartition("/")[2])

    await client.get(path, status=404)
    await client.get(other, status=404)
    assert await client.get(path.rpartition("/")[0]) == {"messages": []}


async def test_a_deleted_conversation(client: Client) -> None:
    """It is not listed, and cannot be read or continued; another one is unaffected."""
    path, other = await client.start("Hello"), await client.start("Hello")
    messages = path.rpartition("/")[0]
    conversation = messages.removesuffix("/messages")
    conversation_id = conversation.rpartition("/")[2]

    async with client.http.delete(conversation) as response:
        assert (response.status, await response.json()) == (200, {})

    body = await client.post(messages, QUESTION, status=404)
    assert body["error_code"] == "RESOURCE_DOES_NOT_EXIST"
    assert body["message"] == f"Conversation {conversation_id} does not exist."
    await client.get(path, status=404)
    await client.get(messages, status=404)
    listed = (await client.get(f"{SPACE}/conversations"))["conversations"]
    assert conversation_id not in {c["conversation_id"] for c in listed}
    await client.get(other)


@pytest.mark.parametrize("is_message", [True, False])
async def test_deleting_twice_or_in_another_space_is_a_404(
    client: Client, *, is_message: bool
) -> None:
    """The order here is: in another space, successfully, and again."""
    path = await client.start("Hello")
    if not is_message:
        path = path.partition("/messages/")[0]
    elsewhere = path.replace(SALES_SPACE_ID, SUPPORT_SPACE_ID)

    statuses = []
    for place in (elsewhere, path, path):
        async with client.http.delete(place) as response:
            statuses.append(response.status)

    assert statuses == [404, 200, 404]


async def test_a_conversation_stays_deleted(client: Client) -> None:
    """A question that is being answered does not recreate it."""
    started = await client.post(START, QUESTION)
    conversation_id = started["conversation_id"]
    conversation = client.workspace.conversation(SALES_SPACE_ID, conversation_id)
    asking = asyncio.create_task(client.workspace.ask(conversation, "and by month?"))
    await asyncio.sleep(0)  # run up to its query

    client.workspace.forget_conversation(conversation_id)

    with pytest.raises(ApiError, match=conversation_id):
        await asking
    await client.get(f"{SPACE}/conversations/{conversation_id}/messages", status=404)


@pytest.mark.parametrize(
    ("question", "knows"),
    [
        ("Show revenue by region", SALES_SPACE_ID),
        ("各地區的營收是多少?", SALES_SPACE_ID),
        ("Show tickets by priority", SUPPORT_SPACE_ID),
        ("各優先等級有多少張客服單?", SUPPORT_SPACE_ID),
    ],
)
async def test_each_space_knows_its_own_subject(client: Client, question: str, knows: str) -> None:
    """Both reply, but only one of them has the data."""
    for start, space_id in ((START, SALES_SPACE_ID), (OTHER_START, SUPPORT_SPACE_ID)):
        asked = await client.post(start, {"content": question})
        place = start.replace("start-conversation", "conversations")
        message = await client.get(
            f"{place}/{asked['conversation_id']}/messages/{asked['message_id']}"
        )

        assert message["status"] == "COMPLETED"
        has_query = any("query" in attachment for attachment in message["attachments"])
        assert has_query is (space_id == knows)


async def test_a_rating_must_be_valid(client: Client) -> None:
    """A comment needs no rating."""
    path = await client.start("Hello")

    await client.post(f"{path}/feedback", {"rating": "GREAT"}, status=400)
    comment = await client.post(f"{path}/comments", {"content": "Nice"})

    assert comment["content"] == "Nice"
    assert "feedback" not in await client.get(path)


async def test_pages_skip_nothing_when_many_ask_at_once(client: Client) -> None:
    """Questions may be committed in another order than they were numbered."""
    await asyncio.gather(*(client.start(f"Top {n} products by revenue") for n in range(1, 31)))

    found: list[str] = []
    token = ""
    while True:
        page = await client.get(f"{SPACE}/conversations?page_size=7&page_token={token}")
        found += [conversation["title"] for conversation in page["conversations"]]
        if not (token := page.get("next_page_token", "")):
            break

    assert len(found) == len(set(found)) == 30
