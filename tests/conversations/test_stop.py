"""Stop: the bot, Genie and the card end together, and only for the asker."""

import asyncio
from typing import Any

import pytest

from cards.texts import answer_texts, notice_texts, problem_texts, progress_texts
from simulator import Fault
from tests.cards.look import elements, words
from tests.harness.fixtures import Start
from tests.harness.people import (
    GROUP_ID,
    Changes,
    chat_of,
    emulator,
    group,
    personal,
    someone,
    team,
    webchat,
)
from tests.harness.world import World, card_of, is_progress

QUESTION = "Show revenue by region"
ENDLESS = f"{QUESTION} [slow 200]"
PLACES = [group(), team(), emulator(), webchat()]
places = pytest.mark.parametrize("place", PLACES, ids=["group", "team", "emulator", "webchat"])
# Ten seconds on the bot's clock, in which Genie would be polled ten times.
A_WHILE_S = 0.1


async def stop_button(world: World, place: Changes, question: str = "") -> dict[str, Any]:
    """Wait for the progress card, and return the payload of its button."""
    await world.until(lambda: bool(world.progress(chat_of(place), question)))
    (message,) = world.progress(chat_of(place), question)
    (button,) = elements(card_of(message), "Action.Submit")
    assert button["title"] == progress_texts.STOP
    data: dict[str, Any] = button["data"]
    return data


async def stopped(world: World, place: Changes, question: str = ENDLESS) -> None:
    """Ask, and stop once Genie has the question."""
    await world.say(question, **place)
    stop = await stop_button(world, place)
    await world.until(lambda: world.polls() > 0)
    await world.press(stop, **place)
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(chat_of(place))))


def said(world: World, place: Changes) -> list[str]:
    """Return the plain texts of messages."""
    return [m["text"] for m in world.channel.of(chat_of(place)) if not m.get("attachments")]


@places
async def test_a_stop_ends_it_everywhere(world: World, place: Changes) -> None:
    """Continuing would use the company's warehouse for an unwanted answer."""
    await stopped(world, place)
    await world.until(lambda: bool(world.deletions()))
    polled, calls = world.polls(), len(world.channel.log)
    await asyncio.sleep(A_WHILE_S)

    (asked,) = world.workspace.questions()
    (card,) = world.channel.of(chat_of(place))
    (again,) = elements(card_of(card), "Action.Submit")
    assert world.deletions() == [asked.message_id]
    assert world.polls() == polled
    assert len(world.channel.log) == calls
    assert again["title"] == problem_texts.ASK_AGAIN
    assert again["data"]["text"] == ENDLESS


@places
async def test_after_a_stop_a_new_conversation_is_started_and_mentioned_once(
    world: World, place: Changes
) -> None:
    """Genie would take the deleted question as the meaning of "that"."""
    await world.say(QUESTION, **place)
    await world.answered(chat_of(place))
    await stopped(world, place)
    await world.say("Show revenue by month", **place)
    first = await world.answered(chat_of(place), count=2)
    await world.say("and by region?", **place)
    second = await world.answered(chat_of(place), count=3)

    before, stopped_in, after, later = [q.conversation_id for q in world.workspace.questions()]
    assert before == stopped_in != after == later
    assert answer_texts.AFTER_STOP in words(first)
    assert answer_texts.AFTER_STOP not in words(second)


async def test_a_stopped_question_can_be_asked_again(world: World) -> None:
    """One press asks again, for people who pressed Stop by mistake."""
    await stopped(world, group(), f"{QUESTION} [slow 2]")
    (again,) = elements(world.channel.of(GROUP_ID), "Action.Submit")
    await world.press(again["data"], **group())
    await world.until(lambda: len(world.workspace.questions()) == 2)
    world.workspace.clock.advance(2)

    assert answer_texts.AFTER_STOP in words(await world.answered(GROUP_ID))


async def test_a_stop_during_the_post_deletes_the_message_afterwards(world: World) -> None:
    """Its message is not known before, and Genie would continue to work on it."""
    world.workspace.fail_next(Fault.SLOW, path_contains="start-conversation", delay_s=0.3)
    await world.say(ENDLESS, **group())
    await world.press(await stop_button(world, group()), **group())
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(GROUP_ID)))
    early = world.workspace.questions()
    await world.until(lambda: bool(world.deletions()))
    await asyncio.sleep(A_WHILE_S)

    (asked,) = world.workspace.questions()
    assert early == []
    assert world.deletions() == [asked.message_id]
    assert world.polls() == 0

    await world.say(QUESTION, **group())
    assert answer_texts.AFTER_STOP in words(await world.answered(GROUP_ID))


async def test_a_stop_during_the_post_of_a_follow_up_deletes_it_too(
    world: World,
) -> None:
    """Follow-ups are posted to another endpoint than first questions."""
    await world.say(QUESTION, **group())
    await world.answered(GROUP_ID)
    world.workspace.fail_next(Fault.SLOW, method="POST", path_contains="/messages", delay_s=0.3)
    await world.say("and by month? [slow 200]", **group())
    await world.press(await stop_button(world, group()), **group())
    await world.until(lambda: bool(world.deletions()))

    assert world.deletions() == [world.workspace.questions()[-1].message_id]


async def test_another_persons_question_cannot_be_stopped(world: World) -> None:
    """In a group all members see the button."""
    await world.say(f"{QUESTION} [slow 0.2]", **group())
    stop = await stop_button(world, group())
    await world.press(stop, **group("Bob"))
    assert said(world, group()) == [notice_texts.NOT_YOURS]

    assert elements(card_of(await world.answered(GROUP_ID)), "Table")
    assert world.deletions() == []


