"""A bot on loopback, between a fake channel and a simulated Genie workspace: fixtures and hooks."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from msrest.universal_http.requests import ClientRetryPolicy
from pytest_aiohttp.plugin import AiohttpClient, AiohttpServer
from yarl import URL

from app import build_app
from cards import Chart
from config import Settings
from server.overrides import Overrides
from simulator import (
    SALES_SPACE_ID,
    SUPPORT_SPACE_ID,
    TOKEN,
    WORKSPACE,
    SimulatorSettings,
    Workspace,
    create_app,
)
from simulator.engine import Engine
from testkit.scaled import ScaledClock
from tests.harness.fake_channel import FakeChannel
from tests.harness.recorder import Recorder
from tests.harness.registration import REGISTERED, NoCredentials, PublishedKeys, token
from tests.harness.sign_in import SignIn, serve_token_service
from tests.harness.world import World
from tests.idle_loop import IdleLoop

ASK = "Show revenue by region"
# Ten seconds of a bot take a tenth of a real second.
FASTER = 100


def pytest_asyncio_loop_factories() -> dict[str, type[IdleLoop]]:
    """Use a loop whose time does not depend on the speed of the machine."""
    return {"idle": IdleLoop}


@pytest.fixture(scope="session", autouse=True)
def quick_clients() -> Iterator[None]:
    """Cache a lookup: for each client, msrest searches 999 status codes in a list of 500."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientRetryPolicy, "safe_codes", frozenset(ClientRetryPolicy.safe_codes))
        yield


@pytest.fixture
async def clock() -> ScaledClock:
    """The clock of bot and channel, a hundred times as fast as the loop's."""
    return ScaledClock(FASTER)


@pytest.fixture
async def channel(aiohttp_server: AiohttpServer, clock: ScaledClock) -> FakeChannel:
    """A channel that listens."""
    channel = FakeChannel(clock)
    server = await aiohttp_server(channel.app)
    channel.url = str(server.make_url("")).rstrip("/")
    return channel


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The application's single session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def recorder(aiohttp_server: AiohttpServer) -> Recorder:
    """A channel that records requests."""
    recorder = Recorder()
    server = await aiohttp_server(recorder.app)
    recorder.url = str(server.make_url("")).rstrip("/")
    return recorder


@pytest.fixture
async def published(aiohttp_server: AiohttpServer) -> PublishedKeys:
    """The channel's keys, on loopback."""
    published = PublishedKeys()
    server = await aiohttp_server(published.app)
    published.url = str(server.make_url("/openid"))
    return published


@pytest.fixture
async def workspace(aiohttp_server: AiohttpServer, engine: Engine) -> tuple[Workspace, str]:
    """A workspace that answers at once, and its address."""
    settings = SimulatorSettings(answer_seconds=(0.0, 0.0), questions_per_minute=0)
    return await serve_workspace(settings, aiohttp_server, engine)


@pytest.fixture
async def sign_in(workspace: tuple[Workspace, str], aiohttp_server: AiohttpServer) -> SignIn:
    """A token service for the people of the workspace; its page shows codes."""
    return await serve_token_service(workspace[0], aiohttp_server)


async def serve_workspace(
    settings: SimulatorSettings, aiohttp_server: AiohttpServer, engine: Engine
) -> tuple[Workspace, str]:
    """Serve a workspace on the event loop's time, and return it with its address."""
    app = create_app(settings, engine=engine)
    app[WORKSPACE].clock.monotonic = asyncio.get_running_loop().time
    server = await aiohttp_server(app)
    return app[WORKSPACE], str(server.make_url(""))


class NoPictures:
    """Draws nothing, since loading the renderer in a process would cost each test half a second."""

    async def paint(self, charts: Mapping[int, Chart]) -> Mapping[int, bytes]:
        """Return no pictures."""
        return {}


Start = Callable[..., Awaitable[World]]


