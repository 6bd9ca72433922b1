"""One client's connection: aiohttp's, and what the client owes us on it."""

import asyncio
import logging
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, Final, Protocol

from aiohttp import web
from aiohttp.http import HttpProcessingError

from limited_log import LimitedLog

_log: Final = LimitedLog(logging.getLogger(__name__))


class Owed(Enum):
    """What the server waits for; what comes first here is given up first."""

    NOTHING = auto()  # it is the server's turn
    ANOTHER = auto()  # nothing that is due: another request on a connection kept alive
    HEAD = auto()  # the request's first line and headers
    BODY = auto()
    READING = auto()  # that the client takes what was sent to it


class Register(Protocol):
    """Is told which connections are open."""

    def add(self, connection: "Connection") -> None:
        """Note a new one."""

    def remove(self, connection: "Connection") -> None:
        """Note that one is closed."""


class Connection(web.RequestHandler):
    """aiohttp's connection, which may take its time without end, under somebody's eyes.

    Of aiohttp's own state it reads the request that is handled (_current_request), those behind it
    (_messages), the future in which it waits for the next (_waiter), and how many there were.
    """

    __slots__ = ("_has_begun", "_is_stalled", "_register", "_seen", "_stalls", "since_s")

    def __init__(self, server: web.Server, register: Register, **arguments: Any) -> None:
        super().__init__(server, **arguments)
        self._register = register
        self._has_begun = True  # a client that connects has something to say
        self._is_stalled, self._stalls = False, 0
        self._seen = (Owed.HEAD, 0, 0)
        self.since_s = self._loop.time()

    def look(self, now_s: float) -> Owed:
        """Return what the client owes; since_s is when that was first seen."""
        seen = (self._owed(), self._request_count, self._stalls)
        if seen != self._seen:
            self._seen, self.since_s = seen, now_s
        return seen[0]

    def _owed(self) -> Owed:
        if self.transport is None:
            return Owed.NOTHING
        if self._is_stalled or self.transport.is_closing():
            return Owed.READING
        if self._current_request is not None:
            return Owed.NOTHING if self._current_request.content.is_eof() else Owed.BODY
        if self._messages or self._waiter is None:
            return Owed.NOTHING
        return Owed.HEAD if self._has_begun else Owed.ANOTHER

    def drop(self) -> None:
        """Close it at once."""
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        super().connection_made(transport)
        self._register.add(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """End."""
        super().connection_lost(exc)
        self._register.remove(self)

    def data_received(self, data: bytes) -> None:
        """Take what the client sends; aiohttp calls this without data to look again."""
        super().data_received(data)
        if data:
            self._has_begun = self._waiter is not None and not self._messages

    def pause_writing(self) -> None:
        """Note that the client does not take what it is sent."""
        super().pause_writing()
        self._is_stalled = True
        self._stalls += 1

    def resume_writing(self) -> None:
        """Note that it does."""
        super().resume_writing()
        self._is_stalled = False

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Tell our errors from the client's, which aiohttp logs alike.

        What is no HTTP may hold a token; and who has hung up broke what was being sent to them.
        """
        if isinstance(exc, ConnectionError) and (
            self.transport is None or self.transport.is_closing()
        ):
            raise exc
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        _log.write(logging.WARNING, "no HTTP request", kind=type(exc).__name__)
        response = web.Response(status=HTTPStatus.BAD_REQUEST, text="This is no HTTP request.\n")
        response.force_close()
        return response
