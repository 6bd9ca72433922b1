"""A button is pressed several times: people press again when nothing seems to happen."""

import asyncio
from typing import Any

import pytest

from bot.storage.sqlite import SqliteJournal
from cards import ActionKind
from simulator import SALES_SPACE_ID
from tests.conversations.test_spaces import button as space_button
from tests.conversations.test_spaces import picker
from tests.conversations.test_trouble import unavailable
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, personal, someone
from tests.harness.world import World

QUESTION = "Show revenue by region"
SUGGESTION = {"v": 1, "do": "ask", "id": "a1b2", "text": f"{QUESTION} [slow 0.2]"}
PLACES = [group(), personal(), emulator()]
places = pytest.mark.parametrize("place", PLACES, ids=["group", "personal", "emulator"])
# Longer than presses that count as one, on the bot's clock.
A_WHILE_S = 0.05


async def press(world: World, place: Changes, value: Any = SUGGESTION, on: str = "m-1") -> None:
    """Press a button of a message."""
    await world.press(value, replyToId=on, **place)


async def settled(world: World) -> None:
    """Wait until every question is answered."""
    await asyncio.sleep(1)
    await world.close()


@places
async def test_presses_at_once_ask_once(world: World, place: Changes) -> None:
    """The first is not even written when the others come."""
    await asyncio.gather(*(press(world, place) for _ in range(3)))
    await world.answered(chat_of(place))
    await settled(world)

    assert len(world.workspace.questions()) == 1
    assert len(world.answers(chat_of(place))) == 1


@places
async def test_presses_while_the_question_is_open_ask_once(world: World, place: Changes) -> None:
    """It waits behind another one, and is then worked on."""
    await world.say("Show revenue by month [slow 0.1]", **place)
    for _ in range(4):
        await press(world, place)
        await asyncio.sleep(A_WHILE_S)
    await world.answered(chat_of(place), count=2)
    await settled(world)

    assert len(world.workspace.questions()) == 2


@places
async def test_a_later_press_asks_again(world: World, place: Changes) -> None:
    """The data may have changed."""
    await press(world, place)
    await world.answered(chat_of(place))
    await asyncio.sleep(A_WHILE_S)
    await press(world, place)
    await world.answered(chat_of(place), count=2)

    assert len(world.workspace.questions()) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"value": SUGGESTION | {"text": "Show revenue by month"}},
        {"on": "m-2"},
        {"value": SUGGESTION | {"id": "c3d4"}},
    ],
    ids=["another text", "another message", "another answer"],
)
async def test_other_buttons_ask_for_themselves(world: World, other: dict[str, Any]) -> None:
    """Each is another wish."""
    await press(world, group())
    await press(world, group(), **other)
    await world.answered(GROUP_ID, count=2)

    assert len(world.workspace.questions()) == 2


async def test_two_people_ask_with_the_same_button(world: World) -> None:
    """In a group each has a conversation with Genie."""
    await asyncio.gather(press(world, group()), press(world, group() | someone("Bob")))
    await world.answered(GROUP_ID, count=2)

    assert len(world.workspace.questions()) == 2


async def test_a_press_that_is_delivered_again_is_not_suppressed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first delivery could not be stored: it is the same press."""
    activity = world.activity(None, value=SUGGESTION, replyToId="m-1", **group())
    with monkeypatch.context() as trouble:
        trouble.setattr(SqliteJournal, "add", unavailable)
        assert (await world.post(activity)).status == 503
    assert (await world.post(activity)).status == 201
    await world.answered(GROUP_ID)


async def test_presses_while_a_space_is_being_chosen(start_spaces: Start) -> None:
    """The question waits for the choice, once."""
    world = await start_spaces()
    await press(world, personal())
    message = await picker(world)
    await asyncio.sleep(A_WHILE_S)
    await press(world, personal())
    await world.press(space_button(message, ActionKind.SPACE, SALES_SPACE_ID))
    await world.answered(chat_of(personal()))
    await settled(world)

    assert len(world.workspace.questions()) == 1


async def test_presses_after_a_space_was_chosen_ask_once(start_spaces: Start) -> None:
    """The question is asked by the choice, and no longer by the press."""
    world = await start_spaces()
    await press(world, personal())
    message = await picker(world)
    await world.press(space_button(message, ActionKind.SPACE, SALES_SPACE_ID))
    await asyncio.sleep(A_WHILE_S)
    await press(world, personal())
    await world.answered(chat_of(personal()))
    await settled(world)

    assert len(world.workspace.questions()) == 1
