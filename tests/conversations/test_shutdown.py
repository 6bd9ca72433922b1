"""Shutdown: which questions are finished, and what people are told."""

import asyncio

import pytest

from cards.texts import notice_texts, problem_texts, progress_texts
from simulator import Fault
from tests.cards.look import elements, words
from tests.harness.fake_channel import Activity
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, personal
from tests.harness.world import World, card_of, is_progress

QUESTION = "Show revenue by region"
PLACES = [personal(), group(), emulator()]
places = pytest.mark.parametrize("place", PLACES, ids=["personal", "group", "emulator"])


def is_interrupted(message: Activity) -> bool:
    """Whether the message says that the bot was restarted, and offers to ask again."""
    said = words(message)
    return problem_texts.INTERRUPTED[0] in said and problem_texts.ASK_AGAIN in said


async def with_genie(world: World, question: str, place: Changes) -> None:
    """Ask, and wait until Genie works on it and progress is shown."""
    await world.say(question, **place)
    await world.until(lambda: world.polls() > 0)
    await world.until(lambda: bool(world.channel.log_of(chat_of(place))))


@places
async def test_during_shutdown_new_messages_are_refused(world: World, place: Changes) -> None:
    """They could not be finished; the next process starts within a minute."""
    await world.begin_shutdown()
    await world.say(QUESTION, **place)

    (said,) = world.channel.of(chat_of(place))
    assert said["text"] == notice_texts.RESTARTING
    assert world.workspace.questions() == []


async def test_during_shutdown_a_response_says_so_too(trusted: World) -> None:
    """The channel expects replies in the response."""
    await trusted.begin_shutdown()
    response = await trusted.post(trusted.activity(QUESTION, deliveryMode="expectReplies"))

    (said,) = (await response.json())["activities"]
    assert said["text"] == notice_texts.RESTARTING


@places
async def test_questions_with_genie_are_finished(world: World, place: Changes) -> None:
    """Within the grace this costs only seconds."""
    await with_genie(world, f"{QUESTION} [slow 0.3]", place)
    await world.close()

    (answer,) = world.answers(chat_of(place))
    assert elements(card_of(answer), "Table")
    assert not world.progress(chat_of(place))


@places
async def test_a_question_longer_than_the_grace_is_told(
    start: Start, place: Changes, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise its progress would be shown forever. The log has the card's reference."""
    world = await start(SHUTDOWN_GRACE_S="0.2")
    await with_genie(world, f"{QUESTION} [slow 200]", place)
    await world.close()

    (told,) = world.channel.of(chat_of(place))
    assert is_interrupted(told)
    (logged,) = [vars(each) for each in caplog.records if each.message == "question interrupted"]
    assert logged["reference"] in words(told)


@places
async def test_a_question_that_was_not_posted_is_told_at_once(start: Start, place: Changes) -> None:
    """It would wait for nothing."""
    world = await start(GENIE_QUESTIONS_PER_MINUTE="1")
    await world.say("Top 1 products by revenue", **group("Bob"))
    await world.answered(GROUP_ID)
    await world.say(QUESTION, **place)
    await world.until(lambda: bool(world.progress(chat_of(place))))
    await world.begin_shutdown()
    await world.until(lambda: any(map(is_interrupted, world.channel.of(chat_of(place)))))
    assert not world.progress(chat_of(place))
    await world.close()

    assert len(world.workspace.questions()) == 1


async def test_a_queued_question_is_told_at_once_while_the_first_is_finished(
    world: World,
) -> None:
    """One person has asked two: the first is with Genie, the second is not."""
    await with_genie(world, f"{QUESTION} [slow 0.3]", group())
    await world.say("Show revenue by month", **group())
    await world.until(lambda: bool(world.progress(GROUP_ID, "month")))
    await world.begin_shutdown()
    await world.until(lambda: any(map(is_interrupted, world.channel.of(GROUP_ID))))
    assert not world.answers(GROUP_ID)
    await world.close()

    assert len(world.answers(GROUP_ID)) == 1
    assert sum(map(is_interrupted, world.channel.of(GROUP_ID))) == 1
    assert [question.text for question in world.workspace.questions()] == [f"{QUESTION} [slow 0.3]"]


async def test_a_question_being_posted_counts_as_with_genie(world: World) -> None:
    """Genie may have it already, and then the person gets the answer."""
    world.workspace.fail_next(Fault.SLOW, path_contains="start-conversation", delay_s=0.2)
    await world.say(QUESTION, **group())
    await world.until(lambda: bool(world.progress(GROUP_ID)))
    await world.close()

    assert len(world.answers(GROUP_ID)) == 1


async def test_many_people_are_told_within_a_few_seconds(start: Start) -> None:
    """Each has their own chat, and a few seconds are left for all of them."""
    world = await start(SHUTDOWN_GRACE_S="0")
    people = [personal(f"P{number}") for number in range(1, 31)]
    await asyncio.gather(*(world.say(f"{QUESTION} [slow 200]", **place) for place in people))
    await world.until(lambda: len(world.workspace.questions()) == len(people))
    await world.until(lambda: all(world.channel.log_of(chat_of(place)) for place in people))
    await world.close()

    for place in people:
        (told,) = world.channel.of(chat_of(place))
        assert is_interrupted(told)


async def test_a_stop_during_shutdown_works(world: World) -> None:
    """Buttons work as long as questions are worked on."""
    await with_genie(world, f"{QUESTION} [slow 200]", group())
    await world.until(lambda: bool(world.progress(GROUP_ID)))
    (button,) = elements(world.progress(GROUP_ID), "Action.Submit")
    await world.begin_shutdown()
    await world.press(button["data"], **group())
    await world.close()

    (card,) = world.channel.of(GROUP_ID)
    assert progress_texts.STOPPED in words(card)
    assert not is_progress(card)
    assert len(world.deletions()) == 1
