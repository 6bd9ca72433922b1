"""Waiting for an event with a timeout by a clock that may run faster than real time."""

import asyncio
from contextlib import suppress

from genie import Clock


async def wait_for(event: asyncio.Event, clock: Clock, seconds: float) -> None:
    """Wait until the event is set, but at most this many seconds of the clock."""
    with suppress(TimeoutError):
        async with clock.timeout(seconds):
            await event.wait()
