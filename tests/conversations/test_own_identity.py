"""People ask with their own identity: they sign in, and their questions wait for that."""

import asyncio

import pytest

from cards.texts import identity_texts, own_problem_texts, problem_texts, progress_texts
from simulator import MEI, WEI, Fault, Refusal
from tests.cards.look import elements, words
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, TEAM_ID, group, personal, team
from tests.harness.sign_in import (
    SignIn,
    TeamsClient,
    card,
    cards,
    choose_on_page,
    sign_in_content,
    sign_in_link,
)
from tests.harness.world import World

ASK = "Show revenue by region"
ANN = personal("Ann")


@pytest.fixture
def sign_in(own_sign_in: SignIn) -> SignIn:
    """A token service that demands the bot's own token."""
    return own_sign_in


@pytest.fixture
async def world(start_own: Start) -> World:
    """A bot whose people ask with their own identity."""
    return await start_own()


@pytest.fixture
async def shown(start_own: Start) -> World:
    """The same, and answers stand in the group where they were asked for."""
    return await start_own(OWN_ANSWERS_IN_GROUPS="shown")


@pytest.fixture
def ann(world: World, sign_in: SignIn) -> TeamsClient:
    """Ann's client: in Entra she is Mei, who sees the rows of one region."""
    return TeamsClient(world, sign_in, MEI, ANN)


async def signed_in(client: TeamsClient) -> None:
    """Ask, sign in silently, and wait for the answer."""
    await client.world.say(ASK, **client.place)
    assert (await client.exchange(await card(client.world))).status == 200
    await client.world.answered("a:ann")


