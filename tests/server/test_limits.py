"""More clients than there may be: the next one is served all the same."""

import errno
import logging
import socket
from dataclasses import replace
from typing import Any

import pytest

from server.connections import MOST, Limits, most_connections
from server.serving import listen
from tests.server.conftest import PATIENT, served_with

TWO = replace(PATIENT, most=2)


async def test_an_unused_connection_makes_room() -> None:
    """The one that was not used for longest."""
    async with served_with(TWO) as served:
        first, second, third = [await served.connect() for _ in range(3)]
        assert await first.get() == "page"
        assert await second.get() == "page"

        assert await third.get() == "page"
        assert await first.is_closed() == b""


async def test_connections_in_use_come_before_unused_ones() -> None:
    """Whatever came first."""
    async with served_with(TWO) as served:
        busy, unused = await served.connect(), await served.connect()
        busy.say("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
        await served.until(lambda: served.busy == 1)
        assert await unused.get() == "page"

        assert await (await served.connect()).get() == "page"
        assert await unused.is_closed() == b""
        served.let_go.set()
        assert await busy.page() == "done"


@pytest.mark.parametrize("half", ["", "POST", "POST /body HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"])
async def test_those_that_owe_something_make_room(half: str) -> None:
    """Long before their deadline."""
    async with served_with(replace(TWO, patience_s=0.1)) as served:
        late = [await served.connect() for _ in range(10)]
        for client in late:
            client.say(half)

        assert await (await served.connect()).get() == "page"


async def test_where_all_are_busy_the_next_one_waits() -> None:
    """It is served when one of them is done."""
    async with served_with(TWO) as served:
        busy = [await served.connect() for _ in range(2)]
        for client in busy:
            client.say("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
        await served.until(lambda: served.busy == 2)
        next_one = await served.connect()
        next_one.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        served.let_go.set()

        assert await next_one.page() == "page"
        assert [await client.page() for client in busy] == ["done", "done"]


async def test_a_crowd_at_one_moment_is_served_whole() -> None:
    """They wait for a place in turn, and lose none for being many."""
    async with served_with(replace(TWO, most=10)) as served:
        clients = [await served.connect() for _ in range(200)]
        for client in clients:
            client.say("GET / HTTP/1.0\r\nHost: x\r\n\r\n")

        assert [await client.page() for client in clients] == ["page"] * 200


async def test_too_many_are_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Not one for each."""
    async with served_with(TWO) as served:
        for _ in range(100):
            assert await (await served.connect()).get() == "page"

    lines = [record.message for record in caplog.records if record.name.startswith("server.c")]
    assert 1 <= lines.count("too many connections") < 50
    assert set(lines) == {"too many connections"}


class Exhausted(socket.socket):
    """A listening socket in a process that has no descriptors left for a while."""

    failures = 3

    def accept(self) -> tuple[socket.socket, Any]:
        """Fail as the system does, or accept."""
        if self.failures:
            self.failures -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


async def test_without_descriptors_connections_wait(caplog: pytest.LogCaptureFixture) -> None:
    """Each is served when there are some again, and the log says once why it took so long."""
    listener = Exhausted(fileno=listen("127.0.0.1", 0).detach())
    listener.settimeout(0)
    async with served_with(replace(PATIENT, retry_s=0.01), listener) as served:
        clients = [await served.connect() for _ in range(5)]
        assert [await client.get() for client in clients] == ["page"] * 5

    assert listener.failures == 0
    lines = [each.message for each in caplog.records if each.levelno >= logging.WARNING]
    assert lines == ["connections cannot be accepted"]


async def test_the_end_closes_what_is_open_and_finishes_what_is_asked() -> None:
    """In the grace."""
    async with served_with(PATIENT) as served:
        unused, busy = await served.connect(), await served.connect()
        assert await unused.get() == "page"
        busy.say("GET /busy HTTP/1.1\r\nHost: x\r\n\r\n")
        await served.until(lambda: served.busy == 1)

    assert await busy.page() == "done"
    assert await unused.is_closed() == b""
    with pytest.raises(ConnectionError):
        await served.connect()


@pytest.mark.parametrize(
    ("descriptors", "most"), [(64, 32), (256, 128), (1024, 724), (1_048_576, MOST), (-1, MOST)]
)
def test_descriptors_are_left_for_all_else(
    monkeypatch: pytest.MonkeyPatch, descriptors: int, most: int
) -> None:
    """Requests in hand need descriptors of their own: outgoing connections and files."""
    resource: Any = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (descriptors, descriptors))

    assert most_connections() == most
    assert Limits().most == most
