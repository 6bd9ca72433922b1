"""The desk forgets what is over, however it ended."""

import pytest

from server.application import DISPATCHER
from tests.bot.people import chat_of, emulator, group, personal
from tests.bot.world import World
from tests.cards.look import elements

ENDS = ["", "[fail]", "[gone]", "[slow 0.1]"]


@pytest.mark.parametrize("place", [personal(), group(), emulator()], ids=["p", "g", "e"])
async def test_nothing_is_left_of_questions_that_are_over(
    world: World, place: dict[str, object]
) -> None:
    """A process lives for months; and a lane that is not left would block a person for good."""
    app = world.client.app
    assert app is not None
    dispatcher = app[DISPATCHER]
    runs, queues = vars(dispatcher)["_runs"], vars(vars(dispatcher)["_queues"])["_queues"]
    for number, end in enumerate(ENDS, start=1):
        await world.say(f"Top {number} products by revenue {end}", **place)
    assert len(runs) == len(ENDS)
    assert len(queues) == 1
    await world.until(lambda: not runs)

    assert queues == {}


async def test_nothing_is_left_of_stopped_questions(world: World) -> None:
    """Of the one with Genie, and of the one behind it."""
    app = world.client.app
    assert app is not None
    runs = vars(app[DISPATCHER])["_runs"]
    for number in (1, 2):
        await world.say(f"Top {number} products by revenue [slow 200]", **group())
    await world.until(lambda: len(world.progress(chat_of(group()))) == 2)
    await world.until(lambda: world.polls() > 0)
    for number in (2, 1):  # else the second would be asked meanwhile
        progress = world.progress(chat_of(group()), f"Top {number}")
        (button,) = elements(progress, "Action.Submit")
        await world.press(button["data"], **group())
    await world.until(lambda: not runs)

    assert len(world.deletions()) == 1
