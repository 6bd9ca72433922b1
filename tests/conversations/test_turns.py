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
from tests.harness.people import Changes, chat_of, group, personal, webchat
from tests.harness.world import World, card_of

QUESTION = "Show revenue by region"
PLACES = [personal(), group(), webchat()]
places = pytest.mark.parametrize("place", PLACES, ids=["personal", "group", "webchat"])


async def exchange(world: World, text: str | None, **changes: Any) -> list[Activity]:
    """Deliver a message with replies in the response, and return these."""
    response = await world.post(world.activity(text, deliveryMode="expectReplies", **changes))
    assert response.status == 200, await response.text()
    body = await response.json()
    replies: list[Activity] = body["activities"]
    return replies


@places
async def test_a_fast_answer_is_in_the_response(trusted: World, place: Changes) -> None:
    """No other message is sent, since it could not be shown."""
    (answer,) = await exchange(trusted, f"{QUESTION} [slow 0.05]", **place)
    await trusted.close()

    assert elements(card_of(answer), "Table")
    assert answer["summary"]
    assert trusted.channel.calls == []


async def test_an_answer_in_the_response_has_the_ai_label(trusted: World) -> None:
    """It is not a part of a stream."""
    (answer,) = await exchange(trusted, QUESTION, **personal())

    assert [entity["type"] for entity in answer["entities"]] == ["https://schema.org/Message"]


@places
async def test_a_slow_answer_comes_after_the_response(trusted: World, place: Changes) -> None:
    """A channel waits at most 15 s, and Genie may take minutes."""
    (promise,) = await exchange(trusted, f"{QUESTION} [slow 0.3]", **place)
    early = trusted.answers(chat_of(place))
    answer = await trusted.answered(chat_of(place))

    assert promise["text"] == notice_texts.GOES_ON.format(question=f"{QUESTION} [slow 0.3]")
    assert early == []
    assert elements(card_of(answer), "Table")
    assert len(trusted.answers(chat_of(place))) == 1


async def test_no_progress_is_shown_before_the_response(trusted: World) -> None:
    """Progress starts after the response."""
    await exchange(trusted, f"{QUESTION} [slow 0.3]", **group())
    began = trusted.channel.clock.monotonic()
    await trusted.answered(chat_of(group()))

    first = trusted.channel.log_of(chat_of(group()))[0]
    assert first.at > began - 1


async def test_a_fast_failure_is_in_the_response(trusted: World) -> None:
    """A problem card is an outcome as well."""
    (problem,) = await exchange(trusted, f"{QUESTION} [fail]", **group())

    assert "eference" in words(problem)
    assert trusted.channel.calls == []


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
async def test_notices_are_in_the_response(trusted: World, text: str, said: str) -> None:
    """The channel accepts nothing else."""
    (notice,) = await exchange(trusted, text, **personal())

    assert said in json.loads(json.dumps(words(notice)))
    assert trusted.channel.calls == []


async def test_a_follow_up_in_the_response_continues(trusted: World) -> None:
    """The state is the same as otherwise."""
    await exchange(trusted, QUESTION, **personal())
    await exchange(trusted, "and by month?", **personal())

    first, second = trusted.workspace.questions()
    assert first.conversation_id == second.conversation_id


async def test_a_pressed_button_is_answered_in_the_response(trusted: World) -> None:
    """Buttons send messages as well."""
    (answer,) = await exchange(trusted, QUESTION, **personal())
    buttons = elements(card_of(answer), "Action.Submit")
    button = next(button for button in buttons if button["data"]["do"] == ActionKind.ASK)
    (next_answer,) = await exchange(trusted, None, value=button["data"], **personal())

    assert button["data"]["text"] in words(next_answer)


async def test_two_turns_of_one_person_are_both_answered(trusted: World) -> None:
    """The second one waits behind the first, longer than its turn may."""
    await exchange(trusted, f"{QUESTION} [slow 0.3]", **group())
    (promise,) = await exchange(trusted, "Show revenue by month [slow 0.1]", **group())
    await trusted.answered(chat_of(group()), count=2)

    assert "month" in promise["text"]


async def test_a_turn_does_not_wait_for_genie(trusted: World) -> None:
    """After 15 s the channel delivers the question again, and it would be posted twice."""
    trusted.workspace.fail_next(Fault.SLOW, path_contains="start-conversation", delay_s=0.5)
    began = trusted.channel.clock.monotonic()
    await trusted.say(QUESTION, **group())
    took_s = trusted.channel.clock.monotonic() - began
    await trusted.answered(chat_of(group()))

    assert took_s < 15
