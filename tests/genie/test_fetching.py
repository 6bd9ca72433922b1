"""A whole table, from any number of chunks and links."""

import pytest

from genie import GenieSpace
from genie.errors import (
    GenieAuthError,
    GenieError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieProtocolError,
    GenieQueryError,
    GenieRejectedError,
    GenieTimeoutError,
    GenieUnavailableError,
)
from genie.exchange import MAX_RESPONSE_BYTES
from genie.models import QueryAttachment
from genie.tables import Extent
from tests.clocks import FakeClock
from tests.genie.fake import (
    EXECUTE,
    RESULT,
    FakeGenie,
    Json,
    Reply,
    breaks_off,
    drops,
    fails,
    ok,
    raw,
    result,
    statement,
)

IDS = ("c-1", "m-1", QueryAttachment("a-1"))
CHUNKS = "/api/2.0/sql/statements/s-1/result/chunks"
NO_SPACE = {"message": "Unable to get space [x]."}


async def test_a_table_has_typed_rows(space: GenieSpace, fake: FakeGenie) -> None:
    """The statement's own row count is kept."""
    fake.will("GET", RESULT, ok(result([["1"], [None]])))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == (((1,), (None,)), Extent(2, 2))
    assert [c.name for c in table.columns] == ["n"]


async def test_linked_rows_are_limited(space: GenieSpace, fake: FakeGenie, base_url: str) -> None:
    """All links of a table together may hold as much as one response."""
    links = [{"external_link": f"{base_url}store/{number}"} for number in (1, 2)]
    half = b'[["' + b"x" * (MAX_RESPONSE_BYTES // 2) + b'"]]'
    fake.will("GET", RESULT, ok(result([], manifest={"total_row_count": 2}, external_links=links)))
    fake.will("GET", "/store/1", raw(half))
    fake.will("GET", "/store/2", raw(half))

    with pytest.raises(GenieProtocolError, match="too large"):
        await space.table(*IDS)


@pytest.mark.parametrize("chunk", [{}, None, {"data_array": None, "external_links": None}])
async def test_an_empty_result_is_a_table_without_rows(
    space: GenieSpace, fake: FakeGenie, chunk: Json | None
) -> None:
    """Genie leaves out empty fields; the columns are kept."""
    manifest = {"schema": {"columns": [{"name": "n", "type_name": "LONG"}]}, "total_row_count": 0}
    fake.will("GET", RESULT, ok(statement(manifest=manifest, result=chunk)))

    table = await space.table(*IDS)

    assert (table.rows, table.extent) == ((), Extent(0, 0))
    assert len(table.columns) == 1


async def test_linked_rows_are_read_without_our_token(
    space: GenieSpace, fake: FakeGenie, base_url: str
) -> None:
    """The storage must not see the token.

    The link is signed, so that it is sent unchanged with its headers.
    """
    links = [
        {"external_link": f"{base_url}store/1?X-Sig=a%2Fb%2Bc", "http_headers": {"X-Key": "k"}},
        {"external_link": f"{base_url}store/2", "next_chunk_internal_link": f"{CHUNKS}/2"},
    ]
    more = [{"external_link": f"{base_url}store/3"}]
    fake.will("GET", RESULT, ok(result([], manifest={"total_row_count": 3}, external_links=links)))
    fake.will("GET", f"{CHUNKS}/2", ok({"external_links": more}))
    fake.will("GET", "/store/1", raw(b'[["1"]]'))
    fake.will("GET", "/store/2", ok([["2"]]))
    fake.will("GET", "/store/3", ok([["3"]]))

    table = await space.table(*IDS)

    stored = [r for r in fake.requests if r.path.startswith("/store")]
    assert table.rows == ((1,), (2,), (3,))
    assert all("Authorization" not in r.headers for r in stored)
    assert stored[0].target == "/store/1?X-Sig=a%2Fb%2Bc"
    assert stored[0].headers["X-Key"] == "k"


@pytest.mark.parametrize("trouble", [fails(503), fails(429), drops, breaks_off])
async def test_a_linked_chunk_is_retried(
    space: GenieSpace, fake: FakeGenie, base_url: str, trouble: Reply
) -> None:
    """It is a GET, and idempotent."""
    link = [{"external_link": f"{base_url}store/1"}]
    fake.will("GET", RESULT, ok(result([], external_links=link)))
    fake.will("GET", "/store/1", trouble, trouble, ok([["1"]]))

    assert (await space.table(*IDS)).rows == ((1,),)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (raw(b"id,n\n1,2\n"), GenieProtocolError),
        (raw(b"[" * 100_000), GenieProtocolError),
        (ok({"rows": []}), GenieProtocolError),
        (fails(403), GenieRejectedError),
    ],
)
async def test_a_linked_chunk_without_rows_is_an_error(
    space: GenieSpace, fake: FakeGenie, base_url: str, reply: Reply, kind: type[GenieError]
) -> None:
    """Exceptions of other libraries do not escape."""
    fake.will("GET", RESULT, ok(result([], external_links=[{"external_link": f"{base_url}s"}])))
    fake.will("GET", "/s", reply)

    with pytest.raises(GenieError) as caught:
        await space.table(*IDS)

    assert type(caught.value) is kind


@pytest.mark.parametrize("url", ["http://[", "file:///etc/passwd", "nowhere"])
async def test_an_unusable_link_is_an_error(space: GenieSpace, fake: FakeGenie, url: str) -> None:
    """Exceptions of other libraries do not escape."""
    fake.will("GET", RESULT, ok(result([], external_links=[{"external_link": url}])))

    with pytest.raises(GenieError):
        await space.table(*IDS)


