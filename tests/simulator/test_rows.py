"""Rows: their states, chunks, links, expiry and limits."""

import csv
import io
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.simulator.asking import Client, attachment, query_path
from tests.simulator.conftest import AT_ONCE, MakeClient

QUESTION = "Show revenue by region"


async def rows_of(client: Client, question: str) -> tuple[str, dict[str, Any]]:
    """Ask, and return the path of the query attachment, and its statement."""
    path = await client.start(question)
    where = query_path(path, await client.get(path))
    return where, (await client.get(f"{where}/query-result"))["statement_response"]


async def test_an_empty_result_is_an_empty_object(client: Client) -> None:
    """There is no data_array and there are no chunks, and the summary says that nothing matches."""
    where, statement = await rows_of(client, "Which stores had no sales this month?")

    message = await client.get(where.partition("/attachments/")[0])
    assert statement["result"] == {}
    assert statement["manifest"]["total_chunk_count"] == 0
    assert statement["manifest"].keys().isdisjoint({"chunks", "total_byte_count"})
    assert attachment(message, "text")["text"]["content"] == "No rows match in October 2026."


async def test_no_more_than_5000_rows(client: Client) -> None:
    """The message and the manifest say that there are more."""
    where, statement = await rows_of(client, "Show all order lines")

    message = await client.get(where.partition("/attachments/")[0])
    query = attachment(message, "query")["query"]
    assert statement["manifest"]["truncated"] is True
    assert statement["manifest"]["total_row_count"] == 5000
    assert len(statement["result"]["data_array"]) == 5000
    assert query["query_result_metadata"] == {"row_count": 5000, "is_truncated": True}


async def test_rows_in_chunks(client: Client) -> None:
    """Each chunk names the next one; together they have all rows."""
    _, statement = await rows_of(client, "Show monthly revenue [chunks]")
    chunk = statement["result"]
    rows = list(chunk["data_array"])
    while link := chunk.get("next_chunk_internal_link"):
        chunk = await client.get(link)
        rows += chunk["data_array"]

    assert statement["manifest"]["total_chunk_count"] == 3
    assert chunk["chunk_index"] == 2
    assert len(rows) == statement["manifest"]["total_row_count"] == 10
    await client.get(f"/api/2.0/sql/statements/{statement['statement_id']}")


async def test_rows_behind_links(client: Client, stranger: aiohttp.ClientSession) -> None:
    """A link works without credentials, not with them, and for 15 minutes."""
    _, statement = await rows_of(client, f"{QUESTION} [links]")
    url = URL(statement["result"]["external_links"][0]["external_link"], encoded=True)

    async with stranger.get(url) as response:
        rows = await response.json()
    async with stranger.get(url, headers={"Authorization": "Bearer demo-token"}) as refused:
        pass
    client.workspace.clock.advance(901)
    async with stranger.get(url) as expired:
        pass

    assert rows[0] == ["North", "5446000.50", "720"]
    assert refused.status == 400
    assert expired.status == 403


async def test_late_rows(client: Client) -> None:
    """COMPLETED does not mean that the rows are ready."""
    where, early = await rows_of(client, f"{QUESTION} [late 5]")
    client.workspace.clock.advance(5)

    ready = await client.get(f"{where}/query-result")

    assert early["status"] == {"state": "RUNNING"}
    assert ready["statement_response"]["status"] == {"state": "SUCCEEDED"}


async def test_rows_expire_after_an_hour(client: Client) -> None:
    """The message's status changes as well, and reading does not extend the time."""
    where, _ = await rows_of(client, QUESTION)
    client.workspace.clock.advance(3601)

    expired = await client.get(f"{where}/query-result")

    message = await client.get(where.partition("/attachments/")[0])
    assert expired["statement_response"]["status"] == {"state": "CLOSED"}
    assert message["status"] == "QUERY_RESULT_EXPIRED"
    assert attachment(message, "text")
    assert "query_result" not in message


async def test_rows_that_expire_at_the_first_read(client: Client) -> None:
    """[expire] lets them expire; one execution restores them."""
    where, expired = await rows_of(client, f"{QUESTION} [expire]")

    await client.post(f"{where}/execute-query")

    again = await client.get(f"{where}/query-result")
    assert expired["status"]["state"] == "CLOSED"
    assert again["statement_response"]["status"]["state"] == "SUCCEEDED"


async def test_expired_rows_may_be_a_404(make_client: MakeClient) -> None:
    """Databricks does not document which it is; both can be simulated."""
    client = await make_client(replace(AT_ONCE, expired_answer="not_found"))
    where, _ = await rows_of(client, QUESTION)
    client.workspace.expire_results()

    body = await client.get(f"{where}/query-result", status=404)

    assert body["error_code"] == "RESOURCE_DOES_NOT_EXIST"


async def test_truncated_rows(client: Client) -> None:
    """[truncated] marks a small result as truncated."""
    _, statement = await rows_of(client, f"{QUESTION} [truncated]")

    assert statement["manifest"]["truncated"] is True
    assert len(statement["result"]["data_array"]) == 4


