"""A channel that records requests, and has scripted responses."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from genie import Clock, SystemClock

JSON = "application/json; charset=utf-8"
# Other headers do not matter to a channel.
HEADERS = ("Accept", "Authorization", "Content-Type", "User-Agent", "x-ms-conversation-id")


@dataclass(frozen=True)
class Reply:
    """The response to one request.

    is_reset: it breaks the connection instead; is_silent: it does not respond.
    """

    status: int = 200
    body: bytes = b'{"id": "message-1"}'
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": JSON})
    is_reset: bool = False
    is_silent: bool = False

    @classmethod
    def refusing(cls, status: int, *, retry_after: str | None = None) -> "Reply":
        """Make an error in the channel's own JSON."""
        error = {"code": f"Code{status}", "message": f"The channel says {status}."}
        headers = {"Content-Type": JSON}
        if retry_after is not None:
            headers["Retry-After"] = retry_after
        return cls(status, json.dumps({"error": error}).encode(), headers)


RESET = Reply(is_reset=True)
SILENCE = Reply(is_silent=True)


@dataclass(frozen=True)
class Recorded:
    """A request as it arrived; path is not decoded."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any


class Recorder:
    """Records every request and its time. Scripted replies come first, then the default."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.requests: list[Recorded] = []
        self.times: list[float] = []
        self.replies: deque[Reply] = deque()
        self.usual = Reply()
        self.connections: set[Any] = set()
        self.url = ""  # known once it listens
        self.app = web.Application()
        self.app.router.add_route("*", "/{path:.*}", self._handle)

    def will_reply(self, *replies: Reply) -> None:
        """Script the replies to the next requests."""
        self.replies.extend(replies)

    def texts(self) -> list[str]:
        """Return the texts of all messages, in order."""
        return [request.body["text"] for request in self.requests]

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        path, _, query = request.raw_path.partition("?")
        headers = {name: request.headers[name] for name in HEADERS if name in request.headers}
        recorded = Recorded(
            request.method, path, query, headers, json.loads(body) if body else None
        )
        self.requests.append(recorded)
        self.times.append(self.clock.monotonic())
        self.connections.add(request.transport)
        reply = self.replies.popleft() if self.replies else self.usual
        if reply.is_reset and request.transport is not None:
            request.transport.abort()
        if reply.is_silent:
            await asyncio.Event().wait()  # until the caller disconnects
        return web.Response(body=reply.body, status=reply.status, headers=reply.headers)
