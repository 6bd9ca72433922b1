"""A question's memory is free at once, and not only at the next garbage collection."""

import asyncio
import gc

import pytest

from tests.harness.people import Changes, chat_of, group, personal, webchat
from tests.harness.world import World

ROOMS = "bot.", "cards.", "genie.", "botbuilder.", "msrest."
# On the loop's clock, which passes only while nothing is left to do.
SETTLED_S = 1.0
PLACES = [personal(), group(), webchat()]


def left_in_cycles() -> list[object]:
    """Collect garbage, and return the instances of our classes and the SDK's that it held."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        return [each for each in gc.garbage if type(each).__module__.startswith(ROOMS)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


@pytest.mark.parametrize("place", PLACES, ids=["personal", "group", "webchat"])
async def test_an_answered_question_leaves_no_cycles(world: World, place: Changes) -> None:
    """Each would hold 44 KB until then: of a thousand questions, as much as half the process."""
    await world.say("Show revenue by region", **place)
    await world.answered(chat_of(place))
    await asyncio.sleep(SETTLED_S)
    left_in_cycles()
    gc.disable()
    try:
        await world.say("Show revenue by month in 2025", **place)
        await world.answered(chat_of(place), count=2)
        await asyncio.sleep(SETTLED_S)
        left = left_in_cycles()
    finally:
        gc.enable()

    assert left == []
