"""The dispatcher keeps nothing of finished questions."""

import asyncio
import gc
import logging
from collections.abc import Iterator

import pytest

from bot.concurrency.keyed_fifo import FifoPlace
from bot.questions.active_question import ActiveQuestion
from tests.cards.look import elements
from tests.harness.people import Changes, chat_of, emulator, group, personal
from tests.harness.world import World

ENDS = ["", "[fail]", "[gone]", "[slow 0.1]"]
A_MOMENT_S = 5.0  # for steps after the answer, such as marking the job as done


def alive() -> int:
    """Return the number of questions, and places in queues, in memory."""
    gc.collect()
    return sum(isinstance(each, ActiveQuestion | FifoPlace) for each in gc.get_objects())


@pytest.fixture
def alive_before() -> Iterator[int]:
    """The number left by other tests. Logged errors, which pytest keeps, would add to it."""
    logging.disable()
    yield alive()
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("place", [personal(), group(), emulator()], ids=["p", "g", "e"])
async def test_nothing_is_left_of_finished_questions(
    world: World, place: Changes, alive_before: int
) -> None:
    """A process runs for months, and an occupied place would block a person permanently."""
    for number, end in enumerate(ENDS, start=1):
        await world.say(f"Top {number} products by revenue {end}", **place)
    assert alive() == alive_before + 2 * len(ENDS)

    await world.answer(chat_of(place), count=len(ENDS))
    await asyncio.sleep(A_MOMENT_S)

    assert alive() == alive_before


async def test_nothing_is_left_of_stopped_questions(world: World, alive_before: int) -> None:
    """One is with Genie, and one is queued behind it."""
    for number in (1, 2):
        await world.say(f"Top {number} products by revenue [slow 200]", **group())
    await world.until(lambda: len(world.progress(chat_of(group()))) == 2)
    await world.until(lambda: world.polls() > 0)
    for number in (2, 1):  # otherwise the second would be posted meanwhile
        progress = world.progress(chat_of(group()), f"Top {number}")
        (button,) = elements(progress, "Action.Submit")
        await world.press(button["data"], **group())
    await world.until(lambda: len(world.deletions()) == 1)
    await asyncio.sleep(A_MOMENT_S)

    assert alive() == alive_before
