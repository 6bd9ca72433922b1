"""The client against the simulated workspace, which shares no code with the client."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

import aiohttp
import pytest
from pytest_aiohttp import AiohttpServer

from genie import (
    Answer,
    Answered,
    Asked,
    ClientCredentials,
    Failed,
    FixedToken,
    Genie,
    GenieWorkspace,
    Issuer,
    RenewedToken,
    SqlWritten,
    StatusChanged,
    TokenExchange,
    TokenSource,
)
from genie.causes import Cause
from genie.errors import GenieAnswerError, GenieError, GenieFormatError, GenieNotFoundError
from genie.statuses import FeedbackRating
from simulator import (
    CLIENT_ID,
    CLIENT_SECRET,
    SALES_SPACE_ID,
    SUBJECT_TOKEN,
    TOKEN,
    WORKSPACE,
    Fault,
    SimulatorSettings,
    Workspace,
    create_app,
)
from simulator.engine import Engine
from simulator.questions.subjects import SALES
from tests.clocks import FakeClock, stop
from tests.genie.events import all_of, error_of

REVENUE = "What is the revenue by region?"
TOKEN_ENDPOINT = "/oidc/v1/token"

MakeIssuer = Callable[[aiohttp.ClientSession, str], Issuer]


def service_principal(session: aiohttp.ClientSession, url: str) -> Issuer:
    """Make the issuer of OAuth M2M."""
    return ClientCredentials(
        session, base_url=url, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, scope="genie"
    )


def federation(session: aiohttp.ClientSession, url: str) -> Issuer:
    """Make the issuer of token federation."""

    async def subject_token() -> str:
        return SUBJECT_TOKEN

    return TokenExchange(
        session, base_url=url, subject_token=subject_token, scope="genie", client_id=CLIENT_ID
    )


each_issuer = pytest.mark.parametrize("issuer", [service_principal, federation])


class SharedClock(FakeClock):
    """Runs on the workspace's own time, so that neither side really waits."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._clock = workspace.clock

    def monotonic(self) -> float:
        return self._clock.now_s()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._clock.advance(seconds)
        await asyncio.sleep(0)


class Visit:
    """A workspace, and a client for it."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, workspace: Workspace, tokens: TokenSource
    ) -> None:
        self.workspace = workspace
        self.clock = SharedClock(workspace)
        self.client = GenieWorkspace(session, base_url=url, tokens=tokens, clock=self.clock)
        self.genie: Genie = self.client.genie(SALES_SPACE_ID)

    async def answer(self, question: str, conversation_id: str = "") -> Answer:
        """Ask, and fail if there is no answer."""
        last = (await all_of(self.genie.ask(question, conversation_id=conversation_id)))[-1]
        assert isinstance(last, Answered), last
        return last.answer

    def count(self, method: str, end: str) -> int:
        """Return how many requests of a kind the workspace has received, including dropped ones."""
        return sum(r.method == method and r.path.endswith(end) for r in self.workspace.requests)


class Visits:
    """Starts workspaces."""

    def __init__(
        self, session: aiohttp.ClientSession, serve: AiohttpServer, engine: Engine
    ) -> None:
        self._session = session
        self._serve = serve
        self._engine = engine

    async def start(
        self, settings: SimulatorSettings | None = None, *, issuer: MakeIssuer | None = None
    ) -> Visit:
        """Serve a workspace, and make a client for it."""
        settings = settings or SimulatorSettings(questions_per_minute=0)
        app = create_app(settings, engine=self._engine)
        stop(app[WORKSPACE].clock)
        url = str((await self._serve(app)).make_url(""))
        tokens: TokenSource = FixedToken(TOKEN)
        if issuer is not None:
            tokens = RenewedToken(issuer(self._session, url), now=app[WORKSPACE].clock.now_s)
        return Visit(self._session, url, app[WORKSPACE], tokens)


@pytest.fixture
def visits(session: aiohttp.ClientSession, aiohttp_server: AiohttpServer, engine: Engine) -> Visits:
    """Starts workspaces with settings of the test's choice."""
    return Visits(session, aiohttp_server, engine)


