"""People in the workspace: their tokens, their rows, their conversations, their permissions."""

import csv
import io
from dataclasses import replace

import aiohttp
import pytest

from simulator import (
    CLIENT_ID,
    MEI,
    SALES_SPACE_ID,
    SUPPORT_SPACE_ID,
    TING,
    WEI,
    YU,
    FederationPolicy,
    Principal,
)
from simulator.entra import DATABRICKS, GRAPH
from tests.simulator.asking import SPACE, Client, Json, attachment, query_path
from tests.simulator.conftest import AT_ONCE, MakeClient

ME = "/api/2.0/preview/scim/v2/Me"
BY_REGION = "Show revenue by region"
EXCHANGE = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
    "scope": "all-apis",
}
MEMBERS = [MEI, WEI, YU]


async def exchanged(client: Client, person: Principal, status: int = 200, **changes: str) -> Json:
    """Exchange a person's token of Entra at the workspace's token endpoint."""
    token = client.workspace.entra.issue(person, DATABRICKS).value
    form = EXCHANGE | {"subject_token": token} | changes
    async with client.http.post("/oidc/v1/token", data=form) as response:
        assert response.status == status, await response.text()
        return dict(await response.json())


async def regions(client: Client, where: str) -> set[str]:
    """Return the regions in the rows of a query."""
    body = await client.get(f"{where}/query-result")
    return {row[0] for row in body["statement_response"]["result"]["data_array"]}


async def asked(client: Client, question: str = BY_REGION) -> str:
    """Ask, and return the path of the query attachment."""
    path = await client.start(question)
    return query_path(path, await client.get(path))


@pytest.mark.parametrize("person", MEMBERS)
@pytest.mark.parametrize("is_exchanged", [False, True])
async def test_each_person_sees_the_rows_of_one_region(
    client: Client, person: Principal, *, is_exchanged: bool
) -> None:
    """A token of Entra is accepted as it is, or is exchanged first; the bot sees all."""
    own = client.of(person)
    if is_exchanged:
        own = client.with_token((await exchanged(client, person))["access_token"])

    assert (await own.get(ME))["userName"] == person.user_name
    assert await regions(own, await asked(own)) == {person.region}
    assert len(await regions(client, await asked(client))) == 7
    assert (await client.get(ME))["userName"] == "genie-bot"


@pytest.mark.parametrize(
    "question",
    [
        "Show all order lines",
        "How many customers are there by region?",
        "Top 5 stores by revenue",
        "列出所有門市",
    ],
)
async def test_the_row_filter_is_under_every_question(client: Client, question: str) -> None:
    """Whatever is counted or listed has no row of another region."""
    rows = []
    for person in (MEI, YU):
        own = client.of(person)
        body = await own.get(f"{await asked(own, question)}/query-result")
        rows.append({tuple(row) for row in body["statement_response"]["result"]["data_array"]})
    mei, yu = rows

    assert mei
    assert yu
    assert mei.isdisjoint(yu)


async def test_a_query_that_is_executed_again_has_the_same_filter(client: Client) -> None:
    """So has the full result, whose file is read without a credential."""
    own = client.of(WEI)
    where = await asked(own)

    client.workspace.expire_results()
    await own.post(f"{where}/execute-query")
    download = await own.post(f"{where}/downloads")
    signature = download["download_id_signature"]
    body = await own.get(
        f"{where}/downloads/{download['download_id']}?download_id_signature={signature}"
    )
    (link,) = body["statement_response"]["result"]["external_links"]
    async with aiohttp.ClientSession() as storage, storage.get(link["external_link"]) as response:
        file = list(csv.reader(io.StringIO(await response.text())))

    assert await regions(own, where) == {"Central"}
    assert {row[0] for row in file[1:]} == {"Central"}


async def test_a_conversation_is_visible_to_its_person_only(client: Client) -> None:
    """For others it does not exist, nor do its messages and rows; the bot sees it."""
    mei, wei = client.of(MEI), client.of(WEI)
    path = await mei.start(BY_REGION)
    message = await mei.get(path)
    where = query_path(path, message)
    statement_id = attachment(message, "query")["query"]["statement_id"]
    statement = f"/api/2.0/sql/statements/{statement_id}"
    conversation = path.partition("/messages/")[0]

    for forbidden in (path, f"{conversation}/messages", f"{where}/query-result", statement):
        body = await wei.get(forbidden, status=404)
        assert body["error_code"] == "RESOURCE_DOES_NOT_EXIST"
        await client.get(forbidden)
    await wei.post(f"{conversation}/messages", {"content": BY_REGION}, status=404)
    await wei.post(f"{path}/feedback", {"rating": "POSITIVE"}, status=404)
    await client.post(f"{conversation}/messages", {"content": BY_REGION}, status=404)
    async with wei.http.delete(conversation, headers=wei.headers) as response:
        assert response.status == 404
    for who, count in ((mei, 1), (wei, 0), (client, 1)):
        listed = await who.get(f"{SPACE}/conversations")
        assert len(listed["conversations"]) == count
    assert message["user_id"] == MEI.user_id
    assert [asked.user_name for asked in client.workspace.questions()] == [MEI.user_name]


