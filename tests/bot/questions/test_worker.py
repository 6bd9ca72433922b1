"""Answering from the record alone, like a later process."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import aiohttp
import pytest

from bot.activities.activity import Activity
from bot.admission.budget import Budget
from bot.admission.requests import GenieRequests
from bot.answers.places import Places
from bot.answers.presenter import Presenter
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.connector import ChannelConnections
from bot.concurrency.background import Background
from bot.concurrency.keyed_fifo import KeyedFifo
from bot.concurrency.start_gate import StartGate
from bot.identity.personal_tokens import PersonalTokens
from bot.identity.sign_in_cards import SignInCards
from bot.identity.sign_ins import SignIns
from bot.identity.token_service import TokenService
from bot.jobs.keeper import Keeper
from bot.messaging.capabilities import capabilities_of
from bot.messaging.private_chats import PrivateChats
from bot.pictures.painter import Painter
from bot.questions.active_question import ActiveQuestion, EndReason
from bot.questions.genie_conversation import GenieConversations
from bot.questions.identity import QuestionIdentity
from bot.questions.other_processes import OtherProcesses
from bot.questions.worker import QuestionWorker
from bot.state.answer_records import AnswerRecords
from bot.state.history import History
from bot.state.question import Question, Space
from bot.state.scopes import PersonalConversationState
from bot.state.sessions import GenieSessions
from bot.storage.sqlite import SqliteStore
from bot.storage.store import LeaseLostError
from cards import (
    Reader,
)
from cards.texts import problem_texts
from genie import Asked, Clock, FixedToken, GenieWorkspace
from simulator import SALES_SPACE_ID, TOKEN, Workspace
from testkit.scaled import ScaledClock
from tests.cards.look import elements, words
from tests.harness.fake_channel import FakeChannel
from tests.harness.stores import MemoryItems, audit, jobs_of, keeper
from tests.harness.world import BOT, card_of

IDLE_S = 3600.0
ASKED = "Show revenue by region"
READER = Reader("zh_TW", "zh-TW", "Asia/Taipei")


@dataclass
class Harness:
    """A worker without any question, and its dependencies."""

    genie: GenieWorkspace
    worker: QuestionWorker
    background: Background
    keeper: Keeper

    async def answer(self, question: Question) -> None:
        """Work on a question to its end."""
        await (await self.begin(question))[1]

    async def begin(self, question: Question) -> tuple[ActiveQuestion, asyncio.Task[None]]:
        """Start to work on a question."""
        job = await jobs_of(self.keeper, question.to_json(), question.reference)
        place = KeyedFifo().enter(question.queue_key, 0.0)
        active = ActiveQuestion(question, job, place, start=StartGate(1).start(), inline=None)
        return active, self.background.start(self.worker.answer(active), name="question")


def without_sign_in(
    session: aiohttp.ClientSession, adapter: BotAdapter, background: Background, clock: Clock
) -> QuestionIdentity:
    """Return what a bot has whose spaces are asked with its own identity."""
    service = TokenService(
        session,
        url="http://127.0.0.1",
        connection_name="",
        app_id="",
        proves_senders=lambda _: True,
        sign=adapter.authentication.sign,
        clock=clock,
    )
    cards = SignInCards(
        adapter,
        PrivateChats(adapter),
        connection_name="",
        capabilities=partial(capabilities_of, is_registered=True),
    )
    tokens = PersonalTokens(service, clock=clock, exchanging=None)
    sign_ins = SignIns(MemoryItems())
    return QuestionIdentity(service, tokens, sign_ins, cards, background=background, clock=clock)


@pytest.fixture
async def office(workspace: tuple[Workspace, str], clock: ScaledClock) -> AsyncIterator[Harness]:
    """A worker as app.py makes it."""
    background = Background()
    async with aiohttp.ClientSession() as session:
        genie = GenieWorkspace(
            session, base_url=workspace[1], tokens=FixedToken(TOKEN), clock=clock
        )
        requests = GenieRequests(
            lambda access: genie.genie(access.space_id),
            budget=Budget(per_minute=0, clock=clock),
            background=background,
        )
        adapter = bot_adapter(
            ChannelConnections(session, clock),
            app_id="",
            password="",
            app_type="SingleTenant",
            tenant_id="",
        )
        storage, capabilities = MemoryItems(), partial(capabilities_of, is_registered=True)
        state = PersonalConversationState(storage, clock=clock, idle_s=IDLE_S)
        conversations = GenieConversations(
            requests,
            identity=without_sign_in(session, adapter, background, clock),
            sessions=GenieSessions(state, clock=clock, idle_s=IDLE_S),
            history=History(storage, clock=clock),
            elsewhere=OtherProcesses(jobs := keeper(clock), clock=clock),
            audit=audit(clock),
            clock=clock,
            idle_s=IDLE_S,
        )
        worker = QuestionWorker(
            conversations,
            presenter=Presenter(
                AnswerRecords(storage, clock=clock),
                Painter(environment={}),
                link="{}/{}".format,
                space_link=str,
                has_files=lambda _: False,
                capabilities=capabilities,
                names_permissions=False,
                has_reports=False,
            ),
            places=Places(),
            channel=adapter,
            audit=audit(clock),
            capabilities=capabilities,
            clock=clock,
        )
        yield Harness(genie, worker, background, jobs)
        await background.close()


@pytest.fixture
def question(channel: FakeChannel, clock: ScaledClock) -> Question:
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
    return Question.from_activity(
        ASKED,
        Activity.from_json(activity),
        reader=READER,
        space=Space(SALES_SPACE_ID),
        asked_at=clock.now().timestamp(),
    )


def test_a_record_round_trips_as_json(question: Question) -> None:
    """The journal stores JSON."""
    question = replace(question, genie_message_id="m-1")

    again = Question.from_json(json.loads(json.dumps(question.to_json())))

    assert again == question
    assert (again.person, again.asked_in().id) == (("msteams", "29:ann"), "19:group")
    assert (again.conversation["activityId"], again.conversation["locale"]) == (
        "activity-1",
        "zh-TW",
    )


async def test_the_record_has_the_progress(
    office: Harness, question: Question, workspace: tuple[Workspace, str]
) -> None:
    """A later process can continue from it."""
    active, answering = await office.begin(question)
    await answering

    (asked,) = workspace[0].questions()
    question = active.question
    assert question.genie_conversation_id == asked.conversation_id
    assert question.genie_message_id == asked.message_id
    assert question.activity_id


async def test_a_posted_question_is_not_posted_again(
    office: Harness,
    question: Question,
    channel: FakeChannel,
    workspace: tuple[Workspace, str],
) -> None:
    """A process that takes over follows the existing message, and finishes the same reply."""
    async for event in office.genie.genie(SALES_SPACE_ID).ask(ASKED):
        if isinstance(event, Asked):
            question = replace(
                question,
                genie_conversation_id=event.conversation_id,
                genie_message_id=event.message_id,
            )
    channel.messages["progress-1"] = {"id": "progress-1", "conversation": {"id": "19:group"}}
    question = replace(question, activity_id="progress-1")

    await office.answer(Question.from_json(question.to_json()))

    assert len(workspace[0].questions()) == 1
    (reply,) = channel.of("19:group")
    assert reply["id"] == "progress-1"
    assert elements(card_of(reply), "Table")


async def test_a_question_longer_than_the_process_is_told(
    office: Harness, question: Question, channel: FakeChannel
) -> None:
    """Otherwise its progress would be shown forever."""
    question = replace(question, text=f"{ASKED} [slow 600]")
    active, answering = await office.begin(question)
    async with asyncio.timeout(60):
        while not active.question.activity_id:  # noqa: ASYNC110 - the record has no event
            await asyncio.sleep(0.005)

    active.end_early(EndReason.CLOSED)
    await answering

    (message,) = channel.of("19:group")
    assert READER.say(problem_texts.INTERRUPTED[0]) in words(message)
    (again,) = elements(card_of(message), "Action.Submit")
    assert again["data"]["do"] == "ask"


async def take_away(office: Harness) -> None:
    """Let another process take over everything; leases are not renewed here."""
    store = office.keeper.store
    assert isinstance(store, SqliteStore)
    query = "UPDATE journal SET holder = 'another'"
    await store.database.write(lambda db: db.execute(query))


async def test_a_process_that_lost_its_lease_does_not_answer(
    office: Harness, question: Question, channel: FakeChannel
) -> None:
    """It was suspended, and another process answers: there would be two answers."""
    question = replace(question, text=f"{ASKED} [slow 0.2]")
    active, working = await office.begin(question)
    async with asyncio.timeout(60):
        while not active.question.genie_message_id:  # noqa: ASYNC110 - the record has no event
            await asyncio.sleep(0.005)
    await take_away(office)
    await working

    assert active.end_reason is EndReason.HANDED_ON
    assert not any(elements(message, "Table") for message in channel.messages.values())
    assert not any(
        problem_texts.ASK_AGAIN in words(message) for message in channel.messages.values()
    )


@pytest.mark.parametrize("posting_at", [0.0, 1_795_000_000.0])
async def test_a_process_that_lost_its_lease_does_not_post(
    office: Harness, question: Question, workspace: tuple[Workspace, str], posting_at: float
) -> None:
    """It does not post again after a search either."""
    question = replace(question, posting_at=posting_at)
    active, working = await office.begin(question)
    await take_away(office)
    active.end_early(EndReason.HANDED_ON)
    await working
    with pytest.raises(LeaseLostError):
        await active.note_posting("?digest", datetime.now(UTC))

    assert workspace[0].questions() == []
