"""A question's memory is free at once, and not only at the next garbage collection."""

import asyncio
import gc

import pytest
from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogContext

from bot.admission.requests import GenieRequest
from bot.jobs.turn import Turn
from bot.questions.active_question import ActiveQuestion
from genie import Answer
from tests.harness.people import Changes, chat_of, group, personal, webchat
from tests.harness.world import World

OF_A_QUESTION = (ActiveQuestion, Answer, DialogContext, GenieRequest, Turn, TurnContext)
# On the loop's clock, which passes only while nothing is left to do.
SETTLED_S = 1.0
PLACES = [personal(), group(), webchat()]


def in_memory() -> list[object]:
    """Return what there is of questions, also what waits for a garbage collection."""
    return [each for each in gc.get_objects() if isinstance(each, OF_A_QUESTION)]


@pytest.mark.parametrize("place", PLACES, ids=["personal", "group", "webchat"])
async def test_an_answered_question_leaves_nothing(world: World, place: Changes) -> None:
    """Else each would hold 44 KB: with a thousand questions, half as much as the process."""
    gc.disable()
    try:
        before = in_memory()  # of other tests; held here, so that none of it is taken for new
        await world.say("Show revenue by region", **place)
        await world.answered(chat_of(place))
        await asyncio.sleep(SETTLED_S)
        known = set(map(id, before))
        left = [type(each) for each in in_memory() if id(each) not in known]
    finally:
        gc.enable()

    assert left == []
