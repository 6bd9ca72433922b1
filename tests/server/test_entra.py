"""Tokens of Entra: from the settings to Databricks, with a simulated Entra and a workspace."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from pytest_aiohttp.plugin import AiohttpServer

from config import Settings
from genie import (
    Answered,
    GenieAuthError,
    GenieError,
    GenieProtocolError,
    GenieSetupError,
    GenieUnavailableError,
    GenieWorkspace,
    TokenSource,
)
from server.credentials import tokens_of
from server.databricks import workspace_of
from server.entra import EntraTokens
from server.overrides import Overrides
from settings.databricks import EntraCertificate, WorkloadIdentity
from simulator import SALES_SPACE_ID, WORKSPACE, SimulatorSettings, Workspace, create_app
from simulator.engine import Engine
from tests.clocks import FakeClock
from tests.genie.events import all_of
from tests.genie.fake import Reply, drops, fails, ok, raw
from tests.server.fake_entra import LIFETIME_S, FakeEntra, LoginOnLoopback, certificate, tls_of
from tests.server.replacing import replace

TENANT = "11111111-2222-3333-4444-555555555555"
APP = "66666666-7777-8888-9999-000000000000"
RESOURCE = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"
SECRET = "planted-secret"
ASSERTION = "planted.workload.token"
LOGIN = f"/{TENANT}/oauth2/v2.0/token"
CALLERS = 100
REGISTRATION = {"ARM_TENANT_ID": TENANT, "ARM_CLIENT_ID": APP}
each_kind = pytest.mark.parametrize("kind", ["secret", "certificate", "identity", "workload"])


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate with its key: of the simulated Entra, and of an app registration."""
    file = tmp_path_factory.mktemp("entra") / "certificate.pem"
    file.write_bytes(certificate())
    return file


@pytest.fixture
def assertion(tmp_path: Path) -> Path:
    """The file with the token of a workload."""
    file = tmp_path / "assertion"
    file.write_text(f"{ASSERTION}\n", "utf-8")
    return file


@pytest.fixture
def env(kind: str, pem: Path, assertion: Path) -> dict[str, str]:
    """The variables of a kind of credentials."""
    return {
        "secret": REGISTRATION | {"ARM_CLIENT_SECRET": SECRET},
        "certificate": REGISTRATION | {"ARM_CLIENT_CERTIFICATE_PATH": str(pem)},
        "identity": {"ARM_USE_MSI": "true", "ARM_CLIENT_ID": APP},
        "workload": {
            "DATABRICKS_AUTH_TYPE": "azure-workload-identity",
            "AZURE_TENANT_ID": TENANT,
            "AZURE_CLIENT_ID": APP,
            "AZURE_FEDERATED_TOKEN_FILE": str(assertion),
        },
    }[kind]


@dataclass(frozen=True, slots=True)
class Site:
    """A workspace that accepts Entra's tokens, Entra, and a session that finds both.

    url is the workspace's; identities is that of the machine's endpoint of identities.
    """

    workspace: Workspace
    url: str
    entra: FakeEntra
    identities: str
    session: aiohttp.ClientSession
    clock: FakeClock

    def settings(self, env: dict[str, str]) -> Settings:
        """Return the settings of a bot with these credentials."""
        space = {"DATABRICKS_HOST": self.url, "DATABRICKS_SPACE_ID": SALES_SPACE_ID}
        return Settings.from_env(space | env)

    def tokens(self, env: dict[str, str]) -> TokenSource:
        """Return the tokens of that bot."""
        return tokens_of(self.settings(env).genie, self.session, Overrides(clock=self.clock))

    def client(self, env: dict[str, str]) -> GenieWorkspace:
        """Return the workspace as that bot uses it."""
        return workspace_of(self.settings(env).genie, self.session, Overrides(clock=self.clock))


