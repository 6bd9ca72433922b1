"""A client's connection: aiohttp's, plus deadlines."""

import asyncio
import logging
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http import HttpProcessingError

log = logging.getLogger(__name__)


class Phase(Enum):
    """What a connection is waiting for. At the limit, earlier phases are closed first."""

    IDLE = auto()  # kept alive between two requests
    HEAD = auto()  # the request line and headers
    BODY = auto()  # the rest of a request that is being handled
    READING = auto()  # the client, to read the response
    WORKING = auto()  # the server itself


class Connection(web.RequestHandler):
    """A connection that knows its phase, and is in open_connections while it is open.

    Of aiohttp's private state it reads the current request (_current_request), the requests that
    are parsed but not handled (_messages) and their total (_request_count), and the future that
    waits for the next one (_waiter).
    """

    __slots__ = ("_has_begun", "_is_stalled", "_listed_in", "_seen", "_stalls", "since_s")

    def __init__(
        self, server: web.Server, open_connections: set["Connection"], **arguments: Any
    ) -> None:
        super().__init__(server, **arguments)
        self._listed_in = open_connections
        self._has_begun = True  # a new client has to send its first request
        self._is_stalled, self._stalls = False, 0
        self._seen = (Phase.HEAD, 0, 0)
        self.since_s = self._loop.time()

    def look(self, now_s: float) -> Phase:
        """Return the current phase, and update since_s, the time at which it was first seen."""
        seen = (self._phase(), self._request_count, self._stalls)
        if seen != self._seen:
            self._seen, self.since_s = seen, now_s
        return seen[0]

    def _phase(self) -> Phase:
        if self.transport is None:
            return Phase.WORKING
        if self._is_stalled or self.transport.is_closing():
            return Phase.READING
        if self._current_request is not None:
            return Phase.WORKING if self._current_request.content.is_eof() else Phase.BODY
        if self._messages or self._waiter is None:
            return Phase.WORKING
        return Phase.HEAD if self._has_begun else Phase.IDLE

    def drop(self) -> None:
        """Close the connection at once."""
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Register the connection."""
        super().connection_made(transport)
        self._listed_in.add(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Unregister the connection."""
        super().connection_lost(exc)
        self._listed_in.discard(self)

    def data_received(self, data: bytes) -> None:
        """Record whether this starts a request. Without data, aiohttp continues to parse."""
        super().data_received(data)
        if data:
            self._has_begun = self._waiter is not None and not self._messages

    def pause_writing(self) -> None:
        """Record that the client does not read."""
        super().pause_writing()
        self._is_stalled = True
        self._stalls += 1

    def resume_writing(self) -> None:
        """Record that the client reads again."""
        super().resume_writing()
        self._is_stalled = False

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Keep errors of clients out of the log, where aiohttp writes them as errors.

        Malformed HTTP is not quoted, since it may contain a token. A handler whose client has
        disconnected cannot respond.
        """
        is_closed = self.transport is None or self.transport.is_closing()
        if isinstance(exc, ConnectionError) and is_closed:
            raise exc
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        log.warning("malformed HTTP", extra={"kind": type(exc).__name__})
        # An empty header instead of aiohttp's, which names versions.
        headers = {hdrs.SERVER: ""}
        response = web.Response(
            status=HTTPStatus.BAD_REQUEST, text="Malformed HTTP.\n", headers=headers
        )
        response.force_close()
        return response
