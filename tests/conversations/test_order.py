"""The order of questions: those of one person in sequence, others in parallel, within the limit."""

import asyncio
import re

import pytest
from pytest_aiohttp.plugin import AiohttpServer

from cards.texts import progress_texts
from simulator import SimulatorSettings, Workspace
from simulator.engine import Engine
from tests.cards.look import words
from tests.harness.fixtures import FASTER, Start, serve_workspace
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, personal
from tests.harness.world import World

FIRST, SECOND, THIRD = (f"Top {number} products by revenue" for number in (1, 2, 3))
PLACES = [personal(), group(), emulator()]
places = pytest.mark.parametrize("place", PLACES, ids=["personal", "group", "emulator"])
LIMIT = 2
# The workspace's minute, in seconds of the event loop.
WINDOW_S = 60 / FASTER


@pytest.fixture
async def limited(aiohttp_server: AiohttpServer, engine: Engine) -> tuple[Workspace, str]:
    """A workspace that accepts two questions per minute, and its address."""
    settings = SimulatorSettings(
        answer_seconds=(0.0, 0.0), questions_per_minute=LIMIT, question_window_s=WINDOW_S
    )
    return await serve_workspace(settings, aiohttp_server, engine)


@places
async def test_questions_of_one_person_are_answered_in_order(world: World, place: Changes) -> None:
    """The second may refer to the first, and Genie accepts one at a time per conversation."""
    await world.say(f"{FIRST} [slow 0.2]", **place)
    await world.until(lambda: world.polls() > 0)
    await world.say(SECOND, **place)
    await world.until(
        lambda: progress_texts.AFTER_YOURS.one in words(world.progress(chat_of(place), SECOND))
    )
    early = [question.text for question in world.workspace.questions()]
    await world.answered(chat_of(place), count=2)

    first, second = world.workspace.questions()
    assert early == [f"{FIRST} [slow 0.2]"]
    assert second.text == SECOND
    assert first.conversation_id == second.conversation_id
    assert second.time_s - first.time_s >= 0.2


async def test_the_card_shows_how_many_own_questions_are_ahead(world: World) -> None:
    """The number changes when the first one is answered."""
    await world.say(f"{FIRST} [slow 0.1]", **group())
    await world.say(f"{SECOND} [slow 0.1]", **group())
    await world.say(THIRD, **group())
    two = progress_texts.AFTER_YOURS.many.format(count=2)
    await world.until(lambda: two in words(world.progress(GROUP_ID, THIRD)))
    await world.until(
        lambda: progress_texts.AFTER_YOURS.one in words(world.progress(GROUP_ID, THIRD))
    )
    await world.answered(GROUP_ID, count=3)

    asked = [question.text.partition(" [")[0] for question in world.workspace.questions()]
    assert asked == [FIRST, SECOND, THIRD]
    assert len({question.conversation_id for question in world.workspace.questions()}) == 1


@pytest.mark.parametrize(
    "other",
    [group("Bob"), group("Ann", "19:another"), personal("Ann"), personal("Bob")],
    ids=["another person", "another group", "her own chat", "another's chat"],
)
async def test_questions_of_other_people_and_chats_do_not_wait(
    world: World, other: Changes
) -> None:
    """A long question of one person in one chat delays no other."""
    await world.say(f"{FIRST} [slow 200]", **group())
    await world.until(lambda: world.polls() > 0)
    await world.say(SECOND, **other)
    await world.until(lambda: bool(world.answers(chat_of(other), SECOND)))

    assert world.progress(GROUP_ID, FIRST)
    world.workspace.clock.advance(300)
    await world.until(lambda: bool(world.answers(GROUP_ID, FIRST)))


async def test_after_a_failure_the_next_question_is_posted(world: World) -> None:
    """The question waiting behind it is not lost."""
    await world.say(f"{FIRST} [fail]", **group())
    await world.say(SECOND, **group())

    assert "Top 2" in words(await world.answered(GROUP_ID))


def told_s(shown: str) -> list[int]:
    """Return the expected waits that people were shown, in seconds."""
    return [int(seconds) for seconds in re.findall(r"start in about (\d+) s", shown)]


async def test_the_limit_is_kept_and_people_see_their_position(
    start: Start, limited: tuple[Workspace, str]
) -> None:
    """Genie would refuse, and people who see the expected wait do not ask again."""
    world = await start(GENIE_QUESTIONS_PER_MINUTE=str(LIMIT), DATABRICKS_HOST=limited[1])
    await asyncio.gather(
        *(
            world.say(f"Top {number} products by revenue", **group(f"P{number}"))
            for number in range(1, 8)
        )
    )
    await world.answered(GROUP_ID, count=7)

    shown = words([call.activity for call in world.channel.log_of(GROUP_ID)])
    assert {request.status for request in limited[0].requests} == {200}
    assert len(limited[0].questions()) == len({q.text for q in limited[0].questions()}) == 7
    assert progress_texts.NEXT_IN_LINE in shown
    assert progress_texts.PLACE_IN_LINE.format(number=5) in shown
    assert max(told_s(shown)) in range(40, 101)  # it becomes shorter while people wait


async def test_without_our_own_limit_genies_refusals_are_waited_out(
    start: Start, limited: tuple[Workspace, str]
) -> None:
    """People see that they wait, and all are answered."""
    world = await start(DATABRICKS_HOST=limited[1])
    await asyncio.gather(
        *(
            world.say(f"Top {number} products by revenue", **group(f"P{number}"))
            for number in range(1, 7)
        )
    )
    await world.answered(GROUP_ID, count=6)
    await world.close()

    assert 429 in {request.status for request in limited[0].requests}
    assert len(limited[0].questions()) == len({q.text for q in limited[0].questions()}) == 6
    assert len(world.answers(GROUP_ID)) == 6
    assert not world.progress(GROUP_ID)


@places
async def test_the_wait_after_a_429_is_shown(world: World, place: Changes) -> None:
    """Retry-After gives its duration."""
    world.workspace.fail_next(method="POST", path_contains="start-conv", status=429, retry_after=20)
    await world.say(FIRST, **place)
    await world.until(lambda: progress_texts.IN_LINE in words(world.progress(chat_of(place))))
    (waiting,) = world.progress(chat_of(place))
    await world.answered(chat_of(place))

    posts = [r for r in world.workspace.requests if r.method == "POST"]
    assert max(told_s(words(waiting))) in range(5, 30)  # plus jitter
    assert [post.status for post in posts] == [429, 200]
    assert posts[1].time_s - posts[0].time_s >= 20 / FASTER
    assert len(world.answers(chat_of(place))) == 1
