"""A bot registered with Teams, which offers files by consent."""

import pytest
from pytest_aiohttp.plugin import AiohttpServer
from yarl import URL

from bot.export.file_builder import FileBuilder
from bot.export.files import BuiltFile
from bot.export.links import FileRequest
from server.overrides import Overrides
from testkit.scaled import ScaledClock
from tests.bot.export.offers import Drive, SlowBuilder
from tests.harness.fixtures import Start
from tests.harness.registration import REGISTERED, NoCredentials, PublishedKeys, token
from tests.harness.world import World


@pytest.fixture
async def drive(aiohttp_server: AiohttpServer) -> Drive:
    """A drive on loopback."""
    drive = Drive()
    server = await aiohttp_server(drive.app)
    drive.url = str(server.make_url("/upload"))
    return drive


@pytest.fixture
def start_registered(
    start: Start, published: PublishedKeys, clock: ScaledClock, drive: Drive
) -> Start:
    """Starts a bot registered with Teams, with this drive as the only allowed one."""

    async def begin(**settings: str) -> World:
        overrides = Overrides(
            clock=clock,
            keys_url=published.url,
            credentials_factory=NoCredentials(),
            allow_service_url=lambda _: True,
            allow_upload=lambda url: url == URL(drive.url),
        )
        world = await start(overrides, **REGISTERED, **settings)
        world.headers["Authorization"] = token(serviceurl=world.channel.url)
        return world

    return begin


@pytest.fixture
async def registered(start_registered: Start) -> World:
    """A bot registered with Teams."""
    return await start_registered()


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> SlowBuilder:
    """The builder of files, made slow."""
    builder = SlowBuilder()

    async def build(self: FileBuilder, request: FileRequest, **_: str) -> BuiltFile:
        return await builder.build(self, request)

    monkeypatch.setattr(FileBuilder, "build", build)
    return builder
