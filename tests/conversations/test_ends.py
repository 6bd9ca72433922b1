"""Every question has exactly one outcome, and no message still shows progress after it."""

import asyncio
from typing import Any

import pytest

import cards
from bot.questions.dispatcher import MOST_IN_QUEUE
from bot.storage.items import SqliteItems
from bot.storage.store import StorageConflictError
from cards.texts import notice_texts, problem_texts, progress_texts
from simulator import Fault
from tests.cards.look import elements, words
from tests.harness.fake_channel import Activity
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, personal
from tests.harness.world import World

QUESTION = "Show revenue by region"
PLACES = [personal(), group(), emulator()]
places = pytest.mark.parametrize("place", PLACES, ids=["personal", "group", "emulator"])


def stops(message: Activity) -> list[Any]:
    """Return the buttons of a message that stop a question."""
    buttons = elements(message, "Action.Submit")
    return [button for button in buttons if button["data"]["do"] == "stop"]


async def test_at_shutdown_every_question_has_an_outcome(world: World) -> None:
    """Many questions of the last second have not been started."""
    names = [f"P{number}" for number in range(80)]
    await asyncio.gather(*(world.say(QUESTION, **personal(name)) for name in names))
    await world.close()

    for name in names:
        (message,) = world.channel.of(chat_of(personal(name)))
        is_told = problem_texts.INTERRUPTED[0] in words(message)
        assert is_told or elements(message, "Table")
        assert not stops(message)


@places
async def test_an_answer_that_the_channel_refuses_becomes_a_problem_card(
    world: World, place: Changes
) -> None:
    """A card that Teams cannot accept must not leave progress behind."""
    world.channel.refuse = lambda _, activity: 400 if elements(activity, "Table") else None
    await world.say(QUESTION, **place)
    await world.until(
        lambda: any(
            problem_texts.UNEXPECTED[0] in words(m) for m in world.channel.of(chat_of(place))
        )
    )
    await world.close()

    assert not any(stops(message) for message in world.channel.of(chat_of(place)))


@places
async def test_an_answer_that_cannot_be_drawn_becomes_a_problem_card(
    world: World, place: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawing is the last step, and may fail like any other."""

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("no such shape")

    monkeypatch.setattr(cards.AnswerCards, "messages", crash)
    await world.say(QUESTION, **place)
    await world.until(
        lambda: any(
            problem_texts.UNEXPECTED[0] in words(m) for m in world.channel.of(chat_of(place))
        )
    )

    (message,) = world.channel.of(chat_of(place))
    assert not stops(message)


async def test_a_question_that_is_queued_again_keeps_its_message(
    world: World,
) -> None:
    """Genie may refuse after the stream has begun; the card then replaces it."""
    world.workspace.fail_next(
        Fault.STATUS, method="POST", path_contains="start-conv", times=1, status=429, retry_after=30
    )
    await world.say(QUESTION)
    await world.until(lambda: any(stops(m) for m in world.channel.of("a:ann")))
    (waiting,) = world.channel.of("a:ann")
    assert progress_texts.IN_LINE in words(waiting)
    await world.press(stops(waiting)[0]["data"])
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of("a:ann")[0]))
    await world.close()

    (message,) = world.channel.of("a:ann")
    assert not stops(message)
    assert world.workspace.questions() == []


async def test_the_card_of_a_question_that_is_queued_again_becomes_the_answer(world: World) -> None:
    """No stream stays open."""
    world.workspace.fail_next(
        Fault.STATUS, method="POST", path_contains="start-conv", times=1, status=429, retry_after=5
    )
    await world.say(QUESTION)
    await world.answered("a:ann")
    await world.close()

    (message,) = world.channel.of("a:ann")
    assert elements(message, "Table")
    assert not world.channel.streams


async def test_the_number_of_open_questions_per_person_is_limited(world: World) -> None:
    """Otherwise one chat could use up all connections."""
    for number in range(MOST_IN_QUEUE):
        await world.say(f"Top {number + 1} products by revenue [slow 200]", **group())
    await world.say(QUESTION, **group())
    await world.say(QUESTION, **group("Bob"))
    await world.answered(GROUP_ID)

    said = [m["text"] for m in world.channel.of(GROUP_ID) if m.get("text")]
    assert said == [notice_texts.TOO_MANY.format(count=MOST_IN_QUEUE)]
    (answer,) = world.answers(GROUP_ID)
    assert "Bob asked" in words(answer)


async def test_a_turn_that_cannot_save_its_state_posts_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The channel delivers it again, and the question would be posted twice."""
    write = SqliteItems.write

    async def conflict(*_: object) -> None:
        raise StorageConflictError

    activity = world.activity(f"/new {QUESTION}")
    monkeypatch.setattr(SqliteItems, "write", conflict)
    failed = await world.post(activity)
    monkeypatch.setattr(SqliteItems, "write", write)
    again = await world.post(activity)
    await world.answered("a:ann")
    await world.close()

    assert (failed.status, again.status) == (503, 201)
    assert len(world.workspace.questions()) == 1
