"""A browser opens a link, over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from bot.export.contents import FileTooLargeError
from bot.export.downloads import (
    DOWNLOADS,
    DOWNLOADS_AT_ONCE,
    TIMEOUTS,
    Downloads,
    DownloadTimeouts,
    file_routes,
)
from bot.export.errors import UnknownAnswerError
from bot.export.files import BuiltFile, FileFormat
from bot.export.links import LIFETIME_S, FileRequest, Links
from cards import (
    Reader,
)
from cards.texts import file_texts
from genie.errors import GenieNotFoundError, GenieRejectedError, GenieTimeoutError
from server.headers import protect
from tests.clocks import FakeClock
from tests.harness.stores import audit

REQUEST = FileRequest("3f2a", 0, FileFormat.CSV)
FILE = BuiltFile("營收.csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfa\r\n" * 500_000, "All.")
# Larger than the socket buffers of both sides.
LARGE = FileRequest("3f2a", 1, FileFormat.CSV)
LARGE_FILE = BuiltFile("a.csv", "text/csv", bytes(30_000_000), "All.")
Reads = asyncio.StreamReader
Client = TestClient[web.Request, web.Application]


class Builder:
    """Builds files when allowed, or raises, and counts requests and concurrent builds."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.requests: list[FileRequest] = []
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.arrived = self.now = self.most = 0

    async def build(self, request: FileRequest) -> BuiltFile:
        """Build a file."""
        self.requests.append(request)
        self.now += 1
        self.most = max(self.most, self.now)
        await self.may_end.wait()
        self.now -= 1
        if self.error:
            raise self.error
        return LARGE_FILE if request == LARGE else FILE


@pytest.fixture
def clock() -> FakeClock:
    """A clock that the test advances."""
    return FakeClock()


@pytest.fixture
def links(clock: FakeClock) -> Links:
    """Relative links, for any port of the test's server."""
    return Links(b"s" * 32, "", clock)


@pytest.fixture
async def builder() -> Builder:
    """The builder of files."""
    return Builder()


Serve = Callable[..., Awaitable[Client]]


@pytest.fixture
def serve(aiohttp_client: AiohttpClient, links: Links, builder: Builder) -> Serve:
    """Serves files to a client with these properties."""

    async def start(
        *,
        is_local: bool = False,
        comes_from: str = "127.0.0.1",
        timeouts: DownloadTimeouts = TIMEOUTS,
    ) -> Client:
        @web.middleware
        async def elsewhere(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            builder.arrived += 1
            return await handler(request.clone(remote=comes_from))

        app = web.Application(middlewares=[elsewhere])
        app.add_routes(file_routes())
        app.on_response_prepare.append(protect)
        app[DOWNLOADS] = Downloads(
            links, builder.build, audit=audit(), is_local=is_local, timeouts=timeouts
        )
        return await aiohttp_client(app)

    return start


@pytest.fixture
async def client(serve: Serve) -> Client:
    """A browser."""
    return await serve()


def downloads(client: Client) -> Downloads:
    """The server of files."""
    assert client.app is not None
    return client.app[DOWNLOADS]


async def refused(response: ClientResponse) -> str:
    """Check that a page is safe, and return its text."""
    assert response.content_type == "text/html"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert_private(response)
    return await response.text()


def assert_private(response: ClientResponse) -> None:
    """Check the headers against caching, sniffing and referrers."""
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_a_link_returns_its_file(client: Client, links: Links, builder: Builder) -> None:
    """The file has its name, and is complete."""
    response = await client.get(links.url(REQUEST))

    assert response.status == 200
    assert await response.read() == FILE.content
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Length"] == str(len(FILE.content))
    assert "filename*=UTF-8''%E7%87%9F%E6%94%B6.csv" in response.headers["Content-Disposition"]
    assert_private(response)
    assert builder.requests == [REQUEST]


async def test_an_expired_link_says_what_to_do(
    client: Client, links: Links, clock: FakeClock, builder: Builder
) -> None:
    """A new one needs a press in the chat."""
    url = links.url(REQUEST)
    clock.advance(LIFETIME_S + 1)

    response = await client.get(url)

    assert response.status == 410
    assert "press the button of the answer again" in await refused(response)
    assert builder.requests == []


async def test_the_page_is_in_the_browsers_language(client: Client, links: Links) -> None:
    """The identity of the person is unknown here."""
    headers = {"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}
    response = await client.get("/files/x", headers=headers)

    page = await refused(response)
    assert Reader("zh_TW").say(file_texts.FILE_UNKNOWN[0]) in page
    assert 'lang="zh_TW"' in page or 'lang="zh-TW"' in page


async def test_a_forged_link_is_refused(client: Client, builder: Builder) -> None:
    """Genie gets no request."""
    response = await client.get("/files/x.y.%3Cscript%3E")

    assert response.status == 404
    assert "script" not in await refused(response)
    assert builder.requests == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UnknownAnswerError("no such record"), (404, "Ask your question again")),
        (GenieNotFoundError("404"), (404, "Ask your question again")),
        (FileTooLargeError("60 MB"), (413, "50 MB")),
        (GenieTimeoutError("late"), (503, "did not finish in time")),
        (GenieRejectedError("403", status=403), (503, "in a few minutes")),
        (KeyError("bug"), (500, "Something went wrong")),
    ],
)
async def test_errors_are_explained(
    client: Client, links: Links, builder: Builder, error: Exception, told: tuple[int, str]
) -> None:
    """The page says what happened and what to do, and has a matching status."""
    builder.error = error

    response = await client.get(links.url(REQUEST))

    page = await refused(response)
    assert response.status == told[0]
    assert told[1] in page
    assert str(error) not in page


