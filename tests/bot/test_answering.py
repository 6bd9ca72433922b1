"""Answering from the record alone, as a later process would."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from botbuilder.schema import Activity

from bot.answering import Answerer
from bot.channel.adapter import bot_adapter
from bot.questions import Question
from bot.state import GenieSessions, PersonalConversationState
from bot.storage.memory import MemoryStorage
from genie import Asked, FixedToken, GenieWorkspace
from simulator import SALES_SPACE_ID, TOKEN, Workspace
from tests.bot.fake_channel import FakeChannel
from tests.bot.world import BOT, card_of
from tests.cards.look import elements, words
from tests.clocks import FakeClock

ASKED = "Show revenue by region"


class StuckClock(FakeClock):
    """A clock on which no pause ever ends."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The session to Databricks."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def genie(session: aiohttp.ClientSession, workspace: tuple[Workspace, str]) -> GenieWorkspace:
    """The client, as app.py makes it."""
    tokens = FixedToken(TOKEN)
    return GenieWorkspace(session, base_url=workspace[1], tokens=tokens, clock=FakeClock())


@pytest.fixture
def answerer(genie: GenieWorkspace) -> Answerer:
    """An answerer that knows nothing of any question."""
    return answerer_of(genie)


def answerer_of(genie: GenieWorkspace) -> Answerer:
    """Make an answerer that asks this workspace."""
    return Answerer(
        genie.genie(SALES_SPACE_ID),
        adapter=bot_adapter(app_id="", password="", app_type="SingleTenant", tenant_id=""),
        sessions=GenieSessions(PersonalConversationState(MemoryStorage())),
        clock=FakeClock(),
        progress_every_s=0.01,
    )


@pytest.fixture
def question(channel: FakeChannel) -> Question:
    """Ann's question in a group."""
    activity: dict[str, Any] = {
        "type": "message",
        "id": "activity-1",
        "channelId": "msteams",
        "serviceUrl": channel.url,
        "locale": "zh-TW",
        "from": {"id": "29:ann", "name": "Ann", "aadObjectId": "a-1"},
        "recipient": BOT,
        "conversation": {"id": "19:group", "isGroup": True, "conversationType": "groupChat"},
    }
    return Question.from_activity(ASKED, Activity.deserialize(activity))


def test_a_record_survives_json(question: Question) -> None:
    """So that a journal can hold it."""
    question.genie_message_id = "m-1"

    again = Question.from_json(json.loads(json.dumps(question.to_json())))

    assert again == question
    reference = again.conversation_reference()
    assert (reference.user.id, reference.conversation.id) == ("29:ann", "19:group")
    assert (reference.activity_id, reference.locale) == ("activity-1", "zh-TW")


async def test_the_record_says_how_far_it_got(
    answerer: Answerer, question: Question, workspace: tuple[Workspace, str]
) -> None:
    """Enough to go on from."""
    await answerer.answer(question)

    (asked,) = workspace[0].questions()
    assert question.genie_conversation_id == asked.conversation_id
    assert question.genie_message_id == asked.message_id
    assert question.activity_id


async def test_what_was_asked_is_not_asked_again(
    answerer: Answerer,
    genie: GenieWorkspace,
    question: Question,
    channel: FakeChannel,
    workspace: tuple[Workspace, str],
) -> None:
    """A process that takes over follows the message that exists, and finishes the same reply."""
    async for event in genie.genie(SALES_SPACE_ID).ask(ASKED):
        if isinstance(event, Asked):
            question.genie_conversation_id = event.conversation_id
            question.genie_message_id = event.message_id
    channel.messages["progress-1"] = {"id": "progress-1", "conversation": {"id": "19:group"}}
    question.activity_id = "progress-1"

    await answerer.answer(Question.from_json(question.to_json()))

    assert len(workspace[0].questions()) == 1
    (reply,) = channel.of("19:group")
    assert reply["id"] == "progress-1"
    assert elements(card_of(reply), "Table")


async def test_a_question_that_outlives_the_bot_is_told_so(
    session: aiohttp.ClientSession,
    workspace: tuple[Workspace, str],
    question: Question,
    channel: FakeChannel,
) -> None:
    """Else progress would promise an answer for ever."""
    tokens = FixedToken(TOKEN)
    stuck = GenieWorkspace(session, base_url=workspace[1], tokens=tokens, clock=StuckClock())
    question.text = f"{ASKED} [slow 60]"
    answering = asyncio.create_task(answerer_of(stuck).answer(question))
    async with asyncio.timeout(10):
        while not question.activity_id:  # noqa: ASYNC110 - the record has no event to wait for
            await asyncio.sleep(0.005)

    answering.cancel()
    await asyncio.wait([answering])

    assert answering.cancelled()
    (message,) = channel.of("19:group")
    assert "restarted" in words(message)
    assert elements(card_of(message), "Action.Submit")
