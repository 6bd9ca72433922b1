"""All connections of a process: how many there are, and how long each waits for its client."""

import asyncio
import logging
import math
import sys
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from limited_log import LimitedLog
from server.connection import Connection, Owed

log = logging.getLogger(__name__)

MOST: Final = 2000
# For what is no client's connection: Databricks, the channel, the store, pictures, the program.
RESERVED_DESCRIPTORS: Final = 300
ROOM_AT_ONCE: Final = 64


def most_connections() -> int:
    """Return how many clients may be connected, so that descriptors are left for all else."""
    if sys.platform == "win32":
        return MOST
    import resource  # noqa: PLC0415 - Windows has none

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return MOST
    return min(MOST, limit - min(RESERVED_DESCRIPTORS, limit // 2))


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may do.

    Attributes:
        arrives_s: how long a request's head may take, and its body.
        taken_s: how long the client may take nothing of what it is sent.
        patience_s: how long it may owe something where there are too many connections.
        check_s: how often that is checked.
    """

    most: int = field(default_factory=most_connections)
    arrives_s: float = 10.0
    taken_s: float = 60.0
    patience_s: float = 0.25
    check_s: float = 1.0

    def allowed_s(self, owed: Owed) -> float:
        """Return how long something may be owed."""
        if owed in {Owed.HEAD, Owed.BODY}:
            return self.arrives_s
        return self.taken_s if owed is Owed.READING else math.inf


class Connections:
    """Makes connections, closes those whose clients are too slow, and makes room for others."""

    def __init__(self, server: web.Server, limits: Limits) -> None:
        self._server = server
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._open: set[Connection] = set()
        self._log = LimitedLog(log)

    def make(self) -> Connection:
        """Make the protocol of a new connection, as the server would."""
        arguments = self._server._kwargs  # noqa: SLF001 - set by the application and its runner
        return Connection(self._server, self, loop=self._loop, **arguments)

    def add(self, connection: Connection) -> None:
        """Count a connection."""
        self._open.add(connection)

    def remove(self, connection: Connection) -> None:
        """Count it no more."""
        self._open.discard(connection)

    async def room(self) -> int:
        """Return how many more there may be; while there may be none, make room and wait."""
        while (free := self._limits.most - len(self._open)) <= 0:
            self._log.write(logging.WARNING, "too many connections", open=len(self._open))
            self._make_room()
            await asyncio.sleep(self._limits.check_s / 50)
        return free

    async def watch(self) -> None:
        """Close what is overdue, for ever."""
        while True:
            now_s = self._loop.time()
            for connection in tuple(self._open):
                allowed_s = self._limits.allowed_s(connection.look(now_s))
                if now_s - connection.since_s >= allowed_s:
                    connection.drop()
            await asyncio.sleep(self._limits.check_s)

    def _make_room(self) -> None:
        """Close those that are not in use, and then those whose clients say nothing.

        A client that has something to say did so while it waited to be connected.
        """
        now_s = self._loop.time()
        owed = {connection: connection.look(now_s) for connection in self._open}
        late_s = now_s - self._limits.patience_s
        may_go = [
            connection
            for connection, what in owed.items()
            if what is Owed.ANOTHER or (what is not Owed.NOTHING and connection.since_s <= late_s)
        ]
        may_go.sort(key=lambda connection: (owed[connection].value, connection.since_s))
        for connection in may_go[:ROOM_AT_ONCE]:
            connection.drop()