async def test_a_first_question_signs_in_silently(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """It costs two calls of the token service; the next one costs one."""
    await world.say(ASK, **ANN)

    response = await ann.exchange(await card(world))

    assert response.status == 200
    answer = await world.answered("a:ann")
    assert "North" in words(answer)
    assert [call.name for call in sign_in.service.calls] == ["GetTokenOrSignInResource", "exchange"]
    assert {call.scheme for call in sign_in.service.calls} == {"Bearer"}
    await world.until(lambda: cards(world) == [])
    assert world.progress("a:ann") == []

    await world.say("And by month?", **ANN)
    await world.answered("a:ann", count=2)
    assert sign_in.service.count() == 3


async def test_tokens_can_be_exchanged_for_databricks_own(
    start_own: Start, sign_in: SignIn
) -> None:
    """That is how it is outside of Azure."""
    world = await start_own(DATABRICKS_USER_TOKENS="exchange")

    await signed_in(TeamsClient(world, sign_in, MEI, ANN))

    (answer,) = world.answers("a:ann")
    assert "North" in words(answer)


async def test_tokens_that_expire_soon_are_used_all_the_same(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """So it looks if the machine's clock is ahead; each request asks for another token then."""
    sign_in.service.entra.set_lifetime(39)

    await signed_in(ann)

    assert sign_in.service.count("GetTokenOrSignInResource") == 2
    assert len(world.workspace.questions()) == 1


async def test_an_outage_of_the_token_service_ends_a_wait(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """The question ends with a sentence, and the card is taken away."""
    await world.say(ASK, **ANN)
    await card(world)
    sign_in.service.fail_next(Fault.STATUS, times=100)

    event = world.activity(None, type="event", name="tokens/response", value={"token": "x"}, **ANN)
    await world.post(event)

    await world.until(lambda: cards(world) == [])
    said = words(await world.answer())
    assert own_problem_texts.OWN_UNREACHABLE.advice in said
    assert world.workspace.questions() == []


async def test_two_people_of_a_group_see_their_own_rows(shown: World, sign_in: SignIn) -> None:
    """Each signs in in their own chat, and the group sees no card."""
    for name, person in (("Ann", MEI), ("Bob", WEI)):
        await shown.say(ASK, **group(name))
        client = TeamsClient(shown, sign_in, person, personal(name))
        response = await client.exchange(await card(shown, f"a:{name.lower()}"))
        assert response.status == 200

    await shown.answered(GROUP_ID, count=2)
    ann, bob = (words(each) for each in shown.answers(GROUP_ID))
    assert ("North" in ann, "Central" in ann) == (True, False)
    assert ("North" in bob, "Central" in bob) == (False, True)
    assert cards(shown, GROUP_ID) == []


async def test_equal_questions_of_two_people_are_asked_twice(
    start_own: Start, sign_in: SignIn
) -> None:
    """With a limit, equal questions share one answer, but not where people see different rows."""
    world = await start_own(GENIE_QUESTIONS_PER_MINUTE="100")
    for name, person in (("Ann", MEI), ("Bob", WEI)):
        await world.say(f"{ASK} [slow 0.5]", **personal(name))
        client = TeamsClient(world, sign_in, person, personal(name))
        assert (await client.exchange(await card(world, f"a:{name.lower()}"))).status == 200

    ann, bob = [words(await world.answered(chat)) for chat in ("a:ann", "a:bob")]

    assert len(world.workspace.questions()) == 2
    assert ("North" in ann, "Central" in ann) == (True, False)
    assert ("North" in bob, "Central" in bob) == (False, True)


async def test_the_group_sees_that_a_question_waits(shown: World) -> None:
    """The others know why there is no answer, and the asker where to go."""
    await shown.say(ASK, **group("Ann"))
    await card(shown, "a:ann")

    await shown.until(lambda: bool(shown.progress(GROUP_ID)))

    (progress,) = shown.progress(GROUP_ID)
    assert progress_texts.SIGN_IN_IN_PRIVATE in words(progress)


async def test_a_card_among_others_works_for_its_person_alone(
    shown: World, sign_in: SignIn
) -> None:
    """It stands there if the bot cannot write to the person, and names nobody."""
    shown.channel.strangers.add("29:ann")
    await shown.say(ASK, **group("Ann"))
    oauth = await card(shown, GROUP_ID)
    assert "Ann" not in str(oauth["attachments"])

    bob = TeamsClient(shown, sign_in, WEI, group("Bob"))
    assert (await bob.exchange(oauth)).status == 412
    code = await choose_on_page(sign_in_link(oauth), WEI)
    assert (await bob.verify(code)).status == 404
    assert sign_in.service.count("exchange") == 0
    assert shown.answers(GROUP_ID) == []

    ann = TeamsClient(shown, sign_in, MEI, group("Ann"))
    assert (await ann.exchange(oauth)).status == 200
    assert "North" in words(await shown.answered(GROUP_ID))


async def test_in_a_channel_people_press_the_button(shown: World, sign_in: SignIn) -> None:
    """Teams cannot sign anybody in silently there."""
    shown.channel.strangers.add("29:ann")
    await shown.say(ASK, **team("Ann"))
    oauth = await card(shown, TEAM_ID)
    assert "tokenExchangeResource" not in sign_in_content(oauth)

    code = await choose_on_page(sign_in_link(oauth), MEI)
    response = await TeamsClient(shown, sign_in, MEI, team("Ann")).verify(code)

    assert response.status == 200
    assert "North" in words(await shown.answered(TEAM_ID))


async def test_a_page_that_was_closed_signs_nobody_in(world: World, ann: TeamsClient) -> None:
    """Teams says so in the place of a code."""
    await world.say(ASK, **ANN)
    await card(world)

    assert (await ann.verify("CancelledByUser")).status == 404
    assert (await ann.verify("000000")).status == 404
    assert world.answers("a:ann") == []


async def test_a_missing_consent_can_be_given(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """412 lets Teams ask for it; then it sends the same exchange again."""
    sign_in.service.entra.refuse(Refusal.CONSENT_MISSING)
    await world.say(ASK, **ANN)
    shown = await card(world)

    response = await ann.exchange(shown)
    assert response.status == 412
    body = await response.json()
    assert body["id"] == sign_in_content(shown)["tokenExchangeResource"]["id"]
    assert body["connectionName"] == "databricks"
    assert body["failureDetail"]

    sign_in.service.entra.allow()
    assert (await ann.exchange(shown)).status == 200
    assert "North" in words(await world.answered("a:ann"))


async def test_the_same_exchange_of_three_clients_is_made_once(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """A person may have Teams open on a telephone, on a desktop and in a browser."""
    await world.say(ASK, **ANN)
    shown = await card(world)

    responses = await asyncio.gather(*(ann.exchange(shown) for _ in range(3)))
    late = await ann.exchange(shown)

    assert [each.status for each in (*responses, late)] == [200] * 4
    assert sign_in.service.count("exchange") == 1
    await world.answered("a:ann")
    assert len(world.answers("a:ann")) == 1


@pytest.mark.parametrize(
    "value",
    [
        {"connectionName": "another"},
        {"id": "another"},
        {"token": 1},
        {"token": "x" * 20_001},
        {"id": None},
    ],
)
async def test_other_exchanges_are_refused(
    world: World, sign_in: SignIn, ann: TeamsClient, value: dict[str, object]
) -> None:
    """The token service is not asked."""
    await world.say(ASK, **ANN)

    response = await ann.exchange(await card(world), **value)

    assert response.status == 412
    assert sign_in.service.count("exchange") == 0


async def test_a_failed_silent_sign_in_is_told_and_logged(
    world: World, ann: TeamsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator needs its code, and the person the button."""
    await world.say(ASK, **ANN)
    await card(world)

    for code in ("resourcematchfailed", "a sentence, perhaps"):
        assert (await ann.fail(code)).status == 200

    failures = [r for r in caplog.records if r.getMessage() == "silent sign-in failed"]
    assert [r.__dict__["code"] for r in failures] == ["resourcematchfailed", "unknown"]
    assert identity_texts.NOT_SILENT in [m.get("text") for m in world.channel.of("a:ann")]


async def test_after_fifteen_minutes_the_question_ends(world: World, sign_in: SignIn) -> None:
    """One sentence, and a button to ask again; the card is gone."""
    await world.say(ASK, **ANN)
    await card(world)

    await world.until(lambda: cards(world) == [])
    problem = await world.answer()

    assert own_problem_texts.OWN_NOT_SIGNED_IN.happened in words(problem)
    assert [b["title"] for b in elements([problem], "Action.Submit")] == [problem_texts.ASK_AGAIN]
    assert sign_in.service.count() == 1
    assert world.workspace.questions() == []


async def test_a_question_that_waits_can_be_stopped(world: World, sign_in: SignIn) -> None:
    """Nothing is asked, and the card is taken away."""
    await world.say(ASK, **ANN)
    await card(world)

    await world.say("stop", **ANN)

    await world.until(lambda: cards(world) == [])
    assert world.workspace.questions() == []
