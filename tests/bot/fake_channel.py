"""A channel over real HTTP: takes what the bot sends, and holds the rules that Teams holds."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

Activity = dict[str, Any]
HTML_STATUS = -502  # a gateway in between answers with a page instead of the channel's JSON
MAX_MESSAGE_BYTES = 100_000  # counted as UTF-16, as Teams does


class FakeChannel:
    """Keeps every message as it stands, and every call as it came."""

    def __init__(self) -> None:
        self.messages: dict[str, Activity] = {}
        self.calls: list[tuple[str, Activity]] = []
        self.credentials: list[str | None] = []
        self.refuse: Callable[[str, Activity], int | None] = lambda method, activity: None
        self._ids = count(1)
        self.url = ""  # known once it listens
        self.app = web.Application(client_max_size=1024**2, middlewares=[_refusals])
        base = "/v3/conversations/{conversation}/activities"
        self.app.router.add_post(base, self._post)
        self.app.router.add_post(base + "/{activity}", self._post)
        self.app.router.add_put(base + "/{activity}", self._put)
        self.app.router.add_delete(base + "/{activity}", self._delete)

    def of(self, conversation_id: str) -> list[Activity]:
        """Return the messages that stand in a conversation, oldest first."""
        return [m for m in self.messages.values() if m["conversation"]["id"] == conversation_id]

    async def _post(self, request: web.Request) -> web.Response:
        activity = await self._checked(request)
        activity["id"] = f"message-{next(self._ids)}"
        if activity["type"] == "message":
            self.messages[activity["id"]] = activity
        return web.json_response({"id": activity["id"]}, status=201)

    async def _put(self, request: web.Request) -> web.Response:
        activity = await self._checked(request)
        activity_id = request.match_info["activity"]
        if activity_id not in self.messages:
            raise RefusedError(404)
        self.messages[activity_id] = activity | {"id": activity_id}
        return web.json_response({"id": activity_id})

    async def _delete(self, request: web.Request) -> web.Response:
        if self.messages.pop(request.match_info["activity"], None) is None:
            raise RefusedError(404)
        return web.Response()

    async def _checked(self, request: web.Request) -> Activity:
        activity: Activity = await request.json()
        self.calls.append((request.method, activity))
        self.credentials.append(request.headers.get("Authorization"))
        if (status := self.refuse(request.method, activity)) is not None:
            raise RefusedError(status)
        if activity["conversation"]["id"] != request.match_info["conversation"]:
            raise RefusedError(400)
        size = len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le"))
        if size > MAX_MESSAGE_BYTES:
            raise RefusedError(413)
        if activity.get("attachments") and not activity.get("summary"):
            raise RefusedError(400)
        return activity


class RefusedError(Exception):
    """The channel says no, with this HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except RefusedError as exc:
        if exc.status == HTML_STATUS:
            return web.Response(text="<h1>Bad gateway</h1>", content_type="text/html", status=502)
        body = {"error": {"code": f"Refused{exc.status}", "message": "the fake channel says no"}}
        return web.json_response(body, status=exc.status)
