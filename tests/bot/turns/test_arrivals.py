"""Installation and removal of the bot in a chat."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest

from bot.storage.sqlite import SqliteStore
from bot.turns.routes import KEEPER
from cards.texts import notice_texts, problem_texts, progress_texts, talk_texts, welcome_texts
from tests.cards.look import elements, words
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, personal, team
from tests.harness.world import BOT, World, card_of

ANN = "a:ann"
QUESTION = "Show revenue by region"


async def event(world: World, kind: str, who: Changes, **more: Any) -> None:
    """Deliver an event."""
    activity = world.activity(type=kind, **who, **more)
    del activity["text"]
    response = await world.post(activity)
    assert response.status in {200, 201}


async def added(world: World, who: Changes, *members: dict[str, str]) -> None:
    """Let members join."""
    await event(world, "conversationUpdate", who, membersAdded=list(members))


def welcomes(world: World, chat: str) -> list[Any]:
    """Return the welcome messages."""
    return [m for m in world.channel.of(chat) if welcome_texts.WELCOME_TITLE in words(m)]


@pytest.mark.parametrize(
    "who", [personal(), group(), team(), emulator()], ids=["personal", "group", "team", "emulator"]
)
async def test_people_are_welcomed_once(world: World, who: Changes) -> None:
    """Several events may report it, at the same time or later."""
    events = [added(world, who, {"id": f"29:{n}"}) for n in range(5)]
    events += [added(world, who, BOT), event(world, "installationUpdate", who, action="add")]
    await asyncio.gather(*events)
    await added(world, who, {"id": "29:late"})
    await event(world, "installationUpdate", who, action="add-upgrade")

    (welcome,) = welcomes(world, chat_of(who))
    assert len(elements(card_of(welcome), "Action.Submit")) == 3


async def test_a_reinstalled_bot_welcomes_again(world: World) -> None:
    """It was removed without an event, or the emulator's page was reloaded."""
    await added(world, personal(), BOT)
    await asyncio.sleep(0.2)  # 20 s on the bot's clock
    await added(world, personal(), {"id": "29:bob"})
    assert len(welcomes(world, ANN)) == 1
    await asyncio.sleep(0.2)
    await added(world, personal(), BOT)

    assert len(welcomes(world, ANN)) == 2


async def test_an_upgrade_is_not_an_installation(world: World) -> None:
    """It is not a removal either: the choice of a language is kept."""
    await event(world, "installationUpdate", personal(), action="add-upgrade")
    await event(world, "installationUpdate", personal(), action="remove-upgrade")

    assert world.channel.of(ANN) == []


async def test_sample_questions_are_those_of_the_default_space(
    start: Start, two_spaces: str
) -> None:
    """The welcome names it."""
    world = await start(GENIE_SPACES=two_spaces)
    await added(world, personal(), BOT)
    (welcome,) = welcomes(world, ANN)
    (button,) = elements(card_of(welcome), "Action.Submit")
    await world.press(button["data"])
    await world.answered(ANN)

    assert talk_texts.SPACE_ASKED.format(space="Sales") in words(welcome)
    assert [asked.text for asked in world.workspace.questions()] == [QUESTION]


@pytest.mark.parametrize("how", ["conversationUpdate", "installationUpdate"])
async def test_all_state_of_a_chat_is_deleted_with_the_bot(world: World, how: str) -> None:
    """This includes conversation, history and language; adding the bot again welcomes people."""
    await added(world, personal(), BOT)
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    await world.press({"v": 1, "do": "language", "id": "", "text": "zh_TW"})
    removed = {"membersRemoved": [BOT]} if how == "conversationUpdate" else {"action": "remove"}
    await event(world, how, personal(), **removed)
    await added(world, personal(), BOT)
    assert len(welcomes(world, ANN)) == 2
    await world.say("history")
    await world.until(lambda: talk_texts.HISTORY_EMPTY in words(world.channel.of(ANN)))
    button = next(
        b for b in elements(card_of(answer), "Action.Submit") if b["data"]["do"] == "rate"
    )
    await world.press(button["data"])
    await world.until(lambda: notice_texts.OLD_ANSWER in words(world.channel.of(ANN)))
    await world.say("Show revenue by month")
    await world.answered(ANN, count=2)

    first, second = world.workspace.questions()
    assert first.conversation_id != second.conversation_id


async def test_the_state_of_other_chats_is_kept(world: World) -> None:
    """This includes a chat whose id starts with the same text."""
    longer = group("Bob", f"{GROUP_ID}2")
    for who in (group("Ann"), longer):
        await world.say(QUESTION, **who)
        await world.answered(chat_of(who))
    await event(world, "conversationUpdate", group("Ann"), membersRemoved=[BOT])
    for who in (group("Ann"), longer):
        await world.say("and by month?", **who)
        await world.answered(chat_of(who), count=2)

    anns, bobs, anns_second, bobs_second = world.workspace.questions()
    assert anns.conversation_id != anns_second.conversation_id
    assert bobs.conversation_id == bobs_second.conversation_id


async def test_the_state_of_all_threads_of_a_channel_is_deleted(world: World) -> None:
    """The event names only the channel."""
    await world.say(QUESTION, **team("Ann"))
    await world.answered(chat_of(team("Ann")))
    channel = team("Ann")
    channel["conversation"] = channel["conversation"] | {"id": "19:team@thread.tacv2"}
    await event(world, "conversationUpdate", channel, membersRemoved=[BOT])
    await world.say("and by month?", **team("Ann"))
    await world.answered(chat_of(team("Ann")), count=2)

    first, second = world.workspace.questions()
    assert first.conversation_id != second.conversation_id


async def test_open_questions_of_the_chat_end_without_a_trace(world: World) -> None:
    """No one is left to be told; Genie is stopped, and the outcome is not stored."""
    await world.say(f"{QUESTION} [slow 200]", **group())
    await world.say("Show revenue by month", **group())
    await world.until(lambda: bool(world.progress(GROUP_ID, "month")) and world.polls() > 0)
    await event(world, "conversationUpdate", group(), membersRemoved=[BOT])
    await world.until(lambda: len(world.deletions()) == 1)
    await asyncio.sleep(0.2)

    said = words([call.activity for call in world.channel.log_of(GROUP_ID)])
    assert progress_texts.STOPPED not in said
    assert problem_texts.ASK_AGAIN not in said
    assert await kept(world, GROUP_ID) == []
    assert len(world.workspace.questions()) == 1


async def kept(world: World, chat: str) -> list[str]:
    """Return the keys of all stored items of a chat."""
    assert world.client.app is not None
    store = world.client.app[KEEPER].store
    assert isinstance(store, SqliteStore)
    query = "SELECT key FROM items UNION SELECT key FROM journal"
    rows = await store.database.read(lambda db: db.execute(query).fetchall())
    return [key for (key,) in rows if quote(chat, safe="") in key]


async def test_when_a_member_leaves_nothing_happens(world: World) -> None:
    """The other members are still there."""
    await world.say(QUESTION, **group())
    await world.answered(GROUP_ID)
    await event(world, "conversationUpdate", group(), membersRemoved=[{"id": "29:bob"}])
    await world.say("and by month?", **group())
    await world.answered(GROUP_ID, count=2)

    first, second = world.workspace.questions()
    assert first.conversation_id == second.conversation_id
