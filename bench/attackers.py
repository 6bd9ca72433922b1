"""Hostile clients, as a separate process: `python -m bench.attackers KIND --port N`.

bodies: 249 KB of numbers with an invalid token, four per second. halves: heads and bodies that stop
in the middle. crowd: connections that send half a line. again: the same, reopened whenever they are
closed. The output is JSON with their outcome.
"""

import argparse
import asyncio
import json
import resource
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from testkit.hosts import HOST

PER_SECOND: Final = 4
BODY_BYTES: Final = 249_000
GIVEN_UP_AFTER_S: Final = 60.0

Figures = Mapping[str, Any]


def request(body: bytes, authorization: str = "Bearer x") -> bytes:
    """Make a request like the channel's, except for the token."""
    head = (
        f"POST /api/messages HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"Authorization: {authorization}\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def numbers() -> bytes:
    """Return a body with a large JSON list of numbers."""
    many = ",".join(["1234567"] * (BODY_BYTES // 16 - 10))
    return f'{{"type":"message","channelData":[{many}],"value":[{many}]}}'.encode()


async def say(port: int, data: bytes) -> tuple[bytes, float]:
    """Send data, and return the response until the end of the connection, and the duration."""
    began_s = time.monotonic()
    answer = b""
    try:
        async with asyncio.timeout(GIVEN_UP_AFTER_S):
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(data)
            answer = await reader.read()
            writer.close()
    except OSError:  # reset, or TimeoutError: it is still open
        pass
    return answer, time.monotonic() - began_s


async def bodies(port: int, count: int) -> Figures:
    """Send large bodies at a steady rate."""
    body = request(numbers())
    began_s = time.monotonic()
    sending = []
    for number in range(count):
        await asyncio.sleep(max(0.0, began_s + number / PER_SECOND - time.monotonic()))
        sending.append(asyncio.ensure_future(say(port, body)))
    answers = [answer for answer, _ in await asyncio.gather(*sending)]
    return {"statuses": Counter(answer.decode().partition(" ")[2][:3] for answer in answers)}


async def halves(port: int, count: int) -> Figures:
    """Leave requests incomplete: a fifth in their heads, the others in their bodies."""
    whole = request(numbers())
    half = [whole[:60] if number % 5 == 0 else whole[: len(whole) // 2] for number in range(count)]
    closed = await asyncio.gather(*(say(port, data) for data in half))
    return {"longest_s": max(seconds for _, seconds in closed)}


async def crowd(port: int, count: int, *, again: bool = False) -> Figures:
    """Open connections that send almost nothing."""
    opened = 0

    async def one() -> None:
        nonlocal opened
        while True:
            opened += 1
            await say(port, b"POST /api/mess")
            if not again:
                return

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one()) for _ in range(count)]
        await asyncio.sleep(15)
        for task in tasks:
            task.cancel()
    return {"opened": opened}


async def _again(port: int, count: int) -> Figures:
    return await crowd(port, count, again=True)


_KINDS: Final[Mapping[str, Callable[[int, int], Awaitable[Figures]]]] = {
    "bodies": bodies,
    "halves": halves,
    "crowd": crowd,
    "again": _again,
}


def main() -> None:
    """Attack, and print the outcome."""
    parser = argparse.ArgumentParser(description="Clients who mean no good.")
    parser.add_argument("kind", choices=_KINDS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    async def attack() -> Figures:
        return await _KINDS[options.kind](options.port, options.count)

    print(json.dumps(asyncio.run(attack())))


if __name__ == "__main__":
    main()
