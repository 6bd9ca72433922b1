"""A small application served like the bot, with the limits that a test needs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web

from server.connections import Limits
from server.serving import listen, serving

PATIENCE_S = 60.0  # reached only if a test fails
PATIENT = Limits(
    most=100, arrives_s=PATIENCE_S, taken_s=PATIENCE_S, patience_s=PATIENCE_S, check_s=0.02
)
HURRIED = replace(PATIENT, arrives_s=0.5, taken_s=0.5)


@dataclass
class Client:
    """A raw connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, text: str) -> None:
        """Send a text."""
        self.writer.write(text.encode())

    async def get(self, path: str = "/") -> str:
        """Request a page, and return its text."""
        self.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
        return await self.page()

    async def page(self) -> str:
        """Read one response, and return its text."""
        async with asyncio.timeout(PATIENCE_S):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
            (length,) = (
                int(line.partition(":")[2])
                for line in head.splitlines()
                if line.lower().startswith("content-length:")
            )
            return (await self.reader.readexactly(length)).decode()

    async def is_closed(self) -> bytes:
        """Wait until the server closes it, and return what arrived before that."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""


@dataclass
class Served:
    """The running application."""

    port: int
    release: asyncio.Event = field(default_factory=asyncio.Event)  # ends /busy
    busy: int = 0
    ended: int = 0
    started: int = 0  # bodies that are being read, or have been read
    bodies: list[bytes | str] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    async def connect(self, receive_buffer: int = 0) -> Client:
        """Open a connection."""
        raw = socket.socket()
        if receive_buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.setblocking(False)  # noqa: FBT003 - signature of the standard library
        try:
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", self.port))
        except OSError:
            raw.close()
            raise
        limit = receive_buffer or 2**16
        client = Client(*await asyncio.open_connection(sock=raw, limit=limit))
        self.clients.append(client)
        return client

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():  # noqa: ASYNC110 - the conditions have no common event
                await asyncio.sleep(0.005)


def _app(served: Served) -> web.Application:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="page")

    async def busy(_: web.Request) -> web.Response:
        served.busy += 1
        await served.release.wait()
        return web.Response(text="done")

    async def body(request: web.Request) -> web.Response:
        served.started += 1
        try:
            served.bodies.append(await request.read())
        except (OSError, web.RequestPayloadError) as exc:
            served.bodies.append(type(exc).__name__)
        return web.Response(text="read")

    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        try:
            await response.prepare(request)
            while True:
                await response.write(b"x" * 100_000)
        finally:
            served.ended += 1

    app = web.Application(handler_args={"lingering_time": 0.2, "auto_decompress": False})
    app.router.add_get("/", page)
    app.router.add_get("/busy", busy)
    app.router.add_post("/body", body)
    app.router.add_get("/large", large)
    return app


@asynccontextmanager
async def served_with(
    limits: Limits, listener: socket.socket | None = None
) -> AsyncIterator[Served]:
    """Serve the application inside the block."""
    listener = listener or listen("127.0.0.1", 0)
    served = Served(listener.getsockname()[1])
    async with serving(_app(served), [listener], grace_s=0.2, limits=limits):
        yield served
        served.release.set()
    for client in served.clients:
        client.writer.close()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """The application with generous limits."""
    async with served_with(PATIENT) as served:
        yield served


@pytest.fixture
async def hurried() -> AsyncIterator[Served]:
    """The application with short deadlines and no limit on connections."""
    async with served_with(HURRIED) as served:
        yield served
