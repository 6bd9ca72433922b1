"""Delivering activities, with hand-written HTTP, so that the load costs little CPU time."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from testkit.hosts import HOST
from testkit.people import Person

# Fewer at a time than a server's usual backlog of 128.
_OPENED_AT_ONCE: Final = 64
ACKNOWLEDGED_WITHIN_S: Final = 60.0


class Line(asyncio.Protocol):
    """One connection to the bot, for one request."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._response = b""
        self.is_open = True
        self.done: asyncio.Future[tuple[int, float]] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self._transport = transport  # type: ignore[assignment]  # of a TCP client, it can write

    def send(self, request: bytes) -> None:
        """Send a request. done gets the status, and the time of the response."""
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Read the status; the body is ignored."""
        self._response += data
        if b"\r\n\r\n" in self._response and not self.done.done():
            self.done.set_result((int(self._response.split(b" ", 2)[1]), time.monotonic()))

    def connection_lost(self, exc: Exception | None) -> None:
        """Give up an unanswered request: status 0."""
        self.is_open = False
        if not self.done.done():
            self.done.set_result((0, time.monotonic()))

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


@asynccontextmanager
async def lines(port: int, count: int) -> AsyncIterator[list[Line]]:
    """Open this many connections to the bot, and close them at the end of the block."""
    loop = asyncio.get_running_loop()
    opened: list[Line] = []
    try:
        while len(opened) < count:
            at_once = min(_OPENED_AT_ONCE, count - len(opened))
            pairs = [loop.create_connection(Line, HOST, port) for _ in range(at_once)]
            opened += [line for _, line in await asyncio.gather(*pairs)]
        yield opened
    finally:
        for line in opened:
            line.close()


def delivery(port: int, activity: Mapping[str, Any], *, authorization: str = "") -> bytes:
    """Make the request that delivers an activity."""
    body = json.dumps(activity).encode()
    head = [
        "POST /api/messages HTTP/1.1",
        f"Host: {HOST}:{port}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        *([f"Authorization: {authorization}"] if authorization else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def deliveries(
    port: int, people: Sequence[Person], service_url: str, *, authorization: str = ""
) -> list[bytes]:
    """Make the requests that deliver people's questions."""
    activities = [person.activity(service_url) for person in people]
    return [delivery(port, each, authorization=authorization) for each in activities]


async def ask_at_once(
    port: int, people: Sequence[Person], service_url: str, *, authorization: str = ""
) -> None:
    """Deliver all people's questions at the same moment."""
    requests = deliveries(port, people, service_url, authorization=authorization)
    async with lines(port, len(people)) as opened, asyncio.timeout(ACKNOWLEDGED_WITHIN_S):
        now = time.monotonic()
        for line, person, request in zip(opened, people, requests, strict=True):
            person.pressed_at = now
            line.send(request)
        for line, person in zip(opened, people, strict=True):
            person.status, person.acknowledged_at = await line.done


async def ask_over(
    port: int,
    people: Sequence[Person],
    service_url: str,
    *,
    over_s: float,
    authorization: str = "",
) -> None:
    """Let one person after another ask, evenly over this time.

    Each has a connection of their own. What is late counts: a person presses when it is their
    turn, even if the question is sent later.
    """
    requests = deliveries(port, people, service_url, authorization=authorization)
    async with asyncio.timeout(over_s + ACKNOWLEDGED_WITHIN_S):
        await evenly(people, requests, partial(_ask, port), over_s=over_s)


async def evenly(
    people: Sequence[Person],
    requests: Sequence[bytes],
    ask: Callable[[Person, bytes], Coroutine[Any, Any, None]],
    *,
    over_s: float,
) -> None:
    """Let one person after another press, evenly over this time, and wait until ask has ended.

    ask: begins when the person presses.
    """
    began_at = time.monotonic()

    async def pressed(person: Person, request: bytes) -> None:
        await asyncio.sleep(person.pressed_at - time.monotonic())
        await ask(person, request)

    async with asyncio.TaskGroup() as asking:
        for number, (person, request) in enumerate(zip(people, requests, strict=True)):
            person.pressed_at = began_at + over_s * number / len(people)
            asking.create_task(pressed(person, request))


async def _ask(port: int, person: Person, request: bytes) -> None:
    async with lines(port, 1) as (line,):
        line.send(request)
        person.status, person.acknowledged_at = await line.done
