"""The token service is slow, throttles, or talks nonsense: nobody else notices."""

import asyncio

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpServer

from bot.identity.token_service import WITHIN_S, WITHIN_TURN_S
from bot.questions import identity
from cards.texts import own_problem_texts
from simulator import MEI, Fault
from testkit.scaled import ScaledClock
from tests.cards.look import words
from tests.harness import company
from tests.harness.fixtures import Start
from tests.harness.people import personal
from tests.harness.sign_in import SignIn, TeamsClient, card, cards
from tests.harness.world import World

ASK = "Show revenue by region"
ANN, BOB = personal("Ann"), personal("Bob")
DEEP = "[" * 100_000


@pytest.fixture
def sign_in(own_sign_in: SignIn) -> SignIn:
    """A token service that demands the bot's own token."""
    return own_sign_in


@pytest.fixture
async def world(start_own: Start) -> World:
    """A bot whose people ask with their own identity; one question begins at a time."""
    return await start_own(QUESTIONS_STARTING_AT_ONCE="1")


@pytest.fixture
def ann(world: World, sign_in: SignIn) -> TeamsClient:
    """Ann's client."""
    return TeamsClient(world, sign_in, MEI, ANN)


async def test_a_long_pause_is_an_outage(world: World, sign_in: SignIn, clock: ScaledClock) -> None:
    """The person learns of it at once."""
    sign_in.service.fail_next(Fault.STATUS, status=429, retry_after=3600)
    began = clock.monotonic()
    await world.say(ASK, **ANN)

    assert own_problem_texts.OWN_UNREACHABLE.advice in words(await world.answer())
    assert clock.monotonic() - began < WITHIN_S


async def test_teams_gets_its_response_in_time(
    world: World, sign_in: SignIn, ann: TeamsClient, clock: ScaledClock
) -> None:
    """A silent sign-in that takes too long has failed, and can be sent again."""
    await world.say(ASK, **ANN)
    shown = await card(world)
    sign_in.service.fail_next(Fault.SLOW, delay_s=3)  # 300 s of the bot
    began = clock.monotonic()

    assert (await ann.exchange(shown)).status == 412
    assert clock.monotonic() - began < WITHIN_TURN_S + 5

    assert (await ann.exchange(shown)).status == 200
    await world.answered("a:ann")


async def test_others_begin_while_one_waits_for_the_token_service(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for a token has no place among those that begin, even if nothing is shown yet."""
    monkeypatch.setattr(identity, "SHOWN_AFTER_S", WITHIN_S)
    company.sign_all_in(sign_in, ["Bob"])
    sign_in.service.fail_next(Fault.SLOW, delay_s=3)
    await world.say(ASK, **ANN)
    await world.say(ASK, **BOB)

    await world.until(lambda: len(world.workspace.questions()) == 1)
    assert world.channel.log_of("a:ann") == []

    await world.answered("a:bob")
    await world.answer()


async def test_progress_is_shown_while_the_token_service_is_slow(
    world: World, sign_in: SignIn
) -> None:
    """The outage is told later."""
    sign_in.service.fail_next(Fault.SLOW, delay_s=3)
    await world.say(ASK, **ANN)

    await world.until(lambda: bool(world.channel.told))
    assert world.channel.of("a:ann") == []
    assert own_problem_texts.OWN_UNREACHABLE.advice in words(await world.answer())


async def test_nonsense_ends_a_wait(
    world: World, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    """It is an outage, and the card is taken away."""
    await world.say(ASK, **ANN)
    await card(world)
    sign_in.service.fail_next(Fault.STATUS, status=200, body=DEEP)
    event = world.activity(None, type="event", name="tokens/response", value={"token": "x"}, **ANN)
    await world.post(event)

    await world.until(lambda: cards(world) == [])
    assert own_problem_texts.OWN_UNREACHABLE.advice in words(await world.answer())
    assert "question crashed" not in caplog.text


async def test_an_exchange_that_failed_is_not_remembered(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """The client may send it again."""
    await world.say(ASK, **ANN)
    shown = await card(world)
    sign_in.service.fail_next(Fault.STATUS, status=200, body=DEEP, path_contains="exchange")

    assert (await ann.exchange(shown)).status == 412
    assert (await ann.exchange(shown)).status == 200
    await world.answered("a:ann")


async def test_a_service_that_contradicts_itself_is_asked_twice(
    start: Start, aiohttp_server: AiohttpServer
) -> None:
    """It has a token for who begins a question, and none for who asks Genie."""
    calls: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        calls.append(request.path.rpartition("/")[2])
        if calls[-1] == "GetToken":
            return web.json_response({"error": {"code": "NotFound"}}, status=404)
        token = {"token": "t", "expiration": "2020-01-01T00:00:00Z"}
        return web.json_response({"tokenResponse": token})

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    url = str((await aiohttp_server(app)).make_url("")).rstrip("/")
    world = await start(
        OAUTH_CONNECTION_NAME="databricks",
        TOKEN_SERVICE_URL=url,
        DATABRICKS_USER_TOKENS="as-is",
        QUESTIONS_STARTING_AT_ONCE="1",
    )
    await world.say(ASK, **ANN)

    assert own_problem_texts.OWN_NOT_SIGNED_IN.advice in words(await world.answer())
    await asyncio.sleep(0.1)
    assert calls == ["GetTokenOrSignInResource", "GetToken"] * 2
