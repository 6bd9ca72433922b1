"""One question at a time per person and chat, without a trace of finished ones."""

import asyncio
import gc
from weakref import WeakSet

import pytest

from bot.concurrency.keyed_fifo import FifoPlace, KeyedFifo


@pytest.fixture
def queues() -> KeyedFifo:
    """Empty queues."""
    return KeyedFifo()


class Asker:
    """Waits to be first, and records its notifications."""

    def __init__(self, place: FifoPlace) -> None:
        self.place = place
        self.ahead: list[int] = []
        self.task = asyncio.ensure_future(place.front(self.ahead.append))


async def settle() -> None:
    """Let everything happen that is due."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_first_does_not_wait(queues: KeyedFifo) -> None:
    """This is the usual case."""
    asker = Asker(queues.enter("a", 0.0))
    await settle()

    assert asker.task.done()
    assert asker.ahead == []


async def test_others_move_up_when_the_first_leaves(queues: KeyedFifo) -> None:
    """They stay in order, and each is notified how many are ahead."""
    first, second, third = (Asker(queues.enter("a", 0.0)) for _ in range(3))
    await settle()
    first.place.leave()
    await settle()
    early = third.task.done()
    second.place.leave()
    await settle()

    assert (second.ahead, third.ahead) == ([1], [2, 1])
    assert second.task.done()
    assert not early
    assert third.task.done()


async def test_leaving_from_the_middle_lets_the_others_move_up(queues: KeyedFifo) -> None:
    """A stop may concern any of them."""
    first, second, third = (Asker(queues.enter("a", 0.0)) for _ in range(3))
    await settle()
    second.task.cancel()
    second.place.leave()
    await settle()
    early = third.task.done()
    first.place.leave()
    await settle()

    assert third.ahead == [2, 1]
    assert not early
    assert third.task.done()


async def test_keys_are_independent(queues: KeyedFifo) -> None:
    """People do not wait for each other."""
    queues.enter("a", 0.0)
    asker = Asker(queues.enter("b", 0.0))
    await settle()

    assert asker.task.done()


class Lane:
    """A key with weak references, which tell whether it is still in memory."""


async def test_unused_keys_are_forgotten(queues: KeyedFifo) -> None:
    """Thousands of people ask during the life of a process."""
    in_memory: WeakSet[Lane] = WeakSet()

    def come_and_go() -> None:
        lanes = [Lane() for _ in range(10)]
        in_memory.update(lanes)
        places = [queues.enter(lane, number) for number in range(10) for lane in lanes]
        for place in places:
            place.leave()

    come_and_go()
    gc.collect()

    assert not in_memory


async def test_an_earlier_question_that_is_taken_over_goes_first(queues: KeyedFifo) -> None:
    """Its process has ended, and the next question of the same person was here already."""
    later = queues.enter("a", 2.0)
    earlier = queues.enter("a", 1.0)

    assert (queues.ahead_of(earlier), queues.ahead_of(later)) == (0, 1)
