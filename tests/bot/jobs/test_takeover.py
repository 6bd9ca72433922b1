"""Jobs that are taken over from another process, at each step of a question."""

import asyncio
import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.activities.activity import Activity
from bot.jobs.keeper import MOST_ATTEMPTS
from bot.questions.dispatcher import QUESTION
from bot.state.question import Question, Space
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Entry
from bot.turns.routes import KEEPER
from cards import (
    AMERICAN,
)
from cards.texts import problem_texts
from genie import FixedToken, GenieWorkspace, SystemClock
from simulator import SALES_SPACE_ID, TOKEN, Fault, Workspace
from testkit.scaled import ScaledClock
from tests.cards.look import elements, words
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World, card_of

ASKED = "Show revenue by region"
SALES = Space(SALES_SPACE_ID)


def left(world: World, place: dict[str, Any] | None = None, **known: Any) -> Question:
    """Make the record of a question as another process has left it."""
    place = group() if place is None else place
    activity = Activity.from_json(world.activity(ASKED, **place))
    question = Question.from_activity(
        ASKED, activity, asked_at=time.time(), reader=AMERICAN, space=SALES
    )
    return replace(question, **known)


async def leave(world: World, body: dict[str, Any], **known: Any) -> Entry:
    """Add it to the journal without a holder."""
    entry = Entry("ann/activities/1", QUESTION, body, time.time(), **known)
    await store_of(world).journal.add(entry, is_held=False)
    return entry


def store_of(world: World) -> SqliteStore:
    """Return the bot's store."""
    assert world.client.app is not None
    store = world.client.app[KEEPER].store
    assert isinstance(store, SqliteStore)
    return store


async def is_done(world: World) -> None:
    """Wait until no job is open."""
    async with asyncio.timeout(60):
        while any(each.is_open for each in await store_of(world).journal.beneath("")):  # noqa: ASYNC110 - a store tells of no change
            await asyncio.sleep(0.01)


async def asked_in_genie(world: World) -> tuple[str, str]:
    """Post the question to Genie, and return the ids of its conversation and message."""
    await world.say(ASKED, **personal("Someone"))
    await world.answered("a:someone")
    (question,) = world.workspace.questions()
    return question.conversation_id, question.message_id


@pytest.fixture
async def clock() -> ScaledClock:
    """A clock on which a lease takes one and a half real seconds."""
    return ScaledClock(10)


async def test_a_question_that_was_not_started_is_posted(world: World) -> None:
    """The process died just after the acknowledgement."""
    await leave(world, left(world).to_json())
    await world.answered(GROUP_ID)
    await is_done(world)

    assert len(world.workspace.questions()) == 1


async def test_a_question_with_genie_is_followed_in_the_same_message(world: World) -> None:
    """It is not posted again, and the person sees one message."""
    conversation_id, message_id = await asked_in_genie(world)
    progress_id = world.channel.stand(GROUP_ID)
    question = left(
        world,
        posting_at=time.time(),
        genie_conversation_id=conversation_id,
        genie_message_id=message_id,
        activity_id=progress_id,
    )
    await leave(world, question.to_json(), mark=message_id)
    await world.answered(GROUP_ID)
    await is_done(world)

    (message,) = world.channel.of(GROUP_ID)
    assert message["id"] == progress_id
    assert elements(card_of(message), "Table")
    assert len(world.workspace.questions()) == 1


async def test_a_question_that_may_have_been_posted_is_searched_for(
    world: World, workspace: tuple[Workspace, str]
) -> None:
    """The process died between Genie's response and storing the id."""
    posting_at = time.time()
    await start_in_genie(workspace[1])
    await leave(world, left(world, posting_at=posting_at).to_json(), mark="?digest")
    await world.answered(GROUP_ID)

    assert len(world.workspace.questions()) == 1


async def start_in_genie(url: str) -> None:
    """Post the question like the previous process; this one does not know it."""
    async with aiohttp.ClientSession() as session:
        other = GenieWorkspace(session, base_url=url, tokens=FixedToken(TOKEN))
        await other.space(SALES_SPACE_ID).start_conversation(ASKED)


async def test_a_question_that_is_not_found_is_posted(world: World) -> None:
    """After the search it is posted once."""
    await leave(world, left(world, posting_at=time.time()).to_json(), mark="?digest")
    await world.answered(GROUP_ID)

    assert len(world.workspace.questions()) == 1


async def test_the_message_of_another_instance_is_not_adopted(
    world: World, workspace: tuple[Workspace, str]
) -> None:
    """It has the same words, and its id is in the entry of another question."""
    await start_in_genie(workspace[1])
    (theirs,) = world.workspace.questions()
    done = Entry("bob/activities/1", QUESTION, {}, time.time(), theirs.message_id)
    await store_of(world).journal.add_done(done, expires_at=time.time() + 60)
    await leave(world, left(world, posting_at=time.time() - 1).to_json(), mark="?digest")
    await world.answered(GROUP_ID)

    ours = [q for q in world.workspace.questions() if q.message_id != theirs.message_id]
    assert len(ours) == 1


