"""The HTTP side of files: a link leads to the file, or to a page that says what to do."""

import asyncio
import html
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.channel.local_requests import is_from_here
from bot.export.contents import MAX_FILE_BYTES
from bot.export.errors import BusyError, logged_explanation
from bot.export.files import BuiltFile
from bot.export.interruption import InterruptibleWork, RestartError, interrupt, interruptible
from bot.export.links import FILES_PATH, FileRequest, Links
from bot.export.names import content_disposition
from cards.reader import Explanation, Reader
from cards.texts import file_texts

log = logging.getLogger(__name__)

# The limit of files in memory for browsers, from before they are made until they are sent.
DOWNLOADS_AT_ONCE: Final = 4
_LOOKS_EVERY_S: Final = 1.0  # how often the connection is checked
_CHUNK_BYTES: Final = 65_536
_MEGABYTE: Final = 1_000_000
_PAGE: Final = """\
<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<h1>{title}</h1>
<p>{advice}</p>
</html>
"""

Build = Callable[[FileRequest], Awaitable[BuiltFile]]


@dataclass(frozen=True, slots=True)
class DownloadTimeouts:
    """The seconds that a client may wait for a slot, and that sending a file may take.

    50 MB in ten minutes are 0.7 Mbit/s.
    """

    slot_s: float = 30.0
    sent_s: float = 600.0


TIMEOUTS: Final = DownloadTimeouts()


class Downloads:
    """Serves files to clients that have a link.

    Args:
        build: makes a file. It may raise UnknownAnswerError, FileTooLargeError or a GenieError;
            other errors are logged as a crash.
    """

    def __init__(
        self,
        links: Links,
        build: Build,
        *,
        audit: Audit,
        is_local: bool,
        timeouts: DownloadTimeouts = TIMEOUTS,
    ) -> None:
        self._links = links
        self._build = build
        self._audit = audit
        self._is_local = is_local
        self._timeouts = timeouts
        self._slots = asyncio.Semaphore(DOWNLOADS_AT_ONCE)
        self._work = InterruptibleWork()

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Respond with the file, or with a page that says why there is none."""
        if self._is_local and not is_from_here(request):
            return _page(request, HTTPStatus.FORBIDDEN, file_texts.FILE_ELSEWHERE)
        noted = {"reference": ""}
        try:
            wanted = self._links.read(request.match_info["token"])
            noted["reference"] = wanted.reference
            noted["format"] = wanted.file_format
            async with self._slot():
                async with self._work.until_closed(), _while_connected(request):
                    file = await self._build(wanted)
                return await self._send(request, file, noted)
        except ConnectionAbortedError:
            log.info("client left before the file was ready", extra=noted)
            return web.Response()
        except Exception as exc:  # noqa: BLE001 - logged, and explained to the person
            status, explanation = logged_explanation(exc, noted)
            return _page(request, status, explanation)

    def close(self) -> None:
        """Interrupt all requests, so that the process need not wait, and refuse new ones."""
        self._work.close()

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """Hold one of the slots for files in memory.

        Raises:
            BusyError: no slot became free in time.
            RestartError: the process ends.
        """
        try:
            async with self._work.until_closed(), asyncio.timeout(self._timeouts.slot_s):
                await self._slots.acquire()
        except TimeoutError as exc:
            raise BusyError from exc
        try:
            yield
        finally:
            self._slots.release()

    async def _send(
        self, request: web.Request, file: BuiltFile, noted: Mapping[str, str]
    ) -> web.StreamResponse:
        """Send a file at the client's pace; on an error, abort the connection."""
        response = web.StreamResponse(headers=_file_headers(file))
        response.content_length = len(file.content)
        transport = request.transport
        try:
            async with self._work.until_closed(), asyncio.timeout(self._timeouts.sent_s):
                await response.prepare(request)
                for chunk in _chunks(file.content):
                    await response.write(chunk)
                await response.write_eof()
        except (ConnectionError, TimeoutError, RestartError) as exc:
            # A browser recognises an incomplete file by the missing bytes.
            if transport is not None:
                transport.abort()
            log.warning("file cut off", extra={**noted, "reason": type(exc).__name__})
        else:
            log.info("file", extra={**noted, "bytes": len(file.content)})
            event = AuditEvent(
                AuditKind.FILE,
                self._audit.now(),
                outcome="downloaded",
                reference=noted["reference"],
                detail=noted["format"],
            )
            await self._audit.record(event)
        return response


DOWNLOADS: Final = web.AppKey("downloads", Downloads)


def file_routes() -> list[web.RouteDef]:
    """Return the routes of files; they use the Downloads under the application's key DOWNLOADS."""
    # No HEAD: checking a link would cost as much as the file.
    return [web.get(f"{FILES_PATH}/{{token}}", _file, allow_head=False)]


async def _file(request: web.Request) -> web.StreamResponse:
    return await request.app[DOWNLOADS].take(request)


@asynccontextmanager
async def _while_connected(request: web.Request) -> AsyncIterator[None]:
    """Cancel the work if the client disconnects; the server itself would continue.

    Raises:
        ConnectionAbortedError: the client has disconnected.
    """
    async with interruptible(ConnectionAbortedError) as limit:
        watch = asyncio.create_task(_note_end(request, limit))
        try:
            yield
        finally:
            watch.cancel()


async def _note_end(request: web.Request, limit: asyncio.Timeout) -> None:
    # The server does not report it.
    while (transport := request.transport) and not transport.is_closing():  # noqa: ASYNC110
        await asyncio.sleep(_LOOKS_EVERY_S)
    interrupt(limit)


def _file_headers(file: BuiltFile) -> Mapping[str, str]:
    return {
        "Content-Type": file.content_type,
        "Content-Disposition": content_disposition(file.name),
    }


def _chunks(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[at : at + _CHUNK_BYTES] for at in range(0, len(view), _CHUNK_BYTES))


def _page(request: web.Request, status: HTTPStatus, explanation: Explanation) -> web.Response:
    # The person is unknown, so the language is that of the browser.
    preferred, _, _ = request.headers.get("Accept-Language", "").partition(",")
    reader = Reader.of("", locale_tag=preferred.partition(";")[0])
    title, advice = (
        html.escape(reader.say(key, megabytes=MAX_FILE_BYTES // _MEGABYTE)) for key in explanation
    )
    page = _PAGE.format(language=reader.language.replace("_", "-"), title=title, advice=advice)
    return web.Response(status=status, text=page, content_type="text/html", charset="utf-8")
