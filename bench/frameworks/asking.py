"""People who ask through a channel that does not wait for ever, and connections that are silent.

Teams waits 15 s for the bot, and then delivers the message again, which it has confirmed to be by
design: https://github.com/MicrosoftDocs/msteams-docs/issues/6084
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from bench.load import deliveries, evenly, lines
from testkit.hosts import HOST
from testkit.people import Person
from testkit.trees import Tree

CHANNEL_WAITS_S: Final = 15.0
DELIVERIES: Final = 2
_HELD_S: Final = 3.0


async def ask_until(  # noqa: PLR0913 - who asks, where and when
    port: int,
    people: Sequence[Person],
    service_url: str,
    *,
    over_s: float,
    within_s: float,
    authorization: str = "",
) -> None:
    """Let people ask evenly over a time, until all are answered, or until the deadline."""
    requests = deliveries(port, people, service_url, authorization=authorization)
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await evenly(people, requests, partial(_ask, port), over_s=over_s)


async def _ask(port: int, person: Person, request: bytes) -> None:
    for person.deliveries in range(1, DELIVERIES + 1):
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(CHANNEL_WAITS_S), lines(port, 1) as (line,):
                line.send(request)
                person.status, at_s = await line.done
                if not person.is_refused:
                    person.acknowledged_at = at_s
                break
    await person.is_answered.wait()


@dataclass(frozen=True, slots=True)
class Silence:
    """What silent connections cost, and how many the bot had not closed after some seconds."""

    connections: int
    more_mb: float
    still_open: int


async def silent(bot: Tree, count: int) -> Silence:
    """Open connections that make one request each, and then are silent."""
    request = f"GET /healthz HTTP/1.1\r\nHost: {HOST}:{bot.port}\r\n\r\n".encode()
    before_mb = bot.memory_mb()
    async with lines(bot.port, count) as opened, asyncio.timeout(60):
        for line in opened:
            line.send(request)
        await asyncio.gather(*(line.done for line in opened))
        more_mb = bot.memory_mb() - before_mb
        await asyncio.sleep(_HELD_S)
        return Silence(count, more_mb, sum(line.is_open for line in opened))
