"""A real client that speaks HTTP to a fake workspace, in time that passes at once."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from pytest_aiohttp import AiohttpServer

from genie import FixedToken, Genie, GenieSpace, GenieWorkspace
from tests.clocks import FakeClock
from tests.genie.fake import FakeGenie


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes only by sleeping."""
    return FakeClock()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session as the application owns it."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def fake(clock: FakeClock) -> AsyncIterator[FakeGenie]:
    """The workspace's side; a request that no test scripted fails the test."""
    fake = FakeGenie(clock)
    yield fake
    assert fake.unexpected == []


@pytest.fixture
async def base_url(fake: FakeGenie, aiohttp_server: AiohttpServer) -> str:
    """Where the fake workspace listens."""
    return str((await aiohttp_server(fake.app)).make_url("/"))


@pytest.fixture
def workspace(session: aiohttp.ClientSession, base_url: str, clock: FakeClock) -> GenieWorkspace:
    """The client of the fake workspace."""
    return GenieWorkspace(session, base_url=base_url, tokens=FixedToken("test-token"), clock=clock)


@pytest.fixture
def genie(workspace: GenieWorkspace) -> Genie:
    """What asks questions in the fake workspace."""
    return workspace.genie("space-1")


@pytest.fixture
def space(workspace: GenieWorkspace) -> GenieSpace:
    """The endpoints of the fake workspace's space."""
    return workspace.space("space-1")
