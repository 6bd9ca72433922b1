"""Every outgoing request of the bot goes through the proxies of the settings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
import requests
from aiohttp import web
from botframework.connector.auth import AuthenticationConstants
from pytest_aiohttp.plugin import AiohttpServer

from bot.channel.adapter import bot_adapter
from bot.channel.chat import Chat
from bot.channel.connector import ChannelConnections
from bot.channel.credentials import EntraCredentials, EntraSession
from bot.channel.keys import SigningKeys
from bot.channel.message import Message
from bot.export.upload import upload
from bot.storage.azure import AzureStore
from bot.storage.store import StorageUnavailableError
from config import Settings
from genie import ClientCredentials, GenieWorkspace, RenewedToken, SystemClock
from server.lifetime import opened
from server.overrides import Overrides
from testkit.azurite import Azurite
from tests.harness.recorder import Recorder, Reply
from tests.harness.registration import APP_ID, NoCredentials, PublishedKeys
from tests.harness.world import BOT
from tests.server.forward_proxy import ForwardProxy

CLOCK = SystemClock()
PASSWORD = "p%40ss"
CREDENTIALS = "Basic dXNlcjpwQHNz"  # user:p@ss
LOCAL = {
    "DATABRICKS_HOST": "https://adb-1.2.azuredatabricks.net",
    "DATABRICKS_TOKEN": "dapi-secret",
    "DATABRICKS_SPACE_ID": "01f0",
    "STORAGE": "memory",
}


@pytest.fixture(autouse=True)
def _netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file with credentials for every host."""
    path = tmp_path / "netrc"
    path.write_text("default login someone password secret\n")
    monkeypatch.setenv("NETRC", str(path))


@pytest.fixture
async def proxy() -> AsyncIterator[ForwardProxy]:
    """A proxy that listens."""
    proxy = ForwardProxy()
    async with proxy.serving():
        yield proxy


@pytest.fixture
async def recorder(aiohttp_server: AiohttpServer, proxy: ForwardProxy) -> Recorder:
    """A server that plays the hosts of other requests."""
    recorder = Recorder()
    port = await serve(aiohttp_server, recorder.app)
    proxy.hosts |= dict.fromkeys(("channel.test", "files.test", "identity.test"), port)
    return recorder


async def serve(aiohttp_server: AiohttpServer, app: web.Application) -> int:
    """Serve an application, and return its port."""
    return int((await aiohttp_server(app)).port or 0)


def settings_of(proxy: ForwardProxy, **env: str) -> Settings:
    """Return the settings of a bot behind the proxy."""
    address = proxy.address.replace("//", f"//user:{PASSWORD}@")
    return Settings.from_env(LOCAL | {"HTTP_PROXY": address, "https_proxy": address} | env)