async def test_suggestions_have_no_rows(client: Client) -> None:
    """The response is 400 with the recorded message."""
    path = await client.start(QUESTION)
    suggestions = attachment(await client.get(path), "suggested_questions")["attachment_id"]

    body = await client.get(f"{path}/attachments/{suggestions}/query-result", status=400)

    assert body["error_code"] == "BAD_REQUEST"
    assert body["message"] == f"Attachment with ID {suggestions} is not a valid query attachment."


@pytest.mark.parametrize("way", ["query-result", "query-result/{id}"])
async def test_deprecated_endpoints_for_rows(client: Client, way: str) -> None:
    """The guide's older examples still use them."""
    path = await client.start(QUESTION)
    attachment_id = attachment(await client.get(path), "query")["attachment_id"]

    body = await client.get(f"{path}/{way.format(id=attachment_id)}")
    again = await client.post(f"{path}/execute-query")

    assert body["statement_response"]["manifest"]["total_row_count"] == 7
    assert again["statement_response"]["manifest"]["total_row_count"] == 7


async def full_result(
    client: Client, stranger: aiohttp.ClientSession, question: str
) -> tuple[dict[str, Any], list[bytes]]:
    """Download a full result, and return its manifest and the content of the links."""
    where, _ = await rows_of(client, question)
    started = await client.post(f"{where}/downloads")
    signature = f"download_id_signature={started['download_id_signature']}"
    body = await client.get(f"{where}/downloads/{started['download_id']}?{signature}")
    chunk, files = body["statement_response"]["result"], []
    while chunk:
        (link,) = chunk["external_links"]
        async with stranger.get(URL(link["external_link"], encoded=True)) as response:
            files.append(await response.read())
        chunk = link.get("next_chunk_internal_link")
        chunk = chunk and await client.get(chunk)
    return body["statement_response"]["manifest"], files


async def test_a_full_result_has_all_rows(client: Client, stranger: aiohttp.ClientSession) -> None:
    """There are more than 5,000, as CSV with one header; NULL is the word null."""
    manifest, files = await full_result(client, stranger, "Show all order lines [chunks]")

    rows = list(csv.reader(io.StringIO(b"".join(files).decode(), newline="")))
    assert (manifest["format"], len(files)) == ("CSV", 3)
    assert rows[0] == [column["name"] for column in manifest["schema"]["columns"]]
    assert len(rows) - 1 == manifest["total_row_count"] > 5_000
    assert "null" in rows[1]


@pytest.mark.parametrize(
    ("switch", "file_format", "first_bytes"),
    [("json", "JSON_ARRAY", b'[["North"'), ("arrow", "ARROW_STREAM", b"")],
)
async def test_a_full_result_in_other_formats(
    client: Client,
    stranger: aiohttp.ClientSession,
    switch: str,
    file_format: str,
    first_bytes: bytes,
) -> None:
    """Databricks says which format a result has, and does not document the possible ones."""
    manifest, files = await full_result(client, stranger, f"{QUESTION} [{switch}]")

    assert manifest["format"] == file_format
    assert files[0].startswith(first_bytes)


async def test_a_download_needs_its_signature(client: Client) -> None:
    """Neither the id alone nor another query's id is sufficient."""
    where, _ = await rows_of(client, QUESTION)
    other, _ = await rows_of(client, QUESTION)
    started = await client.post(f"{where}/downloads")
    download = f"downloads/{started['download_id']}"
    signed = f"{download}?download_id_signature={started['download_id_signature']}"

    await client.get(f"{where}/{download}", status=400)
    await client.get(f"{other}/{signed}", status=404)
    body = await client.get(f"{where}/{signed}")

    assert body["statement_response"]["manifest"]["format"] == "CSV"


async def test_cancelling_an_unknown_statement_succeeds(client: Client) -> None:
    """The SQL API returns {} for any id; reading an unknown one is a 404."""
    statement = "/api/2.0/sql/statements/01f1c2a3-00be-1b07-9165-720eab466d01"

    assert await client.post(f"{statement}/cancel") == {}
    await client.get(statement, status=404)


async def test_a_running_statement_can_be_cancelled(client: Client) -> None:
    """Its state is CANCELED from then on."""
    where, statement = await rows_of(client, f"{QUESTION} [late 5]")

    await client.post(f"/api/2.0/sql/statements/{statement['statement_id']}/cancel")

    body = await client.get(f"{where}/query-result")
    assert body["statement_response"]["status"] == {"state": "CANCELED"}


async def test_a_failed_query_fails_again(client: Client) -> None:
    """Neither a new execution nor a download helps; a text answer that fails has no query."""
    where, statement = await rows_of(client, f"{QUESTION} [fail]")
    words = await client.get(await client.start("Hello [fail]"))
    again = (await client.post(f"{where}/execute-query"))["statement_response"]
    started = await client.post(f"{where}/downloads")
    query = f"download_id_signature={started['download_id_signature']}"

    download = await client.get(f"{where}/downloads/{started['download_id']}?{query}")

    states = [statement, again, download["statement_response"]]
    assert [s["status"]["state"] for s in states] == ["FAILED"] * 3
    assert statement["status"]["sql_state"] == "42P01"
    assert words["error"]["type"] == "GENERIC_CHAT_COMPLETION_EXCEPTION"
