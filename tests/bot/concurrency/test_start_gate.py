"""Turns go before work, since a channel waits for them, but only for a limited time."""

import asyncio

from bot.concurrency.start_gate import Start, StartGate

AT_ONCE = 3


async def is_way_free(start_gate: StartGate) -> bool:
    """Whether work starts without a wait."""
    beginning = asyncio.create_task(start_gate.give_way())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    is_free = beginning.done()
    beginning.cancel()
    return is_free


async def test_without_turns_work_starts_at_once() -> None:
    """Most questions come alone."""
    start_gate = StartGate(AT_ONCE)
    with start_gate.turn():
        pass

    assert await is_way_free(start_gate)


async def test_work_waits_for_the_last_turn() -> None:
    """Several are taken at the same time."""
    start_gate = StartGate(AT_ONCE)
    with start_gate.turn():
        with start_gate.turn():
            pass
        is_early = await is_way_free(start_gate)

    assert (is_early, await is_way_free(start_gate)) == (False, True)


async def test_work_waits_for_turns_for_a_limited_time() -> None:
    """During an endless burst, questions would never be posted."""
    start_gate = StartGate(AT_ONCE)
    with start_gate.turn():
        await asyncio.wait_for(start_gate.give_way(), 60)


async def begun(start_gate: StartGate) -> Start:
    """Start as many questions as there is room for, and return the first."""
    all_begun = [start_gate.start() for _ in range(AT_ONCE)]
    for each in all_begun:
        await each.begin()
    return all_begun[0]


async def test_the_number_of_concurrent_starts_is_limited() -> None:
    """More would wait for connections, with all their memory."""
    start_gate = StartGate(AT_ONCE)
    first = await begun(start_gate)
    another = asyncio.create_task(start_gate.start().begin())
    await asyncio.sleep(0)
    early = another.done()
    first.make_room()
    await asyncio.wait_for(another, 60)

    assert not early


async def test_the_end_of_a_start_counts_once() -> None:
    """It is reported twice: when the question is shown, and when it is over."""
    start_gate = StartGate(AT_ONCE)
    first = await begun(start_gate)
    for _ in range(3):
        first.make_room()
    await asyncio.wait_for(start_gate.start().begin(), 60)
    another = asyncio.create_task(start_gate.start().begin())
    await asyncio.sleep(0.01)

    assert not another.done()
    another.cancel()
