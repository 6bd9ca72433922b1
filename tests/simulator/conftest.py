"""A workspace for each test, over HTTP, that answers at once."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp import AiohttpClient

from simulator import TOKEN, WORKSPACE, SimulatorSettings, Workspace, create_app
from simulator.engine import Engine
from tests.clocks import stop
from tests.simulator.asking import Client

AT_ONCE = SimulatorSettings(answer_seconds=(0.0, 0.0), questions_per_minute=0)
MakeClient = Callable[[SimulatorSettings], Awaitable[Client]]


@pytest.fixture
def make_client(aiohttp_client: AiohttpClient, engine: Engine) -> MakeClient:
    """Makes a workspace with the test's settings, and a client for it."""

    async def make(settings: SimulatorSettings) -> Client:
        app = create_app(settings, engine=engine)
        stop(app[WORKSPACE].clock)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        http = await aiohttp_client(app, headers=headers)
        return Client(http, app[WORKSPACE])

    return make


@pytest.fixture
async def client(make_client: MakeClient) -> Client:
    """A client of a workspace that answers at once and has no question limit."""
    return await make_client(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Served:
    """A workspace in a thread of its own, for a blocking client."""

    url: str
    workspace: Workspace


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    """A workspace for the official SDK, which blocks."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = web.AppRunner(create_app(AT_ONCE, engine=engine), shutdown_timeout=0.1)
    try:
        asyncio.run_coroutine_threadsafe(_start(runner), loop).result()
        port = runner.addresses[0][1]
        yield Served(f"http://127.0.0.1:{port}", runner.app[WORKSPACE])
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
async def stranger() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client without credentials."""
    async with aiohttp.ClientSession() as session:
        yield session


async def _start(runner: web.AppRunner) -> None:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
