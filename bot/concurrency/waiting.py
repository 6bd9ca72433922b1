"""Waiting for an event with a timeout by a clock that may run faster than real time."""

import asyncio

from genie import Clock


async def wait_for(event: asyncio.Event, clock: Clock, seconds: float) -> None:
    """Wait until the event is set, but at most this many seconds of the clock."""
    if event.is_set():
        return
    waits = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(clock.sleep(seconds))]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
