"""Turns go before work, since a channel waits for them, but only for a limited time."""

import asyncio

from bot.concurrency.start_gate import AT_MOST_S, AT_ONCE, TURNS_S, Start, StartGate


async def gave_way(start_gate: StartGate) -> float:
    """Wait for the gate, and return the duration by the loop's clock."""
    began = now_s()
    await start_gate.give_way()
    return now_s() - began


def now_s() -> float:
    """Return the loop's time."""
    return asyncio.get_running_loop().time()


async def test_without_other_turns_work_starts_at_once() -> None:
    """Most questions come alone."""
    assert await gave_way(StartGate()) < TURNS_S


async def test_work_waits_briefly_after_a_turn() -> None:
    """The next turn of a burst would arrive in this time."""
    start_gate = StartGate()
    start_gate.note_turn()

    assert TURNS_S * 0.9 <= await gave_way(start_gate) < 10 * TURNS_S


async def test_work_waits_for_turns_for_at_most_a_second() -> None:
    """During an endless burst, questions would never be posted."""
    start_gate = StartGate()
    start_gate.note_turn()
    began = now_s()
    beginning = asyncio.create_task(start_gate.give_way())
    while not beginning.done():
        start_gate.note_turn()
        await asyncio.sleep(TURNS_S / 3)
    took_s = now_s() - began

    assert AT_MOST_S * 0.9 <= took_s < AT_MOST_S * 1.5


async def begun(start_gate: StartGate) -> Start:
    """Start as many questions as there is room for, and return the first."""
    all_begun = [start_gate.start() for _ in range(AT_ONCE)]
    for each in all_begun:
        await each.begin()
    return all_begun[0]


async def test_the_number_of_concurrent_starts_is_limited() -> None:
    """More would wait for connections, with all their memory."""
    start_gate = StartGate()
    first = await begun(start_gate)
    another = asyncio.create_task(start_gate.start().begin())
    await asyncio.sleep(0)
    early = another.done()
    first.make_room()
    await asyncio.wait_for(another, 60)

    assert not early


async def test_the_end_of_a_start_counts_once() -> None:
    """It is reported twice: when the question is shown, and when it is over."""
    start_gate = StartGate()
    first = await begun(start_gate)
    for _ in range(3):
        first.make_room()
    await asyncio.wait_for(start_gate.start().begin(), 60)
    another = asyncio.create_task(start_gate.start().begin())
    await asyncio.sleep(0.01)

    assert not another.done()
    another.cancel()