@pytest.fixture
async def site(
    engine: Engine, pem: Path, aiohttp_server: AiohttpServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    """Starts them, and sets what App Service sets for managed identities."""
    app = create_app(
        SimulatorSettings(answer_seconds=(0.0, 0.0), questions_per_minute=0), engine=engine
    )
    url = str((await aiohttp_server(app)).make_url(""))
    entra = FakeEntra(app[WORKSPACE].accepted_token)
    for_server, for_client = tls_of(pem)
    login = await aiohttp_server(entra.login, ssl=for_server)
    identities = str((await aiohttp_server(entra.identities)).make_url(""))
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{identities}/app-service")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    monkeypatch.delenv("AZURE_AUTHORITY_HOST", raising=False)
    connector = aiohttp.TCPConnector(resolver=LoginOnLoopback(login.port or 0), ssl=for_client)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Site(app[WORKSPACE], url, entra, identities, session, FakeClock())


SCOPE = {
    "client_id": APP,
    "grant_type": "client_credentials",
    "scope": f"{RESOURCE}/.default",
}
BY_ASSERTION = SCOPE | {
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
}


@pytest.mark.parametrize(
    ("kind", "path", "fields"),
    [
        ("secret", LOGIN, SCOPE | {"client_secret": SECRET}),
        ("certificate", LOGIN, BY_ASSERTION),
        (
            "identity",
            "/app-service",
            {"api-version": "2019-08-01", "resource": RESOURCE, "client_id": APP},
        ),
        ("workload", LOGIN, BY_ASSERTION | {"client_assertion": ASSERTION}),
    ],
)
async def test_the_first_token(
    site: Site, env: dict[str, str], path: str, fields: dict[str, str]
) -> None:
    """It is for Azure Databricks, and the workspace accepts it."""
    await site.client(env).space(SALES_SPACE_ID).title()

    (asked,) = site.entra.asked
    assert asked.path == path
    assert fields.items() <= asked.fields.items()


@pytest.mark.parametrize("kind", ["certificate"])
async def test_a_certificate_signs_for_its_app(site: Site, env: dict[str, str]) -> None:
    """The assertion names the app and Entra."""
    await site.tokens(env).token()

    (asked,) = site.entra.asked
    payload = asked.fields["client_assertion"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert (claims["iss"], claims["sub"]) == (APP, APP)
    assert claims["aud"] == f"https://login.microsoftonline.com{LOGIN}"


async def test_the_identity_that_the_system_has_assigned(site: Site) -> None:
    """It has no client id; the platform's header shows that this machine asks."""
    await site.tokens({"ARM_USE_MSI": "true"}).token()

    (asked,) = site.entra.asked
    assert "client_id" not in asked.fields
    assert asked.headers["X-IDENTITY-HEADER"] == "header"


@each_kind
@pytest.mark.parametrize(("left_s", "requested"), [(LIFETIME_S / 2, 1), (40, 2)])
async def test_a_token_is_renewed_before_it_expires(
    site: Site, env: dict[str, str], left_s: float, requested: int
) -> None:
    """Azure Databricks refuses it in its last 30 seconds."""
    tokens = site.tokens(env)
    await tokens.token()

    site.clock.advance(LIFETIME_S - left_s)
    await tokens.token()

    assert len(site.entra.asked) == requested


@each_kind
async def test_a_hundred_requests_share_a_token(site: Site, env: dict[str, str]) -> None:
    """They share the next one as well, if it is refused."""
    space = site.client(env).space(SALES_SPACE_ID)
    await asyncio.gather(*(space.title() for _ in range(CALLERS)))
    assert len(site.entra.asked) == 1

    site.workspace.revoke_tokens()
    await asyncio.gather(*(space.title() for _ in range(CALLERS)))

    assert len(site.entra.asked) == 2


@each_kind
async def test_a_token_revoked_while_genie_works_is_replaced(
    site: Site, env: dict[str, str]
) -> None:
    """The person does not notice it."""
    events = site.client(env).genie(SALES_SPACE_ID).ask("What is the revenue by region?")
    await anext(events)

    site.workspace.revoke_tokens()
    rest = await all_of(events)

    assert isinstance(rest[-1], Answered)
    assert len(site.entra.asked) == 2


@pytest.mark.parametrize("kind", ["secret", "identity"])
@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (
            fails(
                401, {"error": "invalid_client", "error_description": f"AADSTS7000215: {SECRET}"}
            ),
            GenieAuthError,
            "ClientAuthenticationError 401 AADSTS7000215",
        ),
        (fails(400, {"error": "invalid_request"}), GenieAuthError, "400"),
        (fails(429, {"error": SECRET}), GenieUnavailableError, "429"),
        (fails(503, {"error": SECRET}), GenieUnavailableError, "503"),
        (fails(302, Location="https://login.example/"), GenieProtocolError, "302"),
        (ok({"expires_in": LIFETIME_S, "token_type": SECRET}), GenieProtocolError, ""),
        (ok({"access_token": SECRET}), GenieError, ""),
        (raw(f"<html>{SECRET}".encode()), GenieError, ""),
        (raw(SECRET.encode(), "application/pdf"), GenieError, ""),
    ],
)
async def test_failures_are_told_apart(
    site: Site, env: dict[str, str], reply: Reply, error: type[GenieError], said: str
) -> None:
    """The log gets type, status and Entra's own code, and nothing else of the response."""
    site.entra.replies.append(reply)

    with pytest.raises(error, match="no token from Entra") as caught:
        await site.tokens(env).token()

    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert len(site.entra.asked) == 1