@pytest.fixture
async def visit(visits: Visits) -> Visit:
    """A workspace with default settings, which takes 3 to 8 seconds to answer."""
    return await visits.start()


async def test_a_question_is_answered_with_a_table(visit: Visit) -> None:
    """This is the main use, over the whole protocol."""
    events = await all_of(visit.genie.ask(REVENUE))

    *_, last = events
    assert isinstance(last, Answered)
    (result,) = last.answer.results
    assert result.table is not None
    assert result.table.rows
    assert any(isinstance(c, Decimal) for c in result.table.rows[0])
    assert last.answer.text
    assert last.answer.suggestions
    assert isinstance(events[0], Asked)
    assert any(isinstance(event, SqlWritten) for event in events)
    assert "EXECUTING_QUERY" in [e.status for e in events if isinstance(e, StatusChanged)]


async def test_messages_in_the_style_of_the_guide_are_answered_too(visits: Visits) -> None:
    """The guide's examples have nulls, seconds and IN_PROGRESS."""
    visit = await visits.start(SimulatorSettings(questions_per_minute=0, docs_style=True))

    assert (await visit.answer(REVENUE)).results[0].table


async def test_a_further_question_depends_on_the_conversation(visit: Visit) -> None:
    """The question "and by month?" has a meaning only in its conversation."""
    first = await visit.answer(REVENUE)

    second = await visit.answer("and by month?", first.conversation_id)

    assert second.conversation_id == first.conversation_id
    assert second.results[0].table != first.results[0].table


async def test_an_existing_message_is_followed_to_the_same_answer(visit: Visit) -> None:
    """After a restart only the ids are known."""
    answer = await visit.answer(REVENUE)

    events = await all_of(visit.genie.follow(answer.conversation_id, answer.message_id))

    assert events[-1] == Answered(answer)
    assert len(visit.workspace.questions()) == 1


@pytest.mark.parametrize("expired_answer", ["closed", "not_found"])
async def test_an_expired_result_is_executed_again_once(
    visits: Visits, expired_answer: Literal["closed", "not_found"]
) -> None:
    """The person sees the rows."""
    settings = SimulatorSettings(questions_per_minute=0, expired_answer=expired_answer)
    visit = await visits.start(settings)
    answer = await visit.answer(REVENUE)
    visit.workspace.expire_results()

    events = await all_of(visit.genie.follow(answer.conversation_id, answer.message_id))

    last = events[-1]
    assert isinstance(last, Answered)
    assert last.answer.results[0].table == answer.results[0].table
    assert visit.count("POST", "/execute-query") == 1


@pytest.mark.parametrize("switch", ["chunks", "links", "late 5", "stall", "warehouse", "503 2"])
async def test_all_rows_arrive_in_every_way_of_delivery(visit: Visit, switch: str) -> None:
    """Results come in chunks, by links, late, or only after they are requested."""
    plain = await visit.answer(REVENUE)

    answer = await visit.answer(f"{REVENUE} [{switch}]")

    assert answer.results[0].error is None
    assert answer.results[0].table == plain.results[0].table


async def test_a_truncated_result_says_so(visit: Visit) -> None:
    """Otherwise a part would be taken for the whole result."""
    table = (await visit.answer(f"{REVENUE} [truncated]")).results[0].table

    assert table is not None
    assert not table.extent.is_whole


async def test_a_self_correction_shows_every_query(visit: Visit) -> None:
    """The failed query comes first, the one that worked last."""
    plain = await visit.answer(REVENUE)

    answer = await visit.answer(f"{REVENUE} [retry]")

    assert answer.results[-1].table == plain.results[0].table


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("fail", GenieAnswerError),
        ("cancel", GenieAnswerError),
        ("429", GenieAnswerError),
        ("gone", GenieNotFoundError),
    ],
)
async def test_a_missing_answer_is_a_failure(
    visit: Visit, switch: str, kind: type[GenieError]
) -> None:
    """The failure is the last event."""
    events = await all_of(visit.genie.ask(f"{REVENUE} [{switch}]"))

    assert isinstance(error_of(events), kind)


