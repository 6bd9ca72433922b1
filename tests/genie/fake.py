"""A fake workspace with scripted replies over real HTTP, and the JSON that Genie sends."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import web

from genie import Clock

SPACE = "/api/2.0/genie/spaces/space-1"
START = f"{SPACE}/start-conversation"
CONVERSATIONS = f"{SPACE}/conversations"
MESSAGES = f"{CONVERSATIONS}/c-1/messages"
MESSAGE = f"{MESSAGES}/m-1"
QUERY = f"{MESSAGE}/attachments/a-1"
RESULT = f"{QUERY}/query-result"
EXECUTE = f"{QUERY}/execute-query"
TOKEN = "/oidc/v1/token"

Json = dict[str, object]
Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived. target is path and query, byte for byte."""

    method: str
    path: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: object


class FakeGenie:
    """Replies by method and path, in order; the last reply is repeated.

    Other requests are recorded as unexpected. arrived is set by each request. ahead_s: how far its
    wall clock is ahead of the client's.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ahead_s = 0.0
        self.requests: list[Received] = []
        self.unexpected: list[str] = []
        self.arrived = asyncio.Event()
        self._scripts: dict[tuple[str, str], deque[Reply]] = {}
        self.app = web.Application()
        self.app.router.add_route("*", "/{path:.*}", self._handle)
        self.app.on_response_prepare.append(self._date)

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        now = self._clock.now() + timedelta(seconds=self.ahead_s)
        response.headers["Date"] = format_datetime(now, usegmt=True)

    def will(self, method: str, path: str, *replies: Reply) -> None:
        """Script the replies to requests of one kind."""
        self._scripts[method, path] = deque(replies)

    def count(self, method: str, path: str) -> int:
        """Return how many requests of one kind have arrived."""
        return sum(r.method == method and r.path == path for r in self.requests)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        is_json = request.content_type == "application/json"
        body = json.loads(text) if text and is_json else text
        path = request.url.raw_path
        headers = dict(request.headers)
        received = Received(
            request.method, path, request.raw_path, dict(request.query), headers, body
        )
        self.requests.append(received)
        self.arrived.set()
        script = self._scripts.get((request.method, path))
        if not script:
            self.unexpected.append(f"{request.method} {path}")
            return web.json_response({}, status=418)
        reply = script.popleft() if len(script) > 1 else script[0]
        return await reply(request)


def ok(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Reply with JSON."""

    async def reply(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return reply


def fails(status: int, body: object = None, **headers: str) -> Reply:
    """Reply with an error; Retry_After="7" is the header of that name."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ok({} if body is None else body, status=status, headers=named)


def raw(content: bytes, content_type: str = "text/html") -> Reply:
    """Reply with these bytes."""

    async def reply(_: web.Request) -> web.StreamResponse:
        return web.Response(body=content, content_type=content_type)

    return reply


async def drops(request: web.Request) -> web.StreamResponse:
    """Close the connection without a response."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Send half of a response, then close the connection."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"{")
    return await drops(request)


def held(event: asyncio.Event, reply: Reply) -> Reply:
    """Reply once the event is set."""

    async def wait(request: web.Request) -> web.StreamResponse:
        await event.wait()
        return await reply(request)

    return wait


def token(value: str = "t-1", **more: object) -> Reply:
    """Reply with a token."""
    return ok({"access_token": value, "token_type": "Bearer", "expires_in": 3600} | more)


def message(status: str = "COMPLETED", *attachments: Json, **more: object) -> Json:
    """Make a message as recorded from a workspace."""
    fields: Json = {"message_id": "m-1", "conversation_id": "c-1", "status": status, "content": "q"}
    return fields | ({"attachments": list(attachments)} if attachments else {}) | more


def started(status: str = "SUBMITTED", **more: object) -> Json:
    """Make the response of start-conversation."""
    inner = message(status, **more)
    ids = {"message_id": inner["message_id"], "conversation_id": inner["conversation_id"]}
    return {**ids, "message": inner, "conversation": {"id": inner["conversation_id"]}}


def query(sql: str = "SELECT 1", attachment_id: str = "a-1", **more: object) -> Json:
    """Make a query attachment."""
    return {"attachment_id": attachment_id, "query": {"query": sql, **more}}


def text(content: str, **more: object) -> Json:
    """Make a text attachment; a summary has no id."""
    return {"text": {"content": content, **more}}


def statement(state: str = "SUCCEEDED", **more: object) -> Json:
    """Make a query's result that has only a state."""
    return {"statement_response": {"statement_id": "s-1", "status": {"state": state}, **more}}


def result(
    rows: Sequence[Sequence[str | None]],
    *,
    manifest: Json | None = None,
    **chunk: object,
) -> Json:
    """Make a finished result of one BIGINT column."""
    column = {"name": "n", "type_name": "LONG", "type_text": "BIGINT", "position": 0}
    described = {"schema": {"columns": [column]}, "total_row_count": len(rows)} | (manifest or {})
    return statement(manifest=described, result={"data_array": rows, **chunk})