async def test_a_running_query_is_waited_for(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock
) -> None:
    """COMPLETED does not mean that the rows are ready."""
    running = [ok(statement("PENDING")), ok(statement("RUNNING"))]
    fake.will("GET", RESULT, *running, ok(result([["1"]])))

    assert (await space.table(*IDS)).rows == ((1,),)
    assert clock.pauses == [1.0, 1.0]


@pytest.mark.parametrize("reply", [fails(401), raw(b"<html>sign in</html>")])
async def test_a_refusal_that_passes_does_not_end_the_waiting(
    space: GenieSpace, fake: FakeGenie, reply: Reply
) -> None:
    """A gateway that restarts answers so, while the query runs."""
    fake.will("GET", RESULT, ok(statement("RUNNING")), reply, reply, ok(result([["1"]])))

    assert (await space.table(*IDS)).rows == ((1,),)


@pytest.mark.parametrize(
    ("reply", "kind"), [(fails(401), GenieAuthError), (fails(500), GenieUnavailableError)]
)
async def test_a_lasting_failure_ends_the_waiting(
    space: GenieSpace, fake: FakeGenie, reply: Reply, kind: type[GenieError]
) -> None:
    """The person is told why."""
    fake.will("GET", RESULT, ok(statement("RUNNING")), reply)

    with pytest.raises(kind):
        await space.table(*IDS)


async def test_a_running_query_is_waited_for_until_the_deadline(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock
) -> None:
    """The last poll is at the deadline."""
    fake.will("GET", RESULT, ok(statement("RUNNING")))
    began = clock.monotonic()

    with pytest.raises(GenieTimeoutError):
        await space.table(*IDS, timeout_s=2.5)

    assert clock.monotonic() - began == pytest.approx(2.5)
    assert fake.count("GET", RESULT) == 4


@pytest.mark.parametrize("state", ["FAILED", "CANCELED", "NEW_STATE"])
async def test_a_query_without_result_says_why(
    space: GenieSpace, fake: FakeGenie, state: str
) -> None:
    """The reason has Databricks' codes, and what is certainly no value of its text."""
    status = {"state": state, "sql_state": "22012", "error": {"message": "[DIVIDE_BY_ZERO] x/0"}}
    fake.will("GET", RESULT, ok({"statement_response": {"status": status}}))

    with pytest.raises(GenieQueryError) as caught:
        await space.table(*IDS)

    assert str(caught.value) == f"statement {state} 22012 [DIVIDE_BY_ZERO] …"
    assert fake.count("POST", EXECUTE) == 0


@pytest.mark.parametrize("body", [{}, {"statement_response": {}}, {"statement_response": None}])
async def test_a_result_without_state_is_a_protocol_error(
    space: GenieSpace, fake: FakeGenie, body: Json
) -> None:
    """Without a state it is unknown whether there are rows."""
    fake.will("GET", RESULT, ok(body))

    with pytest.raises(GenieProtocolError):
        await space.table(*IDS)


@pytest.mark.parametrize("expired", [ok(statement("CLOSED")), fails(404), fails(400)])
async def test_an_expired_result_is_executed_again(
    space: GenieSpace, fake: FakeGenie, expired: Reply
) -> None:
    """Results expire after an hour. Databricks does not document how that shows."""
    fake.will("GET", RESULT, expired, ok(result([["1"]])))
    fake.will("POST", EXECUTE, ok(statement("PENDING")))

    assert (await space.table(*IDS)).rows == ((1,),)
    assert [r.body for r in fake.requests if r.method == "POST"] == [{}]


async def test_a_result_known_to_be_expired_is_executed_again_at_once(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """The message's status says so."""
    fake.will("POST", EXECUTE, ok(result([["1"]])))

    assert (await space.table(*IDS, is_expired=True)).rows == ((1,),)
    assert len(fake.requests) == 1


@pytest.mark.parametrize("again", [ok(statement("CLOSED")), fails(404)])
async def test_an_expired_result_is_executed_again_only_once(
    space: GenieSpace, fake: FakeGenie, again: Reply
) -> None:
    """A query whose result stays unavailable must not be executed in a loop."""
    fake.will("GET", RESULT, ok(statement("CLOSED")))
    fake.will("POST", EXECUTE, again)

    with pytest.raises((GenieQueryError, GenieNotFoundError)):
        await space.table(*IDS)

    assert fake.count("POST", EXECUTE) == 1


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [(fails(403), GeniePermissionError), (fails(404, NO_SPACE), GenieNotFoundError)],
)
async def test_a_refused_result_is_not_taken_for_an_expired_one(
    space: GenieSpace, fake: FakeGenie, refusal: Reply, kind: type[GenieError]
) -> None:
    """Executing the query would be refused as well."""
    fake.will("GET", RESULT, refusal)

    with pytest.raises(kind):
        await space.table(*IDS)

    assert fake.count("POST", EXECUTE) == 0


async def test_after_a_lost_response_to_an_execution_the_result_is_read(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """Executing it twice costs money, and the result itself shows whether it runs."""
    fake.will("POST", EXECUTE, drops)
    fake.will("GET", RESULT, ok(statement("RUNNING")), ok(result([["1"]])))

    assert (await space.table(*IDS, is_expired=True)).rows == ((1,),)
    assert fake.count("POST", EXECUTE) == 1