async def test_a_deleted_conversation_is_replaced_by_a_new_one(visit: Visit) -> None:
    """The same question is asked there once, and the event says so."""
    first = await visit.answer(REVENUE)
    visit.workspace.forget_conversation(first.conversation_id)

    events = await all_of(visit.genie.ask(REVENUE, conversation_id=first.conversation_id))

    asked = events[0]
    assert isinstance(asked, Asked)
    assert asked.not_continued
    assert asked.conversation_id != first.conversation_id
    assert isinstance(events[-1], Answered)


async def test_a_missing_space_starts_no_new_conversation(visit: Visit) -> None:
    """Its 404 differs from that of a conversation."""
    genie = visit.client.genie("0" * 32)

    (event,) = await all_of(genie.ask(REVENUE, conversation_id="1" * 32))

    assert isinstance(event, Failed)
    assert isinstance(event.error, GenieNotFoundError)
    assert event.error.cause is Cause.SPACE_GONE
    assert visit.count("POST", "/start-conversation") == 0


@pytest.mark.parametrize("continues", [False, True])
async def test_a_question_with_a_lost_response_is_posted_once(
    visit: Visit, *, continues: bool
) -> None:
    """Genie has the question: it is found, and adopted."""
    conversation_id = (await visit.answer("How many orders?")).conversation_id if continues else ""
    visit.workspace.fail_next(Fault.DROP_AFTER_COMMIT, method="POST")

    answer = await visit.answer(REVENUE, conversation_id)

    (asked,) = visit.workspace.questions(REVENUE)
    assert (answer.conversation_id, answer.message_id) == (asked.conversation_id, asked.message_id)


async def test_a_question_that_did_not_arrive_is_posted_again(visit: Visit) -> None:
    """It takes three searches to be sure that Genie does not have it."""
    visit.workspace.fail_next(Fault.DROP_BEFORE_COMMIT, method="POST")

    await visit.answer(REVENUE)

    assert len(visit.workspace.questions(REVENUE)) == 1


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER_COMMIT, Fault.DROP_BEFORE_COMMIT])
async def test_the_same_question_of_two_people_has_two_messages(visit: Visit, fault: Fault) -> None:
    """This also holds if one of the responses was lost."""
    visit.workspace.fail_next(fault, method="POST")

    one, other = await asyncio.gather(visit.answer(REVENUE), visit.answer(REVENUE))

    assert one.message_id != other.message_id
    assert one.conversation_id != other.conversation_id


async def test_many_people_with_lost_responses_get_their_own_messages(visit: Visit) -> None:
    """Thirty people ask three questions, and every third response is lost."""
    words = [REVENUE, "How many orders?", "Top 5 products"]
    for _ in range(10):
        visit.workspace.fail_next(Fault.DROP_AFTER_COMMIT, method="POST")

    answers = await asyncio.gather(*(visit.answer(words[i % 3]) for i in range(30)))

    texts = {q.message_id: q.text for q in visit.workspace.questions()}
    assert len({answer.message_id for answer in answers}) == 30
    assert all(texts[a.message_id] == words[i % 3] for i, a in enumerate(answers))


async def test_the_workspace_limit_is_waited_for(visits: Visits) -> None:
    """With five questions a minute, the sixth waits until the first is a minute old."""
    settings = SimulatorSettings(questions_per_minute=5)
    visit = await visits.start(settings)
    began = visit.clock.monotonic()
    for _ in range(5):
        await visit.answer("How many orders?")

    await visit.answer(REVENUE)

    assert visit.clock.monotonic() - began >= settings.question_window_s
    assert len(visit.workspace.questions(REVENUE)) == 1


