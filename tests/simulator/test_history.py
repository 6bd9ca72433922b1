"""The query history: each statement with its space and its user, also of deleted messages."""

from simulator import MEI, SALES_SPACE_ID
from simulator.routes_history import HISTORY
from tests.simulator.asking import Client, query_path


async def test_every_execution_is_listed(client: Client) -> None:
    """Asking, running again and downloading are three; the newest comes first."""
    own = client.of(MEI)
    path = await own.start("Show revenue by region")
    where = query_path(path, await own.get(path))
    first = (await own.get(f"{where}/query-result"))["statement_response"]["statement_id"]
    again = (await own.post(f"{where}/execute-query"))["statement_response"]["statement_id"]
    await own.post(f"{where}/downloads")
    await client.start("Show revenue by month [fail]")

    listed = (await client.get(HISTORY))["res"]

    assert [entry["query_id"] for entry in listed[2:]] == [again, first]
    assert {entry["query_source"]["genie_space_id"] for entry in listed} == {SALES_SPACE_ID}
    assert [entry["user_name"] for entry in listed] == ["genie-bot", *[MEI.user_name] * 3]
    assert [entry["status"] for entry in listed] == ["FAILED", *["FINISHED"] * 3]


async def test_a_deleted_message_leaves_its_statement(client: Client) -> None:
    """What was executed was executed."""
    path = await client.start("Show revenue by region")
    async with client.http.delete(path, headers=client.headers) as response:
        assert response.status == 200

    assert len((await client.get(HISTORY))["res"]) == 1
