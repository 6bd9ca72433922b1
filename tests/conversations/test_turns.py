"""Turns with replies in the response, and other messages within a turn."""

import json
from typing import Any

import pytest

from cards import (
    ActionKind,
)
from cards.texts import command_texts, notice_texts, welcome_texts
from simulator import Fault
from tests.cards.look import elements, words
from tests.harness.fake_channel import Activity
from tests.harness.people import Changes, chat_of, emulator, group, personal
from tests.harness.world import World, card_of

QUESTION = "Show revenue by region"
PLACES = [personal(), group(), emulator()]
places = pytest.mark.parametrize("place", PLACES, ids=["personal", "group", "emulator"])


async def exchange(world: World, text: str | None, **changes: Any) -> list[Activity]:
    """Deliver a message with replies in the response, and return these."""
    response = await world.post(world.activity(text, deliveryMode="expectReplies", **changes))
    assert response.status == 200, await response.text()
    body = await response.json()
    replies: list[Activity] = body["activities"]
    return replies


@places
async def test_a_fast_answer_is_in_the_response(world: World, place: Changes) -> None:
    """No other message is sent, since it could not be shown."""
    (answer,) = await exchange(world, f"{QUESTION} [slow 0.05]", **place)
    await world.close()

    assert elements(card_of(answer), "Table")
    assert answer["summary"]
    assert world.channel.calls == []


async def test_an_answer_in_the_response_has_the_ai_label(world: World) -> None:
    """It is not a part of a stream."""
    (answer,) = await exchange(world, QUESTION, **personal())

    assert [entity["type"] for entity in answer["entities"]] == ["https://schema.org/Message"]


@places
async def test_a_slow_answer_comes_after_the_response(world: World, place: Changes) -> None:
    """A channel waits at most 15 s, and Genie may take minutes."""
    (promise,) = await exchange(world, f"{QUESTION} [slow 0.3]", **place)
    early = world.answers(chat_of(place))
    answer = await world.answered(chat_of(place))

    assert promise["text"] == notice_texts.GOES_ON.format(question=f"{QUESTION} [slow 0.3]")
    assert early == []
    assert elements(card_of(answer), "Table")
    assert len(world.answers(chat_of(place))) == 1


async def test_no_progress_is_shown_before_the_response(world: World) -> None:
    """Progress starts after the response."""
    await exchange(world, f"{QUESTION} [slow 0.3]", **group())
    began = world.channel.clock.monotonic()
    await world.answered(chat_of(group()))

    first = world.channel.log_of(chat_of(group()))[0]
    assert first.at > began - 1


async def test_a_fast_failure_is_in_the_response(world: World) -> None:
    """A problem card is an outcome as well."""
    (problem,) = await exchange(world, f"{QUESTION} [fail]", **group())

    assert "eference" in words(problem)
    assert world.channel.calls == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("help", welcome_texts.HELP_TITLE),
        ("new", command_texts.NEW_CONVERSATION),
        ("", notice_texts.EMPTY_QUESTION),
        ("x" * 4001, "4,001"),
    ],
    ids=["help", "new", "empty", "too long"],
)
async def test_notices_are_in_the_response(world: World, text: str, said: str) -> None:
    """The channel accepts nothing else."""
    (notice,) = await exchange(world, text, **personal())

    assert said in json.loads(json.dumps(words(notice)))
    assert world.channel.calls == []


async def test_a_follow_up_in_the_response_continues(world: World) -> None:
    """The state is the same as otherwise."""
    await exchange(world, QUESTION, **personal())
    await exchange(world, "and by month?", **personal())

    first, second = world.workspace.questions()
    assert first.conversation_id == second.conversation_id


async def test_a_pressed_button_is_answered_in_the_response(world: World) -> None:
    """Buttons send messages as well."""
    (answer,) = await exchange(world, QUESTION, **personal())
    buttons = elements(card_of(answer), "Action.Submit")
    button = next(button for button in buttons if button["data"]["do"] == ActionKind.ASK)
    (next_answer,) = await exchange(world, None, value=button["data"], **personal())

    assert button["data"]["text"] in words(next_answer)


async def test_two_turns_of_one_person_are_both_answered(world: World) -> None:
    """The second one waits behind the first, longer than its turn may."""
    await exchange(world, f"{QUESTION} [slow 0.3]", **group())
    (promise,) = await exchange(world, "Show revenue by month [slow 0.1]", **group())
    await world.answered(chat_of(group()), count=2)

    assert "month" in promise["text"]


async def test_a_turn_does_not_wait_for_genie(world: World) -> None:
    """After 15 s the channel delivers the question again, and it would be posted twice."""
    world.workspace.fail_next(Fault.SLOW, path_contains="start-conversation", delay_s=0.5)
    began = world.channel.clock.monotonic()
    await world.say(QUESTION, **group())
    took_s = world.channel.clock.monotonic() - began
    await world.answered(chat_of(group()))

    assert took_s < 15
