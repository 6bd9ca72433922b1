"""What people may do at any moment is no error: an ERROR in the log asks an operator to act."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.storage.database import Database
from tests.cards.look import elements, words
from tests.harness.people import Changes, chat_of, group, personal
from tests.harness.world import BOT, World

QUESTION = "Show revenue by region"
# The writes and calls of two questions, and more.
MOMENTS = range(2, 24, 3)
REFUSED = 403
A_WHILE_S = 0.7

Act = Callable[[World, Changes], Awaitable[object]]


async def remove(world: World, place: Changes) -> None:
    """Remove the bot; the channel lets it write nothing any more."""
    world.channel.refuse = lambda *_: REFUSED
    await world.post(
        world.activity(type="conversationUpdate", membersRemoved=[BOT], **place) | {"text": ""}
    )


async def block(world: World, _: Changes) -> None:
    """Block the bot: the channel lets it write nothing any more, and says nothing of that."""
    world.channel.refuse = lambda *_: REFUSED


async def stop(world: World, place: Changes) -> None:
    """Stop the first question."""
    await world.say("stop", **place)


async def begin_anew(world: World, place: Changes) -> None:
    """Begin another conversation."""
    await world.say("new", **place)


async def press_everything(world: World, place: Changes) -> None:
    """Press each button that stands or stood there."""
    said = [call.activity for call in world.channel.log_of(chat_of(place))]
    buttons = {words(each): each["data"] for each in elements(said, "Action.Submit")}
    for data in buttons.values():
        await world.press(data, **place)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the events that were logged as errors."""
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]


def at_moment(number: int, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Act when the store is written the numberth time, which takes a moment."""
    written = 0
    write = Database.write

    async def counted(database: Database, work: Any) -> Any:
        nonlocal written
        written += 1
        if written == number:
            act()
        await asyncio.sleep(0.001)
        return await write(database, work)

    monkeypatch.setattr(Database, "write", counted)


@pytest.mark.parametrize("act", [remove, block, stop, begin_anew, press_everything])
@pytest.mark.parametrize("place", [group(), personal()], ids=["group", "personal"])
async def test_no_moment_is_a_bad_one(
    world: World,
    place: Changes,
    act: Act,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Questions are written, progress is shown, and answers are being sent."""
    for moment in MOMENTS:
        here = place | {"conversation": place["conversation"] | {"id": f"{chat_of(place)}{moment}"}}
        world.channel.refuse = lambda *_: None
        acting: list[asyncio.Future[object]] = []
        with monkeypatch.context() as patched:
            begin = lambda here=here, acting=acting: acting.append(  # noqa: E731
                asyncio.ensure_future(act(world, here))
            )
            at_moment(moment, begin, patched)
            await world.say(f"{QUESTION} [slow 0.05]", **here)
            await world.say("Show revenue by month", **here)
            await asyncio.sleep(A_WHILE_S)
        await asyncio.gather(*acting)

    assert errors(caplog) == []


async def test_buttons_of_a_chat_that_was_left(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot comes back, and its old messages still stand there."""
    await world.say(QUESTION, **group())
    await world.answered(chat_of(group()))
    await remove(world, group())
    world.channel.refuse = lambda *_: None
    await press_everything(world, group())
    await asyncio.sleep(A_WHILE_S)

    assert errors(caplog) == []