@each_issuer
async def test_a_question_needs_one_token(visits: Visits, issuer: MakeIssuer) -> None:
    """All of its requests have the same."""
    visit = await visits.start(issuer=issuer)

    assert (await visit.answer(REVENUE)).results
    assert visit.count("POST", TOKEN_ENDPOINT) == 1


@each_issuer
async def test_a_token_revoked_while_genie_works_is_replaced(
    visits: Visits, issuer: MakeIssuer
) -> None:
    """The person does not notice it."""
    visit = await visits.start(issuer=issuer)
    events = visit.genie.ask(REVENUE)
    await anext(events)

    visit.workspace.revoke_tokens()
    rest = await all_of(events)

    assert isinstance(rest[-1], Answered)
    assert visit.count("POST", TOKEN_ENDPOINT) == 2


@each_issuer
@pytest.mark.parametrize("left_s", [41, 40, 30, 1, 0])
async def test_no_request_has_a_token_that_is_about_to_expire(
    visits: Visits, issuer: MakeIssuer, left_s: float
) -> None:
    """The workspace refuses a token in its last 30 seconds."""
    settings = SimulatorSettings()
    visit = await visits.start(settings, issuer=issuer)
    await visit.genie.space.title()

    visit.workspace.clock.advance(settings.expires_in_s - left_s)
    await visit.genie.space.title()

    assert [r.status for r in visit.workspace.requests] == [200] * len(visit.workspace.requests)
    assert visit.count("POST", TOKEN_ENDPOINT) == (1 if left_s > 40 else 2)


@pytest.mark.parametrize("switch", ["", " [json]", " [chunks]", " [chunks] [json]"])
async def test_all_rows_of_a_large_result_are_read(visit: Visit, switch: str) -> None:
    """The first of them equal the table's, however they are delivered."""
    answer = await visit.answer(f"Show all order lines{switch}")
    (result,) = answer.results
    assert result.table is not None

    whole = await visit.genie.space.whole_result(
        answer.conversation_id, answer.message_id, result.query
    )

    rows = list(whole.rows())
    assert len(rows) == whole.extent.row_count > 5_000
    assert whole.extent.is_whole
    assert whole.columns == result.table.columns
    assert tuple(rows[:5_000]) == result.table.rows


async def test_a_download_in_another_format_falls_back_to_the_table(visit: Visit) -> None:
    """Arrow is not supported."""
    answer = await visit.answer(f"{REVENUE} [arrow] [truncated]")
    (result,) = answer.results
    assert result.table is not None

    whole = await visit.genie.space.whole_result(
        answer.conversation_id, answer.message_id, result.query
    )

    assert tuple(whole.rows()) == result.table.rows
    assert isinstance(whole.download_error, GenieFormatError)


async def test_feedback_is_stored_with_the_message(visit: Visit) -> None:
    """The space's author can read it with its comment."""
    answer = await visit.answer(REVENUE)
    ids = (answer.conversation_id, answer.message_id)

    await visit.genie.space.send_feedback(*ids, FeedbackRating.NEGATIVE, comment="Wrong year")

    message = visit.workspace.message(SALES_SPACE_ID, *ids)
    assert message.feedback == {"rating": "NEGATIVE", "comment": "Wrong year"}


async def test_conversations_and_messages_are_listed_and_deleted(visit: Visit) -> None:
    """The space has a title here."""
    answer = await visit.answer(REVENUE)
    space = visit.genie.space

    listed = (await space.list_conversations()).items
    messages = (await space.list_messages(answer.conversation_id)).items
    await space.delete_message(answer.conversation_id, answer.message_id)
    left = (await space.list_messages(answer.conversation_id)).items
    await space.delete_conversation(answer.conversation_id)

    assert await space.title() == SALES.title
    assert [c.conversation_id for c in listed] == [answer.conversation_id]
    assert [m.message_id for m in messages] == [answer.message_id]
    assert left == ()
    assert (await space.list_conversations()).items == ()
