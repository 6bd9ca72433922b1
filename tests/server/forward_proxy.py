"""A proxy on loopback, which records what it is asked for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

HOST: Final = "127.0.0.1"
AUTHORIZATION: Final = "proxy-authorization"


@dataclass
class ForwardProxy:
    """Forwards http:// requests, and refuses tunnels for https:// with 403.

    hosts has the ports of servers on loopback that play hosts of these names, which only the proxy
    can resolve. asked has "METHOD target" of each request; authorizations what came for the proxy.
    """

    hosts: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Its own address."""
        return f"http://{HOST}:{self.port}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve inside the block."""
        serving: set[asyncio.Task[None]] = set()

        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._serve(reader, writer))
            task.add_done_callback(lambda _: writer.close())  # also if it never began
            serving.add(task)

        server = await asyncio.start_server(begin, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            async with server:
                yield
        finally:
            # A connection may still arrive while the others end.
            while left := {task for task in serving if not task.done()}:
                for task in left:
                    task.cancel()
                await asyncio.wait(left)
        await asyncio.sleep(0)  # a closed connection is released in the next round of the loop

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                line, *lines = head.rstrip("\r\n").split("\r\n")
                method, target, _ = line.split(" ")
                self.asked.append(f"{method} {target}")
                headers = dict(text.split(": ", 1) for text in lines)
                named = {name.lower(): name for name in headers}
                name = named.get(AUTHORIZATION)
                self.authorizations.append(headers.pop(name) if name else None)
                if method == "CONNECT":
                    writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                else:
                    # One request for each connection, so that each has its line here.
                    headers[named.get("connection", "Connection")] = "close"
                    await self._forward(method, target, headers, reader, writer)
                await writer.drain()
        finally:
            writer.close()

    async def _forward(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        url = urlsplit(target)
        host = url.hostname or ""
        port = self.hosts.get(host) or url.port or 80
        upstream, sending = await asyncio.open_connection(HOST, port)
        path = target.split(url.netloc, 1)[1] or "/"
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        sending.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1"))
        body = asyncio.create_task(_pipe(reader, sending))
        try:
            await _pipe(upstream, writer)
        finally:
            body.cancel()
            await asyncio.wait([body])
            sending.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
