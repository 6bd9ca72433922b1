"""The HTTP side of files: a browser follows a link, and gets the file or reads what to do."""

import asyncio
import html
import io
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.export.failing import Advice, reason
from bot.export.files import MAX_FILE_BYTES, BuiltFile
from bot.export.links import FILES_PATH, FileRequest, Links
from bot.export.names import content_disposition
from cards import file_texts
from cards.reader import Reader
from loopback import is_loopback

log = logging.getLogger(__name__)

# Each takes a processor and, for a while, a few hundred megabytes; others wait.
FILES_AT_ONCE: Final = 2
_MEGABYTE: Final = 1_000_000
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
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


class Downloads:
    """Serves files to whoever has a link.

    build makes a file. It may raise UnknownAnswerError, FileTooLargeError or a GenieError; whatever
    else it raises is logged as a crash.
    """

    def __init__(self, links: Links, build: Build, *, is_local: bool) -> None:
        self._links = links
        self._build = build
        self._is_local = is_local
        self._places = asyncio.Semaphore(FILES_AT_ONCE)

    async def take(self, request: web.Request) -> web.Response:
        """Answer with the file, or with a page that says why there is none."""
        if self._is_local and not is_loopback(request.remote or ""):
            return _page(request, HTTPStatus.FORBIDDEN, file_texts.FILE_ELSEWHERE)
        noted = {"reference": ""}
        try:
            wanted = self._links.read(request.match_info["token"])
            noted["reference"] = wanted.reference
            async with self._places:
                file = await self._build(wanted)
        except Exception as exc:
            status, advice = reason(exc)
            if status == HTTPStatus.INTERNAL_SERVER_ERROR:
                log.exception("file crashed", extra=noted)
            else:
                log.warning("no file", extra=noted | {"reason": str(exc)})
            return _page(request, status, advice)
        log.info("file", extra=noted | {"format": wanted.file_format, "bytes": len(file.content)})
        return _attachment(file)


DOWNLOADS: Final = web.AppKey("downloads", Downloads)


def file_routes() -> list[web.RouteDef]:
    """Return what the application serves of files, by the Downloads under its key DOWNLOADS."""
    # No HEAD: to look whether a link works would cost as much as the file.
    return [web.get(f"{FILES_PATH}/{{token}}", _file, allow_head=False)]


async def _file(request: web.Request) -> web.Response:
    return await request.app[DOWNLOADS].take(request)


def _attachment(file: BuiltFile) -> web.Response:
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": content_disposition(file.name),
    }
    # From a file it is sent in pieces, at the pace of whoever fetches it.
    return web.Response(body=io.BytesIO(file.content), headers=_HEADERS | headers)


def _page(request: web.Request, status: HTTPStatus, advice: Advice) -> web.Response:
    # Who follows the link is not known; what their browser prefers has to do.
    preferred, _, _ = request.headers.get("Accept-Language", "").partition(",")
    reader = Reader.of("", locale_tag=preferred.partition(";")[0])
    title, text = (
        html.escape(reader.say(words, megabytes=MAX_FILE_BYTES // _MEGABYTE)) for words in advice
    )
    page = _PAGE.format(language=reader.language.replace("_", "-"), title=title, advice=text)
    return web.Response(
        status=status, text=page, content_type="text/html", charset="utf-8", headers=_HEADERS
    )
