"""Two instances behind one address, which share one store and the work."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpServer

from cards import (
    ActionKind,
)
from cards.texts import notice_texts, progress_texts, rating_texts, talk_texts
from simulator import SALES_SPACE_ID, SimulatorSettings
from simulator.engine import Engine
from testkit.scaled import ScaledClock
from tests.bot.export.offers import linked
from tests.cards.look import elements, words
from tests.conversations.test_history import press_delete, two_asked
from tests.harness.fake_channel import Activity
from tests.harness.fixtures import Start, serve_workspace
from tests.harness.people import GROUP_ID, chat_of, emulator, group, personal
from tests.harness.world import World, card_of

QUESTION = "Show revenue by region"
FASTER = 10
places = pytest.mark.parametrize("place", [personal(), group(), emulator()])


@pytest.fixture
async def clock() -> ScaledClock:
    """A clock slow enough that a delay of the machine is shorter than a lease."""
    return ScaledClock(FASTER)


Instance = Callable[..., Awaitable[World]]


@pytest.fixture
def instance(start: Start, tmp_path: Path) -> Instance:
    """Starts an instance with the shared store."""

    async def instance(**settings: str) -> World:
        return await start(STORAGE=f"sqlite:///{tmp_path}/bot.sqlite3", **settings)

    return instance


@places
async def test_a_question_delivered_to_both_is_posted_once(
    instance: Instance, place: dict[str, object]
) -> None:
    """The first instance did not acknowledge it in time."""
    one, other = await instance(), await instance()
    activity = one.activity(QUESTION, **place)

    statuses = [(await world.post(activity)).status for world in (one, other, other)]
    await one.answered(chat_of(place))
    statuses.append((await other.post(activity)).status)
    await one.close()
    await other.close()

    assert statuses == [201] * 4
    assert len(one.answers(chat_of(place))) == 1
    assert len(one.workspace.questions()) == 1


async def test_a_command_delivered_to_both_is_run_once(instance: Instance) -> None:
    """A command also sends a message."""
    one, other = await instance(), await instance()
    activity = one.activity("help", **personal())
    for world in (one, other):
        assert (await world.post(activity)).status == 201

    assert sum("What you can do" in json.dumps(m) for m in one.channel.of("a:ann")) == 1


async def test_a_follow_up_at_the_other_instance_continues(instance: Instance) -> None:
    """The previous question may be from either of them."""
    one, other = await instance(), await instance()
    await one.say(QUESTION, **group())
    await one.answered(GROUP_ID)
    await other.say("Show revenue by month", **group())
    await other.answered(GROUP_ID, count=2)

    first, second = one.workspace.questions()
    assert first.conversation_id == second.conversation_id


async def test_a_choice_is_accepted_by_the_other_instance(
    instance: Instance, two_spaces: str
) -> None:
    """The waiting question is in the store."""
    settings = {"DATABRICKS_SPACE_ID": "", "GENIE_SPACES": two_spaces}
    one, other = await instance(**settings), await instance(**settings)
    await one.say(QUESTION, **personal())
    await one.until(lambda: talk_texts.SPACES_TITLE in words(one.channel.of("a:ann")))
    await other.say("1", **personal())
    await other.answered("a:ann")

    (asked,) = other.workspace.questions()
    assert (asked.text, asked.space_id) == (QUESTION, SALES_SPACE_ID)


async def test_a_confirmation_is_accepted_by_the_other_instance(instance: Instance) -> None:
    """The question to be deleted is in the store, not in the process."""
    one, other = await instance(), await instance()
    await two_asked(one)
    await press_delete(one)
    await other.say("yes", **personal())
    await other.until(lambda: talk_texts.DELETED in words(other.channel.of("a:ann")))

    assert len(other.deletions()) == 1


async def test_a_follow_up_waits_for_a_question_of_the_other_instance(instance: Instance) -> None:
    """Otherwise there would be no answer to follow up."""
    one, other = await instance(), await instance()
    await one.say(f"{QUESTION} [slow 1]", **group())
    await other.say("Show revenue by month", **group())
    await other.until(lambda: bool(other.progress(GROUP_ID, "month")))
    (waiting,) = other.progress(GROUP_ID, "month")
    assert len(one.workspace.questions()) < 2
    await other.answered(GROUP_ID, count=2)

    assert progress_texts.AFTER_YOURS[0] in words(card_of(waiting))
    first, second = one.workspace.questions()
    assert first.conversation_id == second.conversation_id
    assert second.text == "Show revenue by month"


@places
async def test_when_one_instance_ends_the_other_continues_its_question(
    instance: Instance, place: dict[str, object]
) -> None:
    """It uses the same message, and the question is not posted again."""
    one, other = await instance(SHUTDOWN_GRACE_S="0"), await instance()
    await one.say(f"{QUESTION} [slow 2]", **place)
    await one.until(lambda: one.polls() > 0 and bool(one.channel.log_of(chat_of(place))))
    await one.close()
    await other.answered(chat_of(place))
    await other.close()

    (message,) = other.channel.of(chat_of(place))
    assert elements(card_of(message), "Table")
    assert len(one.workspace.questions()) == 1


async def test_when_one_instance_ends_the_other_starts_its_queued_questions(
    instance: Instance,
) -> None:
    """Both questions of one person are answered in order."""
    one, other = await instance(SHUTDOWN_GRACE_S="0"), await instance()
    await one.say(f"{QUESTION} [slow 2]", **group())
    await one.say("Show revenue by month", **group())
    await one.until(lambda: one.polls() > 0 and bool(one.progress(GROUP_ID, "month")))
    await one.close()
    await other.answered(GROUP_ID, count=2)

    first, second = other.workspace.questions()
    assert second.text == "Show revenue by month"
    assert first.conversation_id == second.conversation_id
    assert not other.progress(GROUP_ID)


async def test_questions_during_the_shutdown_of_one_instance_are_answered_by_the_other(
    instance: Instance,
) -> None:
    """Open connections still deliver some."""
    one, other = await instance(), await instance()
    await one.begin_shutdown()
    await one.say(QUESTION, **group())
    await other.answered(GROUP_ID)

    assert notice_texts.RESTARTING not in json.dumps(other.channel.of(GROUP_ID))


@pytest.mark.parametrize("is_pressed", [True, False])
async def test_a_stop_reaches_the_instance_of_the_question(
    instance: Instance, *, is_pressed: bool
) -> None:
    """Pressed or typed, it arrives at either of them."""
    one, other = await instance(), await instance()
    await one.say(f"{QUESTION} [slow 200]", **group())
    await one.until(lambda: bool(one.progress(GROUP_ID)))
    if is_pressed:
        (button,) = elements(one.progress(GROUP_ID), "Action.Submit")
        await other.press(button["data"], **group())
    else:
        await other.say("stop", **group())

    await one.until(lambda: progress_texts.STOPPED in words(one.channel.of(GROUP_ID)))
    await one.until(lambda: len(one.deletions()) == 1)


async def test_a_stop_of_another_persons_question_is_refused(instance: Instance) -> None:
    """This also holds at an instance that does not work on it."""
    one, other = await instance(), await instance()
    await one.say(f"{QUESTION} [slow 1]", **group("Ann"))
    await one.until(lambda: bool(one.progress(GROUP_ID)))
    (button,) = elements(one.progress(GROUP_ID), "Action.Submit")
    await other.press(button["data"], **group("Bob"))
    await one.answered(GROUP_ID)

    assert notice_texts.NOT_RUNNING in words(one.channel.of(GROUP_ID))
    assert one.deletions() == []


async def test_the_buttons_of_an_answer_work_at_the_other_instance(instance: Instance) -> None:
    """They also work after the first instance has ended, and ratings are kept."""
    one, other = await instance(), await instance()
    place = emulator()
    await one.say("Top 24 products by revenue", **place)
    answer = await one.answered(chat_of(place))
    await one.close()
    rate = button(answer, ActionKind.RATE)
    await other.press(rate, **place)
    await other.until(lambda: rating_texts.TAKE_BACK in words(other.channel.of(chat_of(place))))
    await other.press(button(answer, ActionKind.ROWS), **place)
    await other.until(lambda: "11" in words(other.channel.of(chat_of(place))))

    (shown,) = other.answers(chat_of(place))
    assert rating_texts.TAKE_BACK in words(card_of(shown))


async def test_a_link_to_a_file_works_at_the_other_instance(instance: Instance) -> None:
    """Browsers use the same address as the channel."""
    one, other = await instance(), await instance()
    place = emulator()
    await one.say(QUESTION, **place)
    answer = await one.answered(chat_of(place))
    response = await other.client.get(await linked(one, answer, "csv", place))

    assert response.status == 200


async def test_the_limit_is_kept_by_both_and_people_see_their_place_among_all(
    instance: Instance, aiohttp_server: AiohttpServer, engine: Engine
) -> None:
    """The workspace counts the questions of both."""
    settings = SimulatorSettings(
        answer_seconds=(0.0, 0.0), questions_per_minute=2, question_window_s=60 / FASTER
    )
    workspace, url = await serve_workspace(settings, aiohttp_server, engine)
    limited = {"GENIE_QUESTIONS_PER_MINUTE": "2", "DATABRICKS_HOST": url}
    one, other = await instance(**limited), await instance(**limited)
    await asyncio.gather(
        *(
            (one, other)[number % 2].say(f"Top {number} products by revenue", **group(f"P{number}"))
            for number in range(1, 8)
        )
    )
    await one.answered(GROUP_ID, count=7)

    shown = words([call.activity for call in one.channel.log_of(GROUP_ID)])
    assert {request.status for request in workspace.requests} == {200}
    assert len(workspace.questions()) == len({q.text for q in workspace.questions()}) == 7
    assert progress_texts.NEXT_IN_LINE in shown
    assert progress_texts.PLACE_IN_LINE.format(number=4) in shown


def button(message: Activity, do: ActionKind) -> Any:
    """Return the payload of the first button of a kind."""
    data = (each["data"] for each in elements(card_of(message), "Action.Submit"))
    return next(each for each in data if each["do"] == do)