async def test_nobody_without_a_user_in_the_workspace(client: Client) -> None:
    """The token is valid all the same."""
    client.workspace.access.remove_user(YU)

    for person in (TING, YU):
        body = await client.of(person).get(SPACE, status=403)
        assert (body["error_code"], "Unauthorized access to Org" in body["message"]) == (403, True)


async def test_a_space_without_can_run(client: Client) -> None:
    """It is refused, and is not in the list."""
    client.workspace.access.forbid_space(MEI, SALES_SPACE_ID)
    own = client.of(MEI)

    body = await own.get(SPACE, status=403)
    await own.post(f"{SPACE}/start-conversation", {"content": BY_REGION}, status=403)

    assert body["error_code"] == "PERMISSION_DENIED"
    assert body["message"].startswith(f"Unable to get space [{SALES_SPACE_ID}]. Caused by User mei")
    listed = await own.get("/api/2.0/genie/spaces")
    assert [space["space_id"] for space in listed["spaces"]] == [SUPPORT_SPACE_ID]
    await client.of(WEI).get(SPACE)
    client.workspace.access.restore()
    await own.get(SPACE)


async def test_a_table_without_select(client: Client) -> None:
    """The question fails, and a query of before fails when it is executed again."""
    own = client.of(MEI)
    before = await asked(own)
    client.workspace.access.forbid_table(MEI, "retail.sales.orders")

    path = await own.start(BY_REGION)
    again = await own.post(f"{before}/execute-query")

    error = (await own.get(path))["error"]
    assert error["type"] == "SQL_EXECUTION_EXCEPTION"
    assert error["error"].startswith("[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User")
    assert again["statement_response"]["status"]["state"] == "FAILED"
    assert len(await regions(client, await asked(client))) == 7


async def test_a_token_for_another_application(client: Client) -> None:
    """The refusal is a page, as Azure Databricks' is."""
    token = client.workspace.entra.issue(MEI, GRAPH).value

    async with client.http.get(SPACE, headers=client.with_token(token).headers) as response:
        page = await response.text()

    assert (response.status, response.content_type) == (400, "text/html")
    assert f"Expected aud claim to be: {DATABRICKS}, but was: {GRAPH}." in page


async def test_tokens_expire_and_are_revoked(client: Client) -> None:
    """Azure Databricks refuses a token in its last 30 seconds."""
    mei, wei = client.of(MEI), client.of(WEI)

    client.workspace.entra.revoke(WEI)
    client.workspace.clock.advance(3600 - 31)
    await mei.get(ME)
    await wei.get(ME, status=403)
    client.workspace.clock.advance(1)
    await mei.get(ME, status=403)


async def test_an_exchanged_token_lives_no_longer_than_the_one_of_entra(client: Client) -> None:
    """The workspace's own tokens live longer."""
    client.workspace.entra.set_lifetime(600)

    body = await exchanged(client, MEI)
    client.workspace.clock.advance(600)

    assert body["expires_in"] <= 600
    await client.with_token(body["access_token"]).get(ME, status=403)


@pytest.mark.parametrize(
    "policy",
    [
        FederationPolicy(issuer="https://sts.windows.net/other/"),
        FederationPolicy(audiences=("an-account-id",)),
        FederationPolicy(subject_claim="sub"),
    ],
)
async def test_a_policy_that_does_not_fit(
    make_client: MakeClient, policy: FederationPolicy
) -> None:
    """The endpoint does not say what is wrong."""
    client = await make_client(replace(AT_ONCE, federation=policy))

    body = await exchanged(client, MEI, status=400)

    assert body["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changes",
    [{"client_id": CLIENT_ID}, {"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"}],
)
async def test_a_person_has_no_client_id(client: Client, changes: dict[str, str]) -> None:
    """With one, the service principal's federation policy is looked for."""
    await exchanged(client, MEI, status=400, **changes)


async def test_requests_are_recorded_with_their_caller(client: Client) -> None:
    """Tests can see with whose token the bot called."""
    await client.get(SPACE)
    await client.of(MEI).get(SPACE)
    await client.with_token("nonsense").get(SPACE, status=403)

    assert [r.user_name for r in client.workspace.requests] == ["genie-bot", MEI.user_name, ""]
