"""Turns come first, since a channel waits for them; but not for long, and not for ever."""

import asyncio

from bot.concurrency.start_gate import AT_MOST_S, AT_ONCE, TURNS_S, Start, StartGate


async def gave_way(start_gate: StartGate) -> float:
    """Give way; return how long that took, by the loop's clock."""
    began = now_s()
    await start_gate.give_way()
    return now_s() - began


def now_s() -> float:
    """Return the present moment, by the loop's clock."""
    return asyncio.get_running_loop().time()


async def test_without_turns_nothing_waits() -> None:
    """Most questions come alone."""
    assert await gave_way(StartGate()) < TURNS_S


async def test_after_a_turn_a_moment_is_waited() -> None:
    """The next turn of a burst would be there by then."""
    start_gate = StartGate()
    start_gate.note_turn()

    assert TURNS_S * 0.9 <= await gave_way(start_gate) < 10 * TURNS_S


async def test_it_gives_way_to_turns_but_at_most_a_second() -> None:
    """In a rush that does not end, questions would never be asked."""
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
    """Let as many questions begin as there is room for; return the first."""
    all_begun = [start_gate.start() for _ in range(AT_ONCE)]
    for each in all_begun:
        await each.begin()
    return all_begun[0]


async def test_only_so_many_begin_at_once() -> None:
    """More would stand in line for connections, each with all that it holds."""
    start_gate = StartGate()
    first = await begun(start_gate)
    another = asyncio.create_task(start_gate.start().begin())
    await asyncio.sleep(0)
    early = another.done()
    first.make_room()
    await asyncio.wait_for(another, 60)

    assert not early


async def test_a_question_makes_room_once() -> None:
    """It is told twice that it has begun: when it was shown, and when it is over."""
    start_gate = StartGate()
    first = await begun(start_gate)
    for _ in range(3):
        first.make_room()
    await asyncio.wait_for(start_gate.start().begin(), 60)
    another = asyncio.create_task(start_gate.start().begin())
    await asyncio.sleep(0.01)

    assert not another.done()
    another.cancel()
