"""Uploading a file to a URL that a person has consented to, over HTTP."""

from collections import deque
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpServer
from yarl import URL

from bot.export.upload import ATTEMPTS, UploadError, is_upload_host, upload
from settings.loopback import is_loopback
from tests.clocks import FakeClock

CONTENT = b"x" * 3_000_000


class Storage:
    """Answers PUTs with these statuses in turn, repeats the last one, and stores the content."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: deque[tuple[int, dict[str, str]]] = deque([(201, {})])
        self.written: list[tuple[str, dict[str, str], bytes]] = []
        self.app = web.Application(client_max_size=100_000_000)
        self.app.router.add_route("*", "/{path:.*}", self._take)

    async def _take(self, request: web.Request) -> web.Response:
        self.written.append((request.raw_path, dict(request.headers), await request.read()))
        assert request.method == "PUT"
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        status, headers = answer
        return web.json_response({"id": "1"}, status=status, headers=headers)


@pytest.fixture
async def storage(aiohttp_server: AiohttpServer) -> Storage:
    """A storage on loopback."""
    storage = Storage()
    server = await aiohttp_server(storage.app)
    storage.url = f"{server.make_url('/session')}?tempauth=a%2Fb%2Bc"
    return storage


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The application's single session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def clock() -> FakeClock:
    """A clock that advances only by sleeping."""
    return FakeClock()


def is_here(url: URL) -> bool:
    """Allow the test's own server."""
    return is_loopback(url.host or "")


async def test_the_whole_file_goes_in_one_request(
    session: aiohttp.ClientSession, storage: Storage, clock: FakeClock
) -> None:
    """OneDrive requires that; the URL is signed, so that it is sent unchanged."""
    await upload(session, storage.url, CONTENT, clock=clock, is_allowed=is_here)

    ((target, headers, content),) = storage.written
    assert content == CONTENT
    assert target == "/session?tempauth=a%2Fb%2Bc"
    assert headers["Content-Range"] == "bytes 0-2999999/3000000"
    assert headers["Content-Length"] == "3000000"
    assert "Authorization" not in headers


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_temporary_errors_are_retried(
    session: aiohttp.ClientSession, storage: Storage, clock: FakeClock, status: int
) -> None:
    """Retry-After is respected; without it the intervals grow."""
    storage.answers = deque([(status, {"Retry-After": "7"}), (status, {}), (200, {})])

    await upload(session, storage.url, CONTENT, clock=clock, is_allowed=is_here)

    assert [content == CONTENT for _, _, content in storage.written] == [True] * 3
    first, second = clock.pauses
    assert 7 <= first <= 8.75
    assert 2 <= second <= 2.5


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        ((503, {}), ATTEMPTS),
        ((429, {"Retry-After": "3600"}), 1),
        ((404, {}), 1),
        ((416, {}), 1),
        ((500, {}), 1),
        ((302, {"Location": "/elsewhere"}), 1),
    ],
)
async def test_permanent_errors_are_raised(
    session: aiohttp.ClientSession,
    storage: Storage,
    clock: FakeClock,
    answer: tuple[int, dict[str, str]],
    tries: int,
) -> None:
    """The error has the status, and not the URL, which allows writing."""
    storage.answers = deque([answer])

    with pytest.raises(UploadError) as caught:
        await upload(session, storage.url, CONTENT, clock=clock, is_allowed=is_here)

    assert caught.value.status == answer[0]
    assert "tempauth" not in str(caught.value)
    assert len(storage.written) == tries


async def test_a_timeout_is_raised(session: aiohttp.ClientSession, clock: FakeClock) -> None:
    """The file may have arrived, so that it is not sent again."""
    with pytest.raises(UploadError) as caught:
        await upload(session, "http://127.0.0.1:1/", CONTENT, clock=clock, is_allowed=is_here)

    assert caught.value.status is None
    assert clock.pauses == []


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://contoso.sharepoint.com/personal/x", True),
        ("https://CONTOSO-my.SharePoint.com/x?tempauth=1", True),
        ("https://contoso.sharepoint.us:443/x", True),
        ("https://contoso.sharepoint.cn/x", True),
        ("https://contoso.sharepoint-df.com/x", True),
        ("https://westeurope1-mediap.svc.ms/x", True),
        ("https://graph.microsoft.com/v1.0/x", True),
        ("http://contoso.sharepoint.com/x", False),
        ("https://contoso.sharepoint.com:8443/x", False),
        ("https://user@contoso.sharepoint.com/x", False),
        ("https://:pw@contoso.sharepoint.com/x", False),
        ("https://@contoso.sharepoint.com/x", False),
        ("https://evilsharepoint.com/x", False),
        ("https://sharepoint.com.evil.example/x", False),
        ("https://contoso.sharepoint.com@evil.example/x", False),
        ("https://evil.example/.sharepoint.com", False),
        ("https://evil.example#.sharepoint.com", False),
        ("https://xgraph.microsoft.com/x", False),
        ("https://127.0.0.1/x", False),
        ("ftp://contoso.sharepoint.com/x", False),
        ("//contoso.sharepoint.com/x", False),
        ("", False),
    ],
)
def test_only_microsofts_storage_is_allowed(url: str, *, is_one: bool) -> None:
    """The URL comes from the client, and a company's data is sent there."""
    assert is_upload_host(URL(url, encoded=True)) == is_one


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/x", "https://a.example\\.sharepoint.com", "https://[", "https://a:b:c"],
)
async def test_nothing_is_sent_elsewhere(
    session: aiohttp.ClientSession, clock: FakeClock, url: str
) -> None:
    """It is refused before a connection is made."""
    with pytest.raises(UploadError):
        await upload(session, url, CONTENT, clock=clock)
