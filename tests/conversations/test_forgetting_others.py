"""Forgetting a person takes nothing from anybody else."""

import asyncio
from typing import Any

from bot.turns.routes import KEEPER
from cards import ActionKind
from cards.texts import forget_texts
from simulator import SALES_SPACE_ID
from tests.cards.look import actions, elements, words
from tests.conversations.test_history import history
from tests.harness.fixtures import Start
from tests.harness.people import Changes, chat_of, personal, webchat
from tests.harness.world import World, card_of

QUESTION = "Top 24 products by revenue"


async def forget(world: World, who: Changes) -> None:
    """Type the command, confirm, and wait until it is done."""

    def said(text: str) -> list[Any]:
        return [m for m in world.channel.of(chat_of(who)) if text in words(m)]

    await world.say("forget me", **who)
    await world.until(lambda: bool(said(forget_texts.FORGET_TITLE)))
    card = card_of(said(forget_texts.FORGET_TITLE)[0])
    buttons = [each["data"] for each in elements(card, "Action.Submit")]
    await world.press(next(b for b in buttons if b["do"] == ActionKind.YES), **who)
    await world.until(lambda: bool(said(forget_texts.FORGOTTEN)))


async def test_a_conversation_in_genie_that_is_another_persons(start: Start) -> None:
    """Two had the same question at the same time; who got the other's answer reads it again."""
    world = await start(GENIE_QUESTIONS_PER_MINUTE="60")
    both = personal("Ann"), personal("Bob")
    await asyncio.gather(*(world.say(QUESTION, **each) for each in both))
    await asyncio.gather(*(world.answered(chat_of(each)) for each in both))
    (asked,) = world.workspace.questions()
    (sharer,) = [each for each in both if await is_sharer(world, each)]
    chat = chat_of(sharer)
    (press,) = actions(card_of(await history(world, chat, **sharer)), ActionKind.OPEN)
    await world.press(press, **sharer)
    await world.answered(chat, count=2)
    await forget(world, sharer)

    assert asked.conversation_id in world.workspace.conversations


async def is_sharer(world: World, who: Changes) -> bool:
    """Whether the record of this person's answer says that it was asked for another."""
    assert world.client.app is not None
    items = world.client.app[KEEPER].store.items
    keys = await items.find([chat_of(who)])
    found = [(await items.read([key]))[key].get("question", {}) for key in keys]
    return any(question.get("is_sharer") for question in found)


async def test_the_same_id_in_another_channel(world: World) -> None:
    """There, clients choose their ids: what is said in Teams stays, ratings too."""
    ann = personal("Ann")
    await world.say(QUESTION, **ann)
    answer = await world.answered(chat_of(ann))
    (press, *_) = actions(card_of(answer), ActionKind.RATE)
    await world.press(press, **ann)
    await forget(world, webchat("Ann"))
    await forget(world, webchat("Mallory") | {"from": {"id": SALES_SPACE_ID, "name": "Mallory"}})

    assert QUESTION in words(await history(world, chat_of(ann), **ann))
    assert world.client.app is not None
    items = world.client.app[KEEPER].store.items
    records = [(await items.read([key]))[key] for key in await items.find(['"ratings"'])]
    assert [list(each["ratings"]) for each in records] == [["29:ann"]]