@pytest.fixture
def start(
    aiohttp_client: AiohttpClient,
    channel: FakeChannel,
    workspace: tuple[Workspace, str],
    clock: ScaledClock,
) -> Start:
    """Starts a bot; settings are keywords, and overrides replace its dependencies."""

    async def start(overrides: Overrides | None = None, **env: str) -> World:
        settings = Settings.from_env(
            {
                "DATABRICKS_HOST": workspace[1],
                "DATABRICKS_TOKEN": TOKEN,
                "DATABRICKS_SPACE_ID": SALES_SPACE_ID,
                "STORAGE": "memory",
            }
            | env
        )
        app = build_app(
            settings, overrides=overrides or Overrides(clock=clock, painter=NoPictures())
        )
        client: TestClient[web.Request, web.Application] = await aiohttp_client(app)
        return World(client=client, channel=channel, workspace=workspace[0])

    return start


@pytest.fixture
async def registered(start: Start, published: PublishedKeys, clock: ScaledClock) -> World:
    """A bot with an app id."""
    overrides = Overrides(clock=clock, keys_url=published.url, credentials_factory=NoCredentials())
    return await start(overrides, **REGISTERED)


@pytest.fixture
async def trusted(
    start: Start, published: PublishedKeys, clock: ScaledClock, channel: FakeChannel
) -> World:
    """A bot with an app id, and a channel on loopback that signs what it delivers."""
    overrides = Overrides(
        clock=clock,
        keys_url=published.url,
        credentials_factory=NoCredentials(),
        allow_service_url=channel.url.__eq__,
        painter=NoPictures(),
    )
    any_tenant = {"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}
    published.endorsements.append("webchat")
    world = await start(overrides, **REGISTERED | any_tenant)
    world.headers["Authorization"] = token(serviceurl=channel.url)
    return world


@pytest.fixture
async def own_sign_in(workspace: tuple[Workspace, str], aiohttp_server: AiohttpServer) -> SignIn:
    """A token service that demands the bot's own token."""
    return await serve_token_service(workspace[0], aiohttp_server, bot_token="bot-token")


@pytest.fixture
def start_own(
    start: Start,
    published: PublishedKeys,
    clock: ScaledClock,
    channel: FakeChannel,
    own_sign_in: SignIn,
) -> Start:
    """Starts registered bots whose people ask with their own identity; the bot has none."""

    async def begin(allow_upload: Callable[[URL], bool] | None = None, **settings: str) -> World:
        overrides = Overrides(
            clock=clock,
            keys_url=published.url,
            credentials_factory=NoCredentials(),
            allow_service_url=channel.url.__eq__,
            allow_upload=allow_upload,
            token_service_url=own_sign_in.url,
            painter=NoPictures(),
        )
        any_tenant = {"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}
        people = {**own_sign_in.settings(), "TOKEN_SERVICE_URL": "", "DATABRICKS_TOKEN": ""}
        world = await start(overrides, **REGISTERED | any_tenant | people | settings)
        world.headers["Authorization"] = token(serviceurl=channel.url)
        return world

    return begin


@pytest.fixture
def two_spaces(tmp_path: Path) -> str:
    """A list of spaces without a default."""
    listed = [
        {"id": SALES_SPACE_ID, "name": "Sales", "description": "Orders", "sample_questions": [ASK]},
        {"id": SUPPORT_SPACE_ID, "name": "Support 客服"},
    ]
    path = tmp_path / "spaces.json"
    path.write_text(json.dumps(listed), "utf-8")
    return str(path)


@pytest.fixture
def start_spaces(start: Start, two_spaces: str) -> Start:
    """Starts a bot with two spaces."""

    async def begin(overrides: Overrides | None = None, **settings: str) -> World:
        return await start(overrides, DATABRICKS_SPACE_ID="", GENIE_SPACES=two_spaces, **settings)

    return begin


@pytest.fixture
async def world(start: Start) -> Any:
    """A bot with default settings."""
    return await start()