async def test_a_finished_answer_cannot_be_stopped(world: World) -> None:
    """A press that comes too late gets a reply, and does not change the answer."""
    await world.say(f"{QUESTION} [slow 0.1]", **group())
    stop = await stop_button(world, group())
    await world.answered(GROUP_ID)
    await world.until(lambda: not world.progress(GROUP_ID))
    await asyncio.sleep(A_WHILE_S)
    await world.press(stop, **group())

    assert said(world, group()) == [notice_texts.NOT_RUNNING]
    assert len(world.answers(GROUP_ID)) == 1


async def test_a_second_press_says_that_the_question_has_ended(world: World) -> None:
    """People press twice; nothing is deleted twice."""
    await world.say(ENDLESS, **group())
    stop = await stop_button(world, group())
    await world.until(lambda: world.polls() > 0)
    await asyncio.gather(*(world.press(stop, **group()) for _ in range(3)))
    await world.close()

    assert len(world.deletions()) == 1
    assert progress_texts.STOPPED in words(world.channel.of(GROUP_ID))
    assert set(said(world, group())) <= {notice_texts.NOT_RUNNING}


@pytest.mark.parametrize("reference", ["0badc0de", "", "x" * 64])
async def test_an_unknown_question_cannot_be_stopped(world: World, reference: str) -> None:
    """Cards may be older than the process."""
    await world.press({"v": 1, "do": "stop", "id": reference, "text": ""}, **group())

    assert said(world, group()) == [notice_texts.NOT_RUNNING]


@pytest.mark.parametrize(
    "forger",
    [
        group("Ann", "19:another"),
        personal("Ann"),
        group("Bob", "19:another"),
        emulator("Ann"),
        group("Bob") | {"channelId": "emulator"},
        group("Ann") | {"channelId": "emulator"},
    ],
    ids=["another group", "her own chat", "another person", "emulator", "both", "channel"],
)
async def test_a_stop_with_a_forged_context_is_refused(world: World, forger: Changes) -> None:
    """Person and chat are those of the activity, not of the payload."""
    await world.say(f"{QUESTION} [slow 0.2]", **group())
    await world.press(await stop_button(world, group()), **forger)

    assert elements(card_of(await world.answered(GROUP_ID)), "Table")
    assert world.deletions() == []


@pytest.mark.parametrize(
    "place",
    [*PLACES, personal()],
    ids=["group", "team", "emulator", "webchat", "personal"],
)
async def test_a_queued_question_that_is_stopped_is_never_posted(
    world: World, place: Changes
) -> None:
    """The question before it continues, and so does its conversation."""
    await world.say(f"{QUESTION} [slow 0.3]", **place)
    await world.say("Show revenue by month", **place)
    await world.press(await stop_button(world, place, "month"), **place)
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(chat_of(place))))
    await world.answered(chat_of(place))
    await world.say("and by quarter?", **place)
    answer = await world.answered(chat_of(place), count=2)

    first, second = world.workspace.questions()
    assert [first.text, second.text] == [f"{QUESTION} [slow 0.3]", "and by quarter?"]
    assert first.conversation_id == second.conversation_id
    assert answer_texts.AFTER_STOP not in words(answer)


async def test_a_question_stopped_while_it_waits_for_the_limit_is_never_posted(
    start: Start,
) -> None:
    """It costs no question of the limit, and later ones move up."""
    world = await start(GENIE_QUESTIONS_PER_MINUTE="1")
    await world.say("Top 1 products by revenue", **group())
    await world.answered(GROUP_ID)
    await world.say("Top 2 products by revenue", **group("Bob"))
    stop = await stop_button(world, group(), "Top 2")
    await world.until(lambda: progress_texts.IN_LINE in words(world.progress(GROUP_ID)))
    await world.say("Top 3 products by revenue", **group("Cho"))
    await world.press(stop, **group() | someone("Bob"))
    await world.answered(GROUP_ID, count=2)
    await asyncio.sleep(0.7)

    asked = [question.text for question in world.workspace.questions()]
    assert asked == ["Top 1 products by revenue", "Top 3 products by revenue"]
    assert progress_texts.STOPPED in words(world.channel.of(GROUP_ID))


async def test_a_stop_before_the_post_ends_no_conversation(start: Start) -> None:
    """Genie has never received the question."""
    world = await start(GENIE_QUESTIONS_PER_MINUTE="1")
    await world.say("Top 1 products by revenue", **group())
    await world.answered(GROUP_ID)
    await world.say("Top 2 products by revenue", **group())
    stop = await stop_button(world, group(), "Top 2")
    await world.until(lambda: progress_texts.IN_LINE in words(world.progress(GROUP_ID)))
    await world.press(stop, **group())
    await world.say("Top 3 products by revenue", **group())
    answer = await world.answered(GROUP_ID, count=2)

    first, third = world.workspace.questions()
    assert first.conversation_id == third.conversation_id
    assert answer_texts.AFTER_STOP not in words(answer)


async def test_a_stopped_question_does_not_block_the_next_one(world: World) -> None:
    """It leaves the person's queue, so that the next one is posted at once."""
    await world.say(ENDLESS, **group())
    stop = await stop_button(world, group(), "region")
    await world.say("Show revenue by month", **group())
    await world.until(lambda: len([m for m in world.channel.of(GROUP_ID) if is_progress(m)]) == 2)
    await world.press(stop, **group())

    assert "month" in words(await world.answered(GROUP_ID))
