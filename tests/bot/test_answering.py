"""Answering from the record alone, as a later process would."""

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
from tests.bot.world import BOT, card_of, elements
from tests.clocks import FakeClock

ASKED = "Show revenue by region"


@pytest.fixture
async def genie(workspace: tuple[Workspace, str]) -> AsyncIterator[GenieWorkspace]:
    """The client, as app.py makes it."""
    async with aiohttp.ClientSession() as session:
        tokens = FixedToken(TOKEN)
        yield GenieWorkspace(session, base_url=workspace[1], tokens=tokens, clock=FakeClock())


@pytest.fixture
def answerer(genie: GenieWorkspace) -> Answerer:
    """An answerer that knows nothing of any question."""
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
