"""Answers in the 1:1 chat to questions that were asked in groups."""

from typing import Any

import pytest

from cards.texts import answer_texts, command_texts, talk_texts
from simulator import SALES_SPACE_ID
from tests.cards.look import words
from tests.harness.fake_channel import Refusal
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, TEAM_ID, Changes, chat_of, group, personal, team
from tests.harness.world import World

ANN = "a:ann"
QUESTION = "Show revenue by region"


async def told(world: World, chat: str, sentence: str) -> None:
    """Wait until Ann gets this message."""
    said = sentence.format(name="Ann")
    await world.until(lambda: said in words(world.channel.of(chat)))


@pytest.mark.parametrize("who", [group(), team()], ids=["group", "team"])
async def test_an_answer_goes_to_the_private_chat(world: World, who: Changes) -> None:
    """The group does not see it, and follow-ups in the private chat continue from it."""
    await world.say(f"/private {QUESTION}", **who)
    answer = await world.answered(ANN)
    await told(world, chat_of(who), talk_texts.PRIVATE_HERE)
    await world.say("and by month?", **personal())
    await world.answered(ANN, count=2)

    assert QUESTION in words(answer)
    assert QUESTION not in words(world.channel.of(chat_of(who)))
    first, second = world.workspace.questions()
    assert (first.text, first.conversation_id) == (QUESTION, second.conversation_id)


async def test_a_private_question_is_asked_as_typed(world: World) -> None:
    """Case and script after the command are unchanged."""
    await world.say("/PRIVATE  Top 3 Products by  Revenue", **group())
    await world.answered(ANN)
    await world.say("／私下 各地區的營收是多少?", **group())
    await world.answer(ANN, count=2)

    asked = [question.text for question in world.workspace.questions()]
    assert asked == ["Top 3 Products by  Revenue", "各地區的營收是多少?"]


async def test_a_person_without_the_bot_is_told(world: World) -> None:
    """The question is not posted."""
    world.channel.strangers.add("29:ann")
    await world.say(f"/private {QUESTION}", **group())
    await told(world, GROUP_ID, talk_texts.NOT_INSTALLED)
    await world.close()

    assert world.workspace.questions() == []


@pytest.mark.parametrize("data", [{"tenant": "t"}, {"tenant": {"id": 7}}, {"tenant": None}, "x"])
async def test_invalid_channel_data_is_ignored(world: World, data: object) -> None:
    """Emulators may send anything."""
    await world.say(f"/private {QUESTION}", **group(), channelData=data)
    await world.answered(ANN)


async def test_without_a_chat_id_the_person_is_told(world: World) -> None:
    """There is no conversation for the answer."""
    world.channel.gives_chat_ids = False
    await world.say(f"/private {QUESTION}", **group())
    await told(world, GROUP_ID, talk_texts.PRIVATE_FAILED)

    assert world.workspace.questions() == []


async def test_an_outage_of_the_channel_is_mentioned(world: World) -> None:
    """Trying again later may work."""
    world.channel.refuse = lambda method, _: Refusal(500) if method == "CREATE" else None
    await world.say(f"/private {QUESTION}", **group())
    await told(world, GROUP_ID, talk_texts.PRIVATE_FAILED)

    assert world.workspace.questions() == []


@pytest.mark.parametrize(
    ("typed", "who", "sentence"),
    [
        ("/private", group(), command_texts.PRIVATE_WHAT),
        ("private", group(), command_texts.PRIVATE_WHAT),
        ("/private", personal(), command_texts.PRIVATE_ALREADY),
    ],
)
async def test_an_invalid_private_command_is_explained(
    world: World, typed: str, who: Changes, sentence: str
) -> None:
    """The reply says what to type."""
    await world.say(typed, **who)
    await told(world, chat_of(who), sentence)

    assert world.workspace.questions() == []


@pytest.mark.parametrize(
    ("places", "who", "is_private"),
    [
        ("channels", team(), True),
        ("channels", group(), False),
        ("channels", personal(), False),
        ("groups", team(), True),
        ("groups", group(), True),
        ("groups", personal(), False),
        ("", team(), False),
    ],
)
async def test_an_administrator_can_require_private_answers(
    start: Start, places: str, who: Changes, *, is_private: bool
) -> None:
    """The question is answered in the asker's own chat."""
    world = await start(ANSWERS_IN_PRIVATE=places)
    await world.say(QUESTION, **who)
    await world.answered(ANN if is_private else chat_of(who))
    if is_private:
        await told(world, chat_of(who), talk_texts.PRIVATE_BECAUSE)

    assert len(world.workspace.questions()) == 1
    assert is_private == (world.answers(chat_of(who)) == [])


async def test_a_pressed_question_is_answered_in_private_too(start: Start) -> None:
    """An example is a sample question of the welcome."""
    world = await start(ANSWERS_IN_PRIVATE="channels")
    await world.press({"v": 1, "do": "ask", "id": "welcome", "text": QUESTION}, **team())
    await world.answered(ANN)

    assert world.answers(TEAM_ID) == []


async def test_a_space_is_chosen_in_private(start_spaces: Start) -> None:
    """The question waits in the private chat."""
    world = await start_spaces()
    await world.say(f"/private {QUESTION}", **group())
    waiting = talk_texts.THEN_I_ASK.format(question=QUESTION)
    await world.until(lambda: waiting in words(world.channel.of(ANN)))
    await world.say("1", **personal())
    await world.answered(ANN)

    assert [asked.space_id for asked in world.workspace.questions()] == [SALES_SPACE_ID]


async def test_private_messages_are_in_the_askers_language_and_zone(world: World) -> None:
    """They are taken from the activity in the group."""
    zone: dict[str, Any] = {"type": "clientInfo", "timezone": "Asia/Taipei", "locale": "zh-TW"}
    await world.say(f"/private {QUESTION}", **group(), locale="zh-TW", entities=[zone])
    answer = await world.answer(ANN)

    assert answer_texts.POWERED_BY not in words(answer)
    assert "Databricks Genie" in words(answer)


async def test_in_a_private_chat_the_command_asks_normally(world: World) -> None:
    """The person need not type the question again."""
    await world.say(f"/private {QUESTION}", **personal())
    await world.answered(ANN)

    assert [asked.text for asked in world.workspace.questions()] == [QUESTION]
