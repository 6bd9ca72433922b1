"""All connections of a server: their deadlines, and their limit."""

import asyncio
import logging
import math
import sys
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from server.connection import Connection, Phase

log = logging.getLogger(__name__)

MOST: Final = 2000
# For all other uses: calls to Databricks and the channel, the store, charts, the program itself.
RESERVED_DESCRIPTORS: Final = 300
ROOM_AT_ONCE: Final = 64


def most_connections() -> int:
    """Return the limit on connections that leaves enough of the process's file descriptors."""
    if sys.platform == "win32":
        return MOST
    import resource  # noqa: PLC0415 - not available on Windows

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return MOST
    return min(MOST, limit - min(RESERVED_DESCRIPTORS, limit // 2))


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines and the limit on connections.

    Attributes:
        arrives_s: for a request's head, and again for its body.
        taken_s: for the client to read some of the response.
        patience_s: at the limit, for anything that the client has to do.
        check_s: interval at which deadlines are checked.
        retry_s: pause before accepting again if the system has no descriptors or no memory.
    """

    most: int = field(default_factory=most_connections)
    arrives_s: float = 10.0
    taken_s: float = 60.0
    patience_s: float = 0.25
    check_s: float = 1.0
    retry_s: float = 1.0

    def deadline_s(self, phase: Phase) -> float:
        """Return the maximum time in a phase; idle connections have aiohttp's own timer."""
        if phase in {Phase.HEAD, Phase.BODY}:
            return self.arrives_s
        return self.taken_s if phase is Phase.READING else math.inf


class Connections:
    """Creates connections, drops those that miss a deadline, and makes room at the limit."""

    def __init__(self, server: web.Server, limits: Limits) -> None:
        self._server = server
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._open: set[Connection] = set()

    def make(self) -> Connection:
        """Create the protocol of a new connection, like web.Server."""
        arguments = self._server._kwargs  # noqa: SLF001 - the application's and the runner's
        return Connection(self._server, self._open, loop=self._loop, **arguments)

    async def room(self) -> int:
        """Return how many more connections are allowed; at the limit, make room first."""
        while (free := self._limits.most - len(self._open)) <= 0:
            log.warning("too many connections", extra={"most": self._limits.most})
            self._make_room()
            await asyncio.sleep(self._limits.check_s / 50)
        return free

    async def watch(self) -> None:
        """Drop connections that miss a deadline, in a loop."""
        while True:
            now_s = self._loop.time()
            for connection in tuple(self._open):
                deadline_s = self._limits.deadline_s(connection.look(now_s))
                if now_s - connection.since_s >= deadline_s:
                    connection.drop()
            await asyncio.sleep(self._limits.check_s)

    def _make_room(self) -> None:
        """Drop idle connections, and then those that have waited longest for their clients.

        A request that arrived while its connection was in the backlog is read before that.
        """
        now_s = self._loop.time()
        phases = {connection: connection.look(now_s) for connection in self._open}
        late_s = now_s - self._limits.patience_s
        may_go = [
            connection
            for connection, phase in phases.items()
            if phase is Phase.IDLE or (phase is not Phase.WORKING and connection.since_s <= late_s)
        ]
        may_go.sort(key=lambda connection: (phases[connection].value, connection.since_s))
        for connection in may_go[:ROOM_AT_ONCE]:
            connection.drop()