async def test_a_crash_is_logged_with_its_reference(
    client: Client, links: Links, builder: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    """The log does not contain the link, which would return the file."""
    builder.error = KeyError("bug")
    url = links.url(REQUEST)

    await client.get(url)

    (record,) = [r for r in caplog.records if r.name == "bot.export.errors"]
    assert (record.levelname, record.__dict__["reference"]) == ("ERROR", "3f2a")
    assert record.exc_info
    assert url not in caplog.text


async def test_a_head_request_builds_nothing(
    client: Client, links: Links, builder: Builder
) -> None:
    """Chat and mail programs check links before people open them."""
    response = await client.head(links.url(REQUEST))

    assert response.status == 405
    assert builder.requests == []


async def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, for at most some seconds."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the conditions have no event
            await asyncio.sleep(0.005)


async def test_the_number_of_files_in_memory_is_limited(
    client: Client, links: Links, builder: Builder
) -> None:
    """Further requests wait, and get theirs later."""
    builder.may_end.clear()
    waiting = [asyncio.create_task(client.get(links.url(REQUEST))) for _ in range(7)]
    await wait_until(lambda: builder.arrived == len(waiting))
    builder.may_end.set()

    responses = await asyncio.gather(*waiting)
    contents = await asyncio.gather(*(response.read() for response in responses))

    assert {response.status for response in responses} == {200}
    assert set(contents) == {FILE.content}
    assert builder.most == DOWNLOADS_AT_ONCE


async def test_a_request_that_waits_too_long_gets_a_busy_page(
    serve: Serve, links: Links, builder: Builder
) -> None:
    """A browser itself would give up without a message."""
    client = await serve(timeouts=DownloadTimeouts(slot_s=0.05))
    builder.may_end.clear()
    waiting = [
        asyncio.create_task(client.get(links.url(REQUEST))) for _ in range(DOWNLOADS_AT_ONCE)
    ]
    await wait_until(lambda: builder.now == DOWNLOADS_AT_ONCE)
    response = await client.get(links.url(REQUEST))
    builder.may_end.set()
    await asyncio.gather(*waiting)

    assert response.status == 503
    assert file_texts.FILE_BUSY[0] in await refused(response)


async def test_a_failure_frees_its_slot(client: Client, links: Links, builder: Builder) -> None:
    """Otherwise no files would be served after a few failures."""
    builder.error = KeyError("bug")
    for _ in range(DOWNLOADS_AT_ONCE):
        await client.get(links.url(REQUEST))
    builder.error = None

    assert (await client.get(links.url(REQUEST))).status == 200


async def stalled_reader(client: Client, url: str) -> tuple[Reads, asyncio.StreamWriter]:
    """Request a file, read only its start, and return the connection."""
    reads, writes = await asyncio.open_connection(client.host, client.port, limit=1024)
    writes.write(f"GET {url} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert b"200 OK" in await reads.readline()
    return reads, writes


async def read_rest(reads: Reads) -> int:
    """Read to the end, and return the number of bytes."""
    size = 0
    with suppress(ConnectionResetError):
        async with asyncio.timeout(60):
            while content := await reads.read(65_536):
                size += len(content)
    return size


async def test_a_client_that_does_not_read_is_cut_off(
    serve: Serve, links: Links, caplog: pytest.LogCaptureFixture
) -> None:
    """Its file would stay in memory, and its slot would never be free."""
    client = await serve(timeouts=DownloadTimeouts(sent_s=0.1))
    slow = [await stalled_reader(client, links.url(LARGE)) for _ in range(DOWNLOADS_AT_ONCE)]

    response = await client.get(links.url(REQUEST))

    assert await response.read() == FILE.content
    assert all([await read_rest(reads) < len(LARGE_FILE.content) for reads, _ in slow])
    assert caplog.messages.count("file cut off") == DOWNLOADS_AT_ONCE
    assert "Traceback" not in caplog.text
    for _, writes in slow:
        writes.close()


async def test_a_disconnected_client_frees_its_slot(
    client: Client, links: Links, builder: Builder
) -> None:
    """A closed browser sends no signal."""
    for _ in range(DOWNLOADS_AT_ONCE):
        _, writes = await stalled_reader(client, links.url(LARGE))
        writes.transport.abort()

    response = await client.get(links.url(REQUEST))

    assert await response.read() == FILE.content
    assert len(builder.requests) == DOWNLOADS_AT_ONCE + 1


async def test_a_client_that_disconnects_during_the_build_frees_its_slot(
    links: Links, builder: Builder
) -> None:
    """Reloading a page four times must not block others; a real server cancels no handler."""
    app = web.Application()
    app.add_routes(file_routes())
    app[DOWNLOADS] = Downloads(links, builder.build, audit=audit(), is_local=True)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    builder.may_end.clear()
    for _ in range(DOWNLOADS_AT_ONCE):
        _, writes = await asyncio.open_connection(host, port)
        writes.write(f"GET {links.url(REQUEST)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await writes.drain()
        await wait_until(lambda: bool(builder.requests))
        builder.requests.clear()
        writes.transport.abort()

    reads, writes = await asyncio.open_connection(host, port)
    writes.write(f"GET {links.url(REQUEST)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await wait_until(lambda: bool(builder.requests))  # it has a slot, and nothing has been built
    builder.may_end.set()
    async with asyncio.timeout(60):
        assert b"200 OK" in await reads.readline()
    writes.close()
    await runner.cleanup()


async def test_at_shutdown_waiting_requests_are_refused(
    client: Client, links: Links, builder: Builder
) -> None:
    """The server waits for open connections, and has other work to finish."""
    builder.may_end.clear()
    waiting = [asyncio.create_task(client.get(links.url(REQUEST))) for _ in range(5)]
    await wait_until(lambda: builder.arrived == len(waiting))
    downloads(client).close()
    waiting.append(asyncio.create_task(client.get(links.url(REQUEST))))

    responses = await asyncio.gather(*waiting)

    assert {response.status for response in responses} == {503}
    for response in responses:
        assert file_texts.FILE_INTERRUPTED[0] in await refused(response)


async def test_at_shutdown_running_downloads_are_cut_off(client: Client, links: Links) -> None:
    """They may take minutes, which the process does not have."""
    reads, writes = await stalled_reader(client, links.url(LARGE))
    downloads(client).close()

    assert await read_rest(reads) < len(LARGE_FILE.content)
    writes.close()


async def test_a_shutdown_after_the_download_has_no_effect(client: Client, links: Links) -> None:
    """The file has been sent."""
    response = await client.get(links.url(REQUEST))
    downloads(client).close()

    assert await response.read() == FILE.content


@pytest.mark.parametrize(
    ("is_local", "comes_from", "status"),
    [
        (True, "127.0.0.1", 200),
        (True, "::1", 200),
        (True, "10.0.0.7", 403),
        (False, "10.0.0.7", 200),
    ],
)
async def test_a_local_bot_serves_loopback_only(
    serve: Serve, links: Links, comes_from: str, status: int, *, is_local: bool
) -> None:
    """Callers are not authenticated there, so that links are not either."""
    client = await serve(is_local=is_local, comes_from=comes_from)

    assert (await client.get(links.url(REQUEST))).status == status
