"""A real client that speaks HTTP to a fake workspace, on a clock that does not wait."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from pytest_aiohttp import AiohttpServer

from genie import FixedToken, Genie, GenieSpace, GenieWorkspace
from tests.clocks import FakeClock
from tests.genie.fake import FakeGenie


@pytest.fixture
def clock() -> FakeClock:
    """A clock that advances only by sleeping."""
    return FakeClock()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A client session like the application's."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def fake(clock: FakeClock) -> AsyncIterator[FakeGenie]:
    """The fake workspace; a request that the test did not script fails the test."""
    fake = FakeGenie(clock)
    yield fake
    assert fake.unexpected == []


@pytest.fixture
async def base_url(fake: FakeGenie, aiohttp_server: AiohttpServer) -> str:
    """The address of the fake workspace."""
    return str((await aiohttp_server(fake.app)).make_url("/"))


@pytest.fixture
def workspace(session: aiohttp.ClientSession, base_url: str, clock: FakeClock) -> GenieWorkspace:
    """The client for the fake workspace."""
    return GenieWorkspace(session, base_url=base_url, tokens=FixedToken("test-token"), clock=clock)


@pytest.fixture
def genie(workspace: GenieWorkspace) -> Genie:
    """The client for questions in the fake workspace."""
    return workspace.genie("space-1")


@pytest.fixture
def space(workspace: GenieWorkspace) -> GenieSpace:
    """The endpoints of the fake workspace's space."""
    return workspace.space("space-1")
