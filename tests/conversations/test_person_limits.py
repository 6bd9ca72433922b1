"""How much a person may ask, also at several instances at once."""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from cards import limit_text
from cards.reader import AMERICAN, Counted
from cards.texts import access_texts
from server.overrides import Overrides
from tests.cards.look import words
from tests.clocks import JumpingClock
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World

ANN: Final = "a:ann"
QUESTION: Final = "Show revenue by region"


def told(key: Counted, limit: int) -> str:
    """Return the sentence of a limit."""
    return limit_text(key, limit, AMERICAN, contact="")


def count_of(world: World, sentence: str, chat: str = ANN) -> int:
    """Return how often this was said in a chat."""
    return sum(message.get("text") == sentence for message in world.channel.of(chat))


@pytest.mark.parametrize("instances", [1, 2])
async def test_of_fifty_questions_at_once_five_are_asked(
    start: Start, tmp_path: Path, instances: int
) -> None:
    """The others are told; instances that share a store count together."""
    settings = {
        "STORAGE": f"sqlite:///{tmp_path}/bot.sqlite3",
        "QUESTIONS_PER_PERSON_PER_MINUTE": "5",
    }
    worlds = [await start(**settings) for _ in range(instances)]
    who = [group("Ann", f"19:group-{number}") for number in range(50)]  # of one person
    saying = (worlds[n % instances].say(QUESTION, **place) for n, place in enumerate(who))
    await asyncio.gather(*saying)
    world = worlds[0]
    await world.until(lambda: _answered(world) == 5)
    for each in worlds:
        await each.close()

    sentence = told(access_texts.MOST_PER_MINUTE, 5)
    refused = sum(count_of(world, sentence, place["conversation"]["id"]) for place in who)
    assert (len(world.workspace.questions()), _answered(world), refused) == (5, 5, 45)


def _answered(world: World) -> int:
    return sum(len(world.answers(f"19:group-{number}")) for number in range(50))


async def test_in_one_chat_as_well(start: Start, tmp_path: Path) -> None:
    """There, the questions also wait for each other."""
    settings = {
        "STORAGE": f"sqlite:///{tmp_path}/bot.sqlite3",
        "QUESTIONS_PER_PERSON_PER_MINUTE": "5",
    }
    one, other = await start(**settings), await start(**settings)
    await asyncio.gather(*((one, other)[n % 2].say(QUESTION, **personal()) for n in range(50)))
    await one.answered(ANN, count=5)
    for each in (one, other):
        await each.close()

    assert len(one.workspace.questions()) == 5
    assert count_of(one, told(access_texts.MOST_PER_MINUTE, 5)) == 45


async def test_a_day_has_its_own_limit(start: Start) -> None:
    """Other people have their own, and commands cost nothing."""
    clock = JumpingClock()
    overrides = Overrides(clock=clock, painter=NoPictures())
    world = await start(overrides, QUESTIONS_PER_PERSON_PER_DAY="1")
    await world.say(QUESTION, **group("Ann"))
    await world.answered(GROUP_ID)
    await world.say("history", **personal())
    await world.say(QUESTION, **personal())
    await world.until(lambda: count_of(world, told(access_texts.MOST_PER_DAY, 1)) == 1)
    await world.say(QUESTION, **group("Bob"))
    await world.answered(GROUP_ID, count=2)
    clock.leap(86_401)
    await world.say(QUESTION, **personal())
    await world.answered(ANN)

    assert len(world.workspace.questions()) == 3


async def test_a_question_that_moves_counts_once(start: Start) -> None:
    """It is counted where it is asked."""
    world = await start(QUESTIONS_PER_PERSON_PER_MINUTE="1")
    await world.say(f"/private {QUESTION}", **group("Ann"))
    await world.answered(ANN)
    await world.say(f"/private {QUESTION}", **group("Ann"))
    await world.until(lambda: count_of(world, told(access_texts.MOST_PER_MINUTE, 1)) == 1)

    assert len(world.workspace.questions()) == 1


async def test_a_redelivered_question_counts_once(start: Start, tmp_path: Path) -> None:
    """The first instance did not acknowledge it in time."""
    settings = {
        "STORAGE": f"sqlite:///{tmp_path}/bot.sqlite3",
        "QUESTIONS_PER_PERSON_PER_MINUTE": "1",
    }
    one, other = await start(**settings), await start(**settings)
    activity = one.activity(QUESTION, **personal())
    responses = await asyncio.gather(*(world.post(activity) for world in (one, other)))
    await one.answered(ANN)

    assert [response.status for response in responses] == [201, 201]
    assert told(access_texts.MOST_PER_MINUTE, 1) not in words(one.channel.of(ANN))