async def test_an_answer_is_put_into_its_recorded_message(world: World) -> None:
    """The person has waited so long that otherwise a new message would mention them."""
    conversation_id, message_id = await asked_in_genie(world)
    progress_id, answer_id = (world.channel.stand(GROUP_ID) for _ in range(2))
    question = left(
        world,
        asked_at=time.time() - 100,
        genie_conversation_id=conversation_id,
        genie_message_id=message_id,
        activity_id=progress_id,
        answer_id=answer_id,
    )
    await leave(world, question.to_json())
    await world.answered(GROUP_ID)
    await is_done(world)

    progress, answer = world.channel.of(GROUP_ID)
    assert (progress["id"], answer["id"]) == (progress_id, answer_id)
    assert elements(card_of(answer), "Table")
    assert "below" in words(card_of(progress))


async def test_an_answer_that_may_have_been_sent_is_not_sent_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """In a channel without updates it cannot be known whether the answer is there."""
    await leave(world, left(world, is_sent_blind=True).to_json())
    await is_done(world)

    (told,) = world.channel.of(GROUP_ID)
    assert problem_texts.UNDELIVERED[0] in words(card_of(told))
    (logged,) = [vars(each) for each in caplog.records if each.levelno == logging.WARNING]
    assert logged["reference"] in words(told)
    assert not elements(card_of(told), "Table")
    assert world.workspace.questions() == []


async def test_a_job_that_always_fails_is_given_up(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It may be what kills the processes; the person is told, and the record is kept."""
    progress_id = world.channel.stand(GROUP_ID)
    body = left(world, activity_id=progress_id).to_json()
    with caplog.at_level(logging.WARNING):
        await leave(world, body, attempts=MOST_ATTEMPTS + 1)
        await is_done(world)
        await world.until(lambda: problem_texts.ASK_AGAIN in words(world.channel.of(GROUP_ID)))

    (message,) = world.channel.of(GROUP_ID)
    assert message["id"] == progress_id
    assert "job given up" in caplog.text
    (logged,) = [vars(each) for each in caplog.records if each.message == "question given up"]
    assert logged["reference"] in words(message)
    assert world.workspace.questions() == []
    (kept,) = await store_of(world).journal.beneath("ann/")
    assert not kept.is_open


async def test_a_question_that_is_hours_old_is_not_posted(start: Start, tmp_path: Path) -> None:
    """After an outage of a night an answer would be unexpected."""
    file = tmp_path / "bot.sqlite3"
    away = await start()
    store = SqliteStore(file, SystemClock())
    await store.open()
    body, asked_at = left(away).to_json(), time.time() - 9 * 3600
    entry = Entry("ann/activities/1", QUESTION, body, asked_at, attempts=2)
    await store.journal.add(entry, is_held=False)
    await store.close()
    world = await start(STORAGE=f"sqlite:///{file}")
    await is_done(world)

    (message,) = world.channel.of(GROUP_ID)
    assert problem_texts.ASK_AGAIN in words(message)
    assert world.workspace.questions() == []


@pytest.mark.parametrize("body", [{}, {"text": "Revenue?", "reader": {}}, {"reader": 1}])
async def test_unreadable_jobs_are_set_aside(
    world: World, body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A release may have had a bug; other jobs continue."""
    with caplog.at_level(logging.ERROR):
        await leave(world, body)
        await is_done(world)
    await world.say(ASKED, **group())
    await world.answered(GROUP_ID)

    assert "job unreadable" in caplog.text


async def test_records_of_older_and_newer_releases_are_read(world: World) -> None:
    """Older ones lack fields, and newer ones have more."""
    body = left(world).to_json()
    for name in ("answer_id", "is_sent_blind", "posting_at", "goes_on", "is_sharer"):
        del body[name]
    body |= {"mood": "good", "reader": body["reader"] | {"script": "Latn"}}
    await leave(world, body)
    await world.answered(GROUP_ID)


async def test_an_unknown_kind_of_job_is_left_alone(world: World) -> None:
    """A newer release may be running beside this one."""
    entry = Entry("ann/refreshes/1", "refresh", {}, time.time())
    await store_of(world).journal.add(entry, is_held=False)
    await asyncio.sleep(0.5)

    (listed,) = await store_of(world).journal.beneath("ann/refreshes/")
    assert listed.is_open


async def test_a_private_question_is_continued_by_another_process(start: Start) -> None:
    """It was promised in the group, and is answered in the person's own chat."""
    world = await start()
    world.workspace.fail_next(Fault.SLOW, path_contains="start-conversation", delay_s=0.1)
    await world.say(f"/private {ASKED}", **group())
    await world.until(lambda: len(world.workspace.questions()) == 1)
    await is_done(world)

    assert len(world.workspace.questions()) == 1
