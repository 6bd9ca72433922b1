"""Groups in Entra, by a simulated Microsoft Graph, with the bot's own identity."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from pytest_aiohttp.plugin import AiohttpServer

from bot.access.lookups import LookupFailedError
from config import Settings
from server.graph import Graph, graph_tokens
from server.overrides import Overrides
from tests.clocks import FakeClock
from tests.genie.fake import fails
from tests.harness.graph import FakeGraph
from tests.server.fake_entra import FakeEntra, LoginOnLoopback, certificate, tls_of

TENANT = "aaaaaaaa-0000-4000-8000-000000000000"
APP = "66666666-7777-8888-9999-000000000000"
SECRET = "planted-secret"
ANN = "cccccccc-0000-4000-8000-00000000000a"
FINANCE, BOARD = (f"1111111{n}-0000-4000-8000-00000000000f" for n in "12")
WORKSPACE = {
    "DATABRICKS_HOST": "https://adb-1.2.azuredatabricks.net",
    "DATABRICKS_TOKEN": "secret",
    "DATABRICKS_SPACE_ID": "01f0",
    "MicrosoftAppId": APP,
    "MicrosoftAppTenantId": TENANT,
}
KINDS = {
    "secret": {"MicrosoftAppPassword": SECRET},
    "identity": {"MicrosoftAppType": "UserAssignedMSI"},
}
each_kind = pytest.mark.parametrize("kind", list(KINDS))


@dataclass(frozen=True, slots=True)
class Site:
    """Graph, Entra, and a session that finds both."""

    graph: FakeGraph
    entra: FakeEntra
    session: aiohttp.ClientSession
    clock: FakeClock

    def client(self, kind: str) -> Graph:
        """Return Graph as a bot with this kind of registration uses it."""
        bot = Settings.from_env(WORKSPACE | KINDS[kind]).bot
        tokens = graph_tokens(bot, self.session, Overrides(clock=self.clock))
        return Graph(self.session, tokens, base_url=self.graph.url)


@pytest.fixture
async def site(
    tmp_path: Path, aiohttp_server: AiohttpServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    """Starts them; each token that Entra issues is accepted until the test says otherwise."""
    graph = FakeGraph()
    graph.members = {ANN: {FINANCE}}

    def issue() -> str:
        issued = f"issued-{len(graph.tokens)}"
        graph.tokens.add(issued)
        return issued

    entra = FakeEntra(issue)
    pem = tmp_path / "certificate.pem"
    pem.write_bytes(certificate())
    for_server, for_client = tls_of(pem)
    login = await aiohttp_server(entra.login, ssl=for_server)
    identities = str((await aiohttp_server(entra.identities)).make_url(""))
    graph.url = str((await aiohttp_server(graph.app)).make_url("")).rstrip("/")
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{identities}/app-service")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    monkeypatch.delenv("AZURE_AUTHORITY_HOST", raising=False)
    connector = aiohttp.TCPConnector(resolver=LoginOnLoopback(login.port or 0), ssl=for_client)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Site(graph, entra, session, FakeClock())


@each_kind
async def test_the_bot_asks_as_itself(site: Site, kind: str) -> None:
    """The token is for Graph, by the registration of the bot, and is kept."""
    graph = site.client(kind)
    assert await graph.of(ANN, {FINANCE, BOARD}) == {FINANCE}
    assert await graph.of(ANN, {BOARD}) == frozenset()

    (asked,) = site.entra.asked
    wanted = (
        {"scope": "https://graph.microsoft.com/.default", "client_secret": SECRET}
        if kind == "secret"
        else {"resource": "https://graph.microsoft.com"}
    )
    assert (wanted | {"client_id": APP}).items() <= asked.fields.items()


async def test_many_groups_are_checked_in_parts(site: Site) -> None:
    """Graph takes twenty at a time."""
    groups = {f"{number:08x}-0000-4000-8000-000000000000" for number in range(45)}
    site.graph.members[ANN] = groups
    found = await site.client("secret").of(ANN, groups | {BOARD})

    assert found == groups
    assert sorted(len(each.groups) for each in site.graph.asked) == [6, 20, 20]


async def test_a_person_whom_the_directory_does_not_know_is_in_no_group(site: Site) -> None:
    """They may be of another tenant."""
    assert await site.client("secret").of("nobody/../x", {FINANCE}) == frozenset()
    assert site.graph.asked[0].person_id == "nobody/../x"


async def test_an_early_refusal_of_the_token_costs_one_request(site: Site) -> None:
    """A secret was revoked, and there is another."""
    graph = site.client("secret")
    await graph.of(ANN, {FINANCE})
    site.graph.tokens.clear()

    assert await graph.of(ANN, {FINANCE}) == {FINANCE}
    assert len(site.entra.asked) == 2


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503, 302])
async def test_a_refusal_is_no_answer(site: Site, status: int) -> None:
    """Also a missing permission; the log has the status, and nothing of the person."""
    site.graph.status = status
    with pytest.raises(LookupFailedError) as caught:
        await site.client("secret").of(ANN, {FINANCE})

    assert str(caught.value) == f"Graph answered {status}"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"value": 7}', b'"' + b"x" * 200_000 + b'"']
)
async def test_an_answer_of_another_form_is_none(site: Site, body: bytes) -> None:
    """A proxy may answer instead of Graph."""
    site.graph.body = body
    with pytest.raises(LookupFailedError):
        await site.client("secret").of(ANN, {FINANCE})


async def test_groups_that_were_not_asked_for_do_not_count(site: Site) -> None:
    """The answer is compared with the question."""
    site.graph.body = f'{{"value": ["{BOARD}", 7]}}'.encode()

    assert await site.client("secret").of(ANN, {FINANCE}) == frozenset()


async def test_without_a_token_there_is_no_answer(site: Site) -> None:
    """Entra refuses the secret."""
    site.entra.replies.append(fails(401))
    with pytest.raises(LookupFailedError) as caught:
        await site.client("secret").of(ANN, {FINANCE})

    assert SECRET not in str(caught.value)
    assert site.graph.asked == []
