"""The limit on connections: further clients are served all the same."""

import errno
import logging
import socket
from dataclasses import replace
from typing import Any

import pytest

from server.connections import MOST, Limits, most_connections
from server.logs.entries import entry_of
from server.serving import listen
from tests.server.conftest import PATIENT, served_with

TWO = replace(PATIENT, most=2)


async def test_an_unused_connection_makes_room() -> None:
    """The least recently used one is closed."""
    async with served_with(TWO) as served:
        first, second, third = [await served.connect() for _ in range(3)]
        assert await first.get() == "page"
        assert await second.get() == "page"

        assert await third.get() == "page"
        assert await first.is_closed() == b""


async def test_connections_in_use_are_kept() -> None:
    """The idle connection is closed, although it is newer."""
    async with served_with(TWO) as served:
        busy, unused = await served.connect(), await served.connect()
        busy.send("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
        await served.until(lambda: served.busy == 1)
        assert await unused.get() == "page"

        assert await (await served.connect()).get() == "page"
        assert await unused.is_closed() == b""
        served.release.set()
        assert await busy.page() == "done"


@pytest.mark.parametrize("half", ["", "POST", "POST /body HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"])
async def test_incomplete_requests_make_room(half: str) -> None:
    """They are closed long before their deadline."""
    async with served_with(replace(TWO, patience_s=0.1)) as served:
        late = [await served.connect() for _ in range(10)]
        for client in late:
            client.send(half)

        assert await (await served.connect()).get() == "page"


async def test_if_all_connections_are_busy_the_next_one_waits() -> None:
    """It is served when one of them ends."""
    async with served_with(TWO) as served:
        busy = [await served.connect() for _ in range(2)]
        for client in busy:
            client.send("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
        await served.until(lambda: served.busy == 2)
        next_one = await served.connect()
        next_one.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        served.release.set()

        assert await next_one.page() == "page"
        assert [await client.page() for client in busy] == ["done", "done"]


async def test_many_connections_at_once_are_all_served() -> None:
    """They wait for a place, and none is dropped."""
    async with served_with(replace(TWO, most=10)) as served:
        clients = [await served.connect() for _ in range(200)]
        for client in clients:
            client.send("GET / HTTP/1.0\r\nHost: x\r\n\r\n")

        assert [await client.page() for client in clients] == ["page"] * 200


async def test_too_many_connections_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """There is no line for each connection."""
    async with served_with(TWO) as served:
        for _ in range(100):
            assert await (await served.connect()).get() == "page"

    lines = {entry_of(each) for each in caplog.records if each.name.startswith("server.c")}
    assert [line.event for line in lines] == ["too many connections"]


class Exhausted(socket.socket):
    """A listening socket in a process that has run out of descriptors for a while."""

    failures = 3

    def accept(self) -> tuple[socket.socket, Any]:
        """Fail like the system, or accept."""
        if self.failures:
            self.failures -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


async def test_without_descriptors_connections_wait(caplog: pytest.LogCaptureFixture) -> None:
    """They are served when there are descriptors again, and the log explains the delay once."""
    listener = Exhausted(fileno=listen("127.0.0.1", 0).detach())
    listener.settimeout(0)
    async with served_with(replace(PATIENT, retry_s=0.01), listener) as served:
        clients = [await served.connect() for _ in range(5)]
        assert [await client.get() for client in clients] == ["page"] * 5

    assert listener.failures == 0
    lines = {entry_of(each) for each in caplog.records if each.levelno >= logging.WARNING}
    assert [line.event for line in lines] == ["connections cannot be accepted"]


async def test_shutdown_closes_idle_connections_and_finishes_requests() -> None:
    """Requests in progress have the grace."""
    async with served_with(PATIENT) as served:
        unused, busy = await served.connect(), await served.connect()
        assert await unused.get() == "page"
        busy.send("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
        await served.until(lambda: served.busy == 1)

    assert await busy.page() == "done"
    assert await unused.is_closed() == b""
    with pytest.raises(ConnectionError):
        await served.connect()


@pytest.mark.parametrize(
    ("descriptors", "most"), [(64, 32), (256, 128), (1024, 724), (1_048_576, MOST), (-1, MOST)]
)
def test_descriptors_are_left_for_other_uses(
    monkeypatch: pytest.MonkeyPatch, descriptors: int, most: int
) -> None:
    """Requests in progress need descriptors for outgoing connections and files."""
    resource: Any = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (descriptors, descriptors))

    assert most_connections() == most
    assert Limits().most == most
