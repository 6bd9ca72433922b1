"""A browser that follows a link, over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from bot.export.downloads import (
    DOWNLOADS,
    FILES_AT_ONCE,
    Downloads,
    file_routes,
)
from bot.export.failing import UnknownAnswerError
from bot.export.files import BuiltFile, FileFormat, FileTooLargeError
from bot.export.links import LIFETIME_S, FileRequest, Links
from cards import Reader, file_texts
from genie.errors import GenieNotFoundError, GenieRejectedError, GenieTimeoutError
from tests.clocks import FakeClock

REQUEST = FileRequest("3f2a", 0, FileFormat.CSV)
FILE = BuiltFile("營收.csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfa\r\n" * 500_000)
Client = TestClient[web.Request, web.Application]


class Builder:
    """Builds files once it may, or raises; counts how many are asked for and built at once."""

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
        return FILE


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes only when it is told to."""
    return FakeClock()


@pytest.fixture
def links(clock: FakeClock) -> Links:
    """Links that are relative, for whatever port the test's server has."""
    return Links(b"s" * 32, "", clock)


@pytest.fixture
async def builder() -> Builder:
    """What makes the files."""
    return Builder()


Serve = Callable[..., Awaitable[Client]]


@pytest.fixture
def serve(aiohttp_client: AiohttpClient, links: Links, builder: Builder) -> Serve:
    """Serve files; by keyword, to whom."""

    async def start(*, is_local: bool = False, comes_from: str = "127.0.0.1") -> Client:
        @web.middleware
        async def elsewhere(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            builder.arrived += 1
            return await handler(request.clone(remote=comes_from))

        app = web.Application(middlewares=[elsewhere])
        app.add_routes(file_routes())
        app[DOWNLOADS] = Downloads(links, builder.build, is_local=is_local)
        return await aiohttp_client(app)

    return start


@pytest.fixture
async def client(serve: Serve) -> Client:
    """A browser."""
    return await serve()


async def refused(response: ClientResponse) -> str:
    """See that a page is safe; return its text."""
    assert response.content_type == "text/html"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert_private(response)
    return await response.text()


def assert_private(response: ClientResponse) -> None:
    """Nothing is kept, guessed or told on."""
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_a_link_gives_its_file(client: Client, links: Links, builder: Builder) -> None:
    """To be saved under its name, every byte of it."""
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
    """The button makes a new one."""
    url = links.url(REQUEST)
    clock.advance(LIFETIME_S + 1)

    response = await client.get(url)

    assert response.status == 410
    assert "press its button again" in await refused(response)
    assert builder.requests == []


async def test_the_page_is_in_the_browsers_language(client: Client, links: Links) -> None:
    """Who follows the link is not known otherwise."""
    headers = {"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}
    response = await client.get("/files/x", headers=headers)

    page = await refused(response)
    assert Reader("zh_TW").say(file_texts.FILE_UNKNOWN[0]) in page
    assert 'lang="zh_TW"' in page or 'lang="zh-TW"' in page


async def test_a_forged_link_gives_nothing(client: Client, builder: Builder) -> None:
    """And asks nothing of Genie."""
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
async def test_what_goes_wrong_is_told(
    client: Client, links: Links, builder: Builder, error: Exception, told: tuple[int, str]
) -> None:
    """What happened and what to do, with a status that says it to programs."""
    builder.error = error

    response = await client.get(links.url(REQUEST))

    page = await refused(response)
    assert response.status == told[0]
    assert told[1] in page
    assert str(error) not in page


async def test_a_crash_is_in_the_log_with_its_reference(
    client: Client, links: Links, builder: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    """And no link, which would open the file."""
    builder.error = KeyError("bug")
    url = links.url(REQUEST)

    await client.get(url)

    (record,) = [r for r in caplog.records if r.name == "bot.export.downloads"]
    assert (record.levelname, record.__dict__["reference"]) == ("ERROR", "3f2a")
    assert record.exc_info
    assert url not in caplog.text


async def test_to_look_at_a_link_builds_nothing(
    client: Client, links: Links, builder: Builder
) -> None:
    """Chats and mail look at links before people do."""
    response = await client.head(links.url(REQUEST))

    assert response.status == 405
    assert builder.requests == []


async def test_few_files_are_built_at_once(client: Client, links: Links, builder: Builder) -> None:
    """Each takes a processor; whoever comes later waits and gets theirs."""
    builder.may_end.clear()
    waiting = [asyncio.create_task(client.get(links.url(REQUEST))) for _ in range(5)]
    async with asyncio.timeout(10):
        while builder.arrived < len(waiting):  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.005)
    builder.may_end.set()

    responses = await asyncio.gather(*waiting)

    assert [response.status for response in responses] == [200] * 5
    assert builder.most == FILES_AT_ONCE


async def test_a_place_is_free_again_after_a_failure(
    client: Client, links: Links, builder: Builder
) -> None:
    """Else there would be no more files after two."""
    builder.error = KeyError("bug")
    for _ in range(FILES_AT_ONCE):
        await client.get(links.url(REQUEST))
    builder.error = None

    assert (await client.get(links.url(REQUEST))).status == 200


@pytest.mark.parametrize(
    ("is_local", "comes_from", "status"),
    [
        (True, "127.0.0.1", 200),
        (True, "::1", 200),
        (True, "10.0.0.7", 403),
        (False, "10.0.0.7", 200),
    ],
)
async def test_a_local_bot_serves_its_own_machine_only(
    serve: Serve, links: Links, comes_from: str, status: int, *, is_local: bool
) -> None:
    """There nobody is authenticated, so that nobody's link means anything."""
    client = await serve(is_local=is_local, comes_from=comes_from)

    assert (await client.get(links.url(REQUEST))).status == status
