"""A channel that receives the bot's messages like Teams, with as little CPU time as possible.

A message is sent, updated, deleted, or streamed: an activity of type typing with a streaminfo
entity starts a stream, and the message that ends it has the stream's id. Source:
https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from urllib.parse import unquote

from testkit.hosts import HOST

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_PATH: Final = re.compile(r"/v3/conversations/([^/]+)/activities(?:/([^/?]+))?")
_REASONS: Final = {200: "OK", 201: "Created", 202: "Accepted", 404: "Not Found"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """An action of the bot in a chat, its time (time.monotonic()), and its message."""

    at_s: float
    conversation_id: str
    message_id: str
    body: bytes
    is_taken_back: bool = False


Hear = Callable[[Spoken], None]


class Channel:
    """Receives the bot's requests, and counts them and their connections."""

    def __init__(self, hear: Hear) -> None:
        self.hear = hear
        self.connections = 0
        self.requests = 0
        self._ids = count(1)

    def take(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Handle one request, and return the status and the body of the response."""
        self.requests += 1
        found = _PATH.fullmatch(path)
        if found is None:
            return 404, b"{}"
        conversation_id = unquote(found[1])
        status, message_id = 200, unquote(found[2] or "")
        if method == "POST":
            stream_id = _stream_id(body)
            status, message_id = (202, stream_id) if stream_id else (201, f"m-{next(self._ids)}")
        is_taken_back = method == "DELETE"
        self.hear(Spoken(time.monotonic(), conversation_id, message_id, body, is_taken_back))
        return status, b"{}" if status == 202 else b'{"id":"%s"}' % message_id.encode()  # noqa: PLR2004

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Listen inside the block, and yield the service URL."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(self), HOST, 0, backlog=1024)
        try:
            yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()


def _stream_id(body: bytes) -> str:
    """Return the id of the stream that a body continues or ends, or ""."""
    if b"streaminfo" not in body:
        return ""
    entities: list[dict[str, Any]] = json.loads(body).get("entities") or []
    ids = (entity.get("streamId") for entity in entities if entity.get("type") == "streaminfo")
    return next(filter(None, ids), "")


class _Connection(asyncio.Protocol):
    """A minimal HTTP/1.1: bodies with a Content-Length, one response to each request."""

    _transport: asyncio.Transport

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._channel.connections += 1
        self._transport = transport  # type: ignore[assignment]  # of a TCP server, it can write

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        for head, body in self._requests():
            method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
            status, answer = self._channel.take(method, path, body)
            self._transport.write(
                b"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (status, _REASONS[status].encode(), len(answer), answer)
            )

    def _requests(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the head and the body of each complete request."""
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            if _CHUNKED.search(head):
                raise ValueError("this channel does not support chunked bodies")
            length = _LENGTH.search(head)
            stop = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < stop:
                return
            body, self._buffer = self._buffer[end + 4 : stop], self._buffer[stop:]
            yield head, body
