"""Microsoft Graph on loopback: in which groups people are."""

import asyncio
from dataclasses import dataclass
from typing import Final

from aiohttp import web

GRAPH_TOKEN: Final = "graph-token"
MOST_GROUPS: Final = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """A request: about whom, and which groups."""

    person_id: str
    groups: tuple[str, ...]


class FakeGraph:
    """Answers checkMemberGroups.

    members has the groups of each person; other people are not known. status: of every response
    instead, if it is set. is_silent: there is none. tokens are those that are accepted.
    """

    def __init__(self) -> None:
        self.members: dict[str, set[str]] = {}
        self.status = 0
        self.body: bytes | None = None
        self.is_silent = False
        self.tokens = {GRAPH_TOKEN}
        self.asked: list[Checked] = []
        self.url = ""  # known once it listens
        self.app = web.Application()
        self.app.router.add_post("/v1.0/users/{id}/checkMemberGroups", self._check)

    async def _check(self, request: web.Request) -> web.Response:
        wanted = (await request.json())["groupIds"]
        person_id = request.match_info["id"]
        self.asked.append(Checked(person_id, tuple(wanted)))
        if self.is_silent:
            await asyncio.Event().wait()  # until the caller disconnects
        scheme, _, token = request.headers["Authorization"].partition(" ")
        if scheme != "Bearer" or token not in self.tokens:
            return web.json_response({"error": {"code": "InvalidToken"}}, status=401)
        if len(wanted) > MOST_GROUPS:
            return web.json_response({"error": {"code": "Request_BadRequest"}}, status=400)
        if self.status or self.body is not None:
            return web.Response(status=self.status or 200, body=self.body or b"{}")
        if person_id not in self.members:
            return web.json_response({"error": {"code": "Request_ResourceNotFound"}}, status=404)
        found = [each for each in wanted if each in self.members[person_id]]
        return web.json_response({"value": found})