@pytest.mark.parametrize("kind", ["secret"])
async def test_a_broken_connection(site: Site, env: dict[str, str]) -> None:
    """The caller may try again."""
    site.entra.replies.append(drops)

    with pytest.raises(GenieUnavailableError):
        await site.tokens(env).token()

    assert len(site.entra.asked) == 1


@pytest.mark.parametrize(("status", "error"), [(400, GenieAuthError), (410, GenieUnavailableError)])
async def test_a_virtual_machine(
    site: Site, monkeypatch: pytest.MonkeyPatch, status: int, error: type[GenieError]
) -> None:
    """Its endpoint refuses an identity that it does not have, and may not be ready yet."""
    monkeypatch.delenv("IDENTITY_ENDPOINT")
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", site.identities)
    tokens = site.tokens({"ARM_USE_MSI": "true"})
    site.entra.replies.append(fails(status, {"error": "invalid_request"}))

    with pytest.raises(error, match=f" {status}"):
        await tokens.token()
    await tokens.token()

    assert len(site.entra.asked) == 2
    for asked in site.entra.asked:
        assert asked.path == "/metadata/identity/oauth2/token"
        assert asked.headers["Metadata"] == "true"


async def test_the_token_of_a_workload_is_read_anew(site: Site, assertion: Path) -> None:
    """The platform replaces it."""
    issuer = EntraTokens(site.session, WorkloadIdentity(TENANT, APP, assertion))
    await issuer.issue()
    replace(assertion, "newer")
    await issuer.issue()

    sent = [asked.fields["client_assertion"] for asked in site.entra.asked]
    assert sent == [ASSERTION, "newer"]


@pytest.mark.parametrize("content", [None, " \n"])
async def test_a_workload_without_a_token(site: Site, assertion: Path, content: str | None) -> None:
    """The error names the setting."""
    replace(assertion, content)
    issuer = EntraTokens(site.session, WorkloadIdentity(TENANT, APP, assertion))

    with pytest.raises(GenieSetupError, match="AZURE_FEDERATED_TOKEN_FILE"):
        await issuer.issue()

    assert site.entra.asked == []


def encrypted() -> bytes:
    """Make a certificate whose key has a password."""
    return certificate(password=SECRET)


async def test_a_certificate_with_a_password(site: Site, tmp_path: Path) -> None:
    """Its key is encrypted."""
    file = tmp_path / "certificate.pem"
    file.write_bytes(encrypted())

    await EntraTokens(site.session, EntraCertificate(TENANT, APP, file, SECRET)).issue()

    assert len(site.entra.asked) == 1


@pytest.mark.parametrize(
    ("make", "password"),
    [
        (encrypted, ""),
        (encrypted, "other"),
        (lambda: certificate(is_rsa=False), ""),
        (SECRET.encode, ""),
        (bytes, ""),
    ],
    ids=["no password", "wrong password", "no RSA key", "no certificate", "empty"],
)
async def test_a_certificate_that_cannot_be_used(
    site: Site, tmp_path: Path, make: Callable[[], bytes], password: str
) -> None:
    """The error names the setting."""
    file = tmp_path / "certificate.pem"
    file.write_bytes(make())
    issuer = EntraTokens(site.session, EntraCertificate(TENANT, APP, file, password))

    with pytest.raises(GenieSetupError, match="ARM_CLIENT_CERTIFICATE_PATH") as caught:
        await issuer.issue()

    assert SECRET not in str(caught.value)
    assert site.entra.asked == []