@asynccontextmanager
async def session_of(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """Open the application's session."""
    async with opened(settings, Overrides()) as resources:
        yield resources.session


@pytest.fixture
async def session(proxy: ForwardProxy) -> AsyncIterator[aiohttp.ClientSession]:
    """The application's session behind the proxy."""
    async with session_of(settings_of(proxy)) as session:
        yield session


async def test_databricks(
    session: aiohttp.ClientSession, proxy: ForwardProxy, aiohttp_server: AiohttpServer
) -> None:
    """Both its tokens and its answers."""
    host = "http://databricks.test"
    shown: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        shown.append(request.headers["Authorization"])
        return web.json_response({"access_token": "t-1", "expires_in": 3600, "title": "Sales"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    proxy.hosts["databricks.test"] = await serve(aiohttp_server, app)
    principal = ClientCredentials(
        session, base_url=host, client_id="id", client_secret="hush", scope="genie"
    )
    tokens = RenewedToken(principal)
    workspace = GenieWorkspace(session, base_url=host, tokens=tokens, clock=CLOCK)

    assert await workspace.space("s").title() == "Sales"

    assert proxy.asked == [
        f"POST {host}/oidc/v1/token",
        f"GET {host}/api/2.0/genie/spaces/s",
    ]
    assert proxy.authorizations == [CREDENTIALS] * 2
    assert shown == ["Basic aWQ6aHVzaA==", "Bearer t-1"]


async def test_the_channels_signing_keys(
    session: aiohttp.ClientSession, proxy: ForwardProxy, aiohttp_server: AiohttpServer
) -> None:
    """The second address is in what the first returns."""
    published = PublishedKeys()
    proxy.hosts["login.test"] = await serve(aiohttp_server, published.app)
    keys = SigningKeys(session, "http://login.test/openid", CLOCK)

    assert await keys.get("known")

    assert proxy.asked == ["GET http://login.test/openid", "GET http://login.test/keys"]


async def test_the_channel(
    session: aiohttp.ClientSession, proxy: ForwardProxy, recorder: Recorder
) -> None:
    """The SDK's clients send through the session."""
    adapter = bot_adapter(
        ChannelConnections(session, CLOCK),
        app_id=APP_ID,
        password="pw",
        app_type="MultiTenant",
        tenant_id="",
        credentials_factory=NoCredentials(),
    )
    reference = {
        "channelId": "msteams",
        "serviceUrl": "http://channel.test/amer/",
        "conversation": {"id": "ann"},
        "user": {"id": "29:ann"},
        "bot": BOT,
    }

    async def speak(chat: Chat) -> None:
        await chat.send(Message(text="hello"))

    await adapter.resume(reference, speak)

    assert proxy.asked == ["POST http://channel.test/amer/v3/conversations/ann/activities"]
    assert recorder.texts() == ["hello"]


async def test_uploads(
    session: aiohttp.ClientSession, proxy: ForwardProxy, recorder: Recorder
) -> None:
    """Files for people's OneDrive."""
    url = "http://files.test/session?key=a%2Fb"

    await upload(session, url, b'"file"', clock=CLOCK, is_allowed=lambda _: True)

    assert proxy.asked == [f"PUT {url}"]
    assert recorder.requests[0].body == "file"
    assert "Authorization" not in recorder.requests[0].headers


async def test_azure_storage(
    session: aiohttp.ClientSession, proxy: ForwardProxy, azurite: Azurite
) -> None:
    """Blobs and queues."""
    store = AzureStore(session, CLOCK, name="proxied", connection_string=azurite.connection_string)
    await store.open()
    await store.items.write({"key": {"a": 1}})
    await store.close()

    hosts = {line.split("/genie/")[0] for line in proxy.asked}
    assert len(hosts) == 2
    assert len(proxy.asked) >= 3


async def test_azures_managed_identity(
    session: aiohttp.ClientSession,
    proxy: ForwardProxy,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its endpoint on App Service, and what the token is for."""
    recorder.usual = Reply(
        body=b'{"access_token": "t", "expires_on": "4102444800", "resource": "r"}'
    )
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://identity.test/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    store = AzureStore(
        session, CLOCK, name="proxied", account_url="https://genie.blob.core.windows.net"
    )

    with pytest.raises(StorageUnavailableError) as caught:
        await store.open()
    await store.close()

    assert proxy.asked[0].startswith("GET http://identity.test/token?")
    assert set(proxy.asked[1:]) == {"CONNECT genie.blob.core.windows.net:443"}
    assert "Authorization" not in recorder.requests[0].headers
    assert "ss@" not in str(caught.value)


async def test_https_asks_for_a_tunnel(session: aiohttp.ClientSession, proxy: ForwardProxy) -> None:
    """Errors are logged, and must not contain the password."""
    with pytest.raises(aiohttp.ClientHttpProxyError) as caught:
        await session.get("https://databricks.test/path")

    assert proxy.asked == ["CONNECT databricks.test:443"]
    assert proxy.authorizations == [CREDENTIALS]
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("app_type", ["SingleTenant", "MultiTenant"])
async def test_entra(proxy: ForwardProxy, app_type: str) -> None:
    """MSAL has a session of its own."""
    configuration = SimpleNamespace(
        APP_ID=APP_ID, APP_PASSWORD="pw", APP_TYPE=app_type, APP_TENANTID="tenant"
    )
    factory = EntraCredentials(configuration, settings_of(proxy).proxies.proxy_of)
    endpoint = AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX + "tenant"
    credentials = await factory.create_credentials(APP_ID, "scope", endpoint, True)  # noqa: FBT003

    with pytest.raises(requests.exceptions.ProxyError) as caught:
        await asyncio.to_thread(credentials.get_access_token)

    assert set(proxy.asked) == {"CONNECT login.microsoftonline.com:443"}
    assert set(proxy.authorizations) == {CREDENTIALS}
    assert PASSWORD not in str(caught.value)


async def test_the_bots_own_managed_identity(
    proxy: ForwardProxy, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot's token comes from the machine."""
    recorder.usual = Reply(
        body=b'{"access_token": "t-2", "expires_on": "4102444800", "resource": "r"}'
    )
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://identity.test/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    configuration = SimpleNamespace(
        APP_ID=APP_ID, APP_PASSWORD="", APP_TYPE="UserAssignedMSI", APP_TENANTID="tenant"
    )
    factory = EntraCredentials(configuration, settings_of(proxy).proxies.proxy_of)
    credentials = await factory.create_credentials(APP_ID, "scope-of-test", "", True)  # noqa: FBT003

    assert await asyncio.to_thread(credentials.get_access_token) == "t-2"

    (line,) = proxy.asked
    assert line.startswith("GET http://identity.test/token?")
    assert f"client_id={APP_ID}" in line
    assert "Authorization" not in recorder.requests[0].headers


async def test_without_an_app_id_there_is_nothing_to_fetch() -> None:
    """Local development."""
    configuration = SimpleNamespace(APP_ID="", APP_PASSWORD="", APP_TYPE="MultiTenant")
    factory = EntraCredentials(configuration, lambda _: "")

    credentials = await factory.create_credentials("", "", "", True)  # noqa: FBT003

    assert not credentials.microsoft_app_id


Fetch = Callable[[Settings, str], Awaitable[None]]


async def by_the_session(settings: Settings, url: str) -> None:
    """Fetch a page like most of the bot."""
    async with session_of(settings) as session, session.get(url) as response:
        await response.read()


async def as_msal(settings: Settings, url: str) -> None:
    """Fetch a page like MSAL."""
    with EntraSession(settings.proxies.proxy_of) as session:
        await asyncio.to_thread(session.get, url)


@pytest.mark.parametrize("fetch", [by_the_session, as_msal])
@pytest.mark.parametrize("no_proxy", ["", "127.0.0.1", "other.test, 127.0.0.1:{port}", "*"])
async def test_no_proxy(
    proxy: ForwardProxy,
    aiohttp_server: AiohttpServer,
    monkeypatch: pytest.MonkeyPatch,
    fetch: Fetch,
    no_proxy: str,
) -> None:
    """Only the settings count, and ~/.netrc is not read, either way."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "nothing.test")
    recorder = Recorder()
    port = await serve(aiohttp_server, recorder.app)
    url = f"http://127.0.0.1:{port}/page"
    settings = settings_of(proxy, NO_PROXY=no_proxy.format(port=port))

    await fetch(settings, url)

    assert proxy.asked == ([] if no_proxy else [f"GET {url}"])
    (request,) = recorder.requests
    assert "Authorization" not in request.headers


async def test_msal_follows_no_redirect(aiohttp_server: AiohttpServer) -> None:
    """With a redirect, requests would read ~/.netrc."""
    recorder = Recorder()
    recorder.usual = Reply(302, headers={"Location": "/elsewhere"})
    port = await serve(aiohttp_server, recorder.app)

    with EntraSession(lambda _: "") as session:
        response = await asyncio.to_thread(session.get, f"http://127.0.0.1:{port}/")

    assert response.status_code == 302
    assert len(recorder.requests) == 1
