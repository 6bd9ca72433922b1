"""Signing in and out at one's wish, who one is, and what is told when something is missing."""

import json
from pathlib import Path

import pytest

from bot.turns.routes import KEEPER
from cards.texts import command_texts, forget_texts, identity_texts, own_problem_texts
from simulator import (
    MEI,
    SALES_SPACE_ID,
    SUPPORT_SPACE_ID,
    TING,
    TOKEN,
    Connection,
    Principal,
    Refusal,
)
from testkit.scaled import ScaledClock, put_on
from tests.cards.look import words
from tests.harness.fixtures import Start
from tests.harness.people import personal
from tests.harness.sign_in import SignIn, TeamsClient, card, cards
from tests.harness.world import World

ASK = "Show revenue by region"
LONG = "Show revenue by region [slow 100]"
ANN = personal("Ann")
CONTACT = "the data team, data@contoso.com"


@pytest.fixture
def sign_in(own_sign_in: SignIn) -> SignIn:
    """A token service that demands the bot's own token."""
    return own_sign_in


@pytest.fixture
async def world(start_own: Start, clock: ScaledClock) -> World:
    """A bot whose people ask with their own identity; its workspace is on the same clock."""
    world = await start_own(ADMIN_CONTACT=CONTACT)
    put_on(clock, world.workspace)
    return world


@pytest.fixture
def ann(world: World, sign_in: SignIn) -> TeamsClient:
    """Ann's client: in Entra she is Mei."""
    return TeamsClient(world, sign_in, MEI, ANN)


def texts(world: World) -> list[object]:
    """Return the plain texts in Ann's chat."""
    return [message.get("text") for message in world.channel.of("a:ann")]


async def told(world: World, text: str) -> None:
    """Wait for a sentence in Ann's chat, in a message or on a card."""
    await world.until(lambda: text in words(world.channel.of("a:ann")))


# ---- commands


async def test_people_can_sign_in_before_they_ask(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """Then the first question is asked at once."""
    await world.say("signin", **ANN)
    shown = await card(world)
    assert identity_texts.SIGN_IN_NOW in str(shown["attachments"])
    assert (await ann.exchange(shown)).status == 200

    await world.say("sign in", **ANN)
    await told(world, identity_texts.SIGNED_IN)
    await world.say(ASK, **ANN)
    assert "North" in words(await world.answered("a:ann"))
    assert len(cards(world)) == 1


async def test_a_sign_out_ends_questions_in_progress(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """One sentence for the question, and the next one asks for a sign-in."""
    await world.say(LONG, **ANN)
    assert (await ann.exchange(await card(world))).status == 200
    await world.until(lambda: world.polls() > 2)

    await world.say("signout", **ANN)

    await told(world, own_problem_texts.OWN_NOT_SIGNED_IN.happened)
    await told(world, identity_texts.SIGNED_OUT)
    assert sign_in.service.count("SignOut") == 1
    assert world.answers("a:ann") == []
    await world.say(ASK, **ANN)
    assert (await ann.exchange(await card(world))).status == 200
    await world.answered("a:ann")


async def test_a_question_that_waits_ends_with_a_sign_out(world: World, ann: TeamsClient) -> None:
    """Its card is taken away."""
    await world.say(ASK, **ANN)
    await card(world)

    await world.say("登出", **ANN)

    await world.until(lambda: cards(world) == [])
    assert world.workspace.questions() == []


async def test_a_sign_out_reaches_other_instances(
    start_own: Start, sign_in: SignIn, tmp_path: Path
) -> None:
    """A question that one of them works on ends there."""
    one, other = [await start_own(STORAGE=f"sqlite:///{tmp_path}/bot.sqlite3") for _ in range(2)]
    await one.say("Show revenue by region [slow 30]", **ANN)
    assert (await TeamsClient(one, sign_in, MEI, ANN).exchange(await card(one))).status == 200
    await one.until(lambda: one.polls() > 2)

    await other.say("signout", **ANN)

    await told(one, own_problem_texts.OWN_NOT_SIGNED_IN.happened)
    assert one.answers("a:ann") == []


async def test_whoami_names_the_databricks_user(world: World, ann: TeamsClient) -> None:
    """Without a sign-in it says that there is none, and why a sign-in is of no use."""
    await world.say("whoami", **ANN)
    await told(world, own_problem_texts.OWN_NOT_SIGNED_IN.happened)
    assert command_texts.WHO_SEES_YOU in words(world.channel.of("a:ann"))

    await world.say("signin", **ANN)
    assert (await ann.exchange(await card(world))).status == 200
    await world.say("whoami", **ANN)
    await told(world, MEI.user_name)

    world.workspace.access.remove_user(MEI)
    await world.say("whoami", **ANN)
    await told(world, own_problem_texts.OWN_NO_USER.happened)


async def test_whoami_says_whose_identity_is_used_where(start_own: Start, tmp_path: Path) -> None:
    """Each space has its own."""
    path = tmp_path / "spaces.json"
    spaces = [
        {"id": SALES_SPACE_ID, "name": "Sales", "identity": "user"},
        {"id": SUPPORT_SPACE_ID, "name": "Support", "identity": "bot"},
    ]
    path.write_text(json.dumps(spaces), "utf-8")
    world = await start_own(GENIE_SPACES=str(path), DATABRICKS_SPACE_ID="", DATABRICKS_TOKEN=TOKEN)

    await world.say("whoami", **ANN)

    await told(world, command_texts.WHO_SEES_BOTH.format(own="Sales", others="Support"))


async def test_whoami_names_no_space_that_the_person_may_not_ask(
    start_own: Start, tmp_path: Path
) -> None:
    """It has only those that are in the list of spaces, too."""
    path, nobody = tmp_path / "spaces.json", {"people": ["0" * 8 + "-0000" * 3 + "-" + "0" * 12]}
    spaces = [
        {"id": SALES_SPACE_ID, "name": "Sales", "identity": "user"},
        {"id": SUPPORT_SPACE_ID, "name": "Payroll", "identity": "user", "allow": nobody},
        {"id": "0" * 32, "name": "Board", "identity": "bot", "allow": nobody},
    ]
    path.write_text(json.dumps(spaces), "utf-8")
    world = await start_own(GENIE_SPACES=str(path), DATABRICKS_SPACE_ID="", DATABRICKS_TOKEN=TOKEN)

    await world.say("whoami", **ANN)

    await told(world, command_texts.WHO_SEES_YOU)
    seen = str(world.channel.messages)
    assert "Sales" in seen
    assert not {name for name in ("Payroll", "Board") if name in seen}


@pytest.mark.parametrize("command", ["signin", "signout"])
async def test_without_own_identities_there_is_nothing_to_sign_in_to(
    start: Start, command: str
) -> None:
    """The token service is not asked, since there is none."""
    world = await start()

    await world.say(command, **ANN)

    await told(world, identity_texts.NO_SIGN_IN)


# ---- what is missing


async def problem(world: World, client: TeamsClient) -> str:
    """Ask, sign in, and return the words of the problem card."""
    await world.say(ASK, **client.place)
    assert (await client.exchange(await card(world))).status == 200
    return await problem_of(world)


async def problem_of(world: World) -> str:
    """Wait for the problem card, and return its words."""
    await world.until(lambda: "Reference" in words(world.channel.of("a:ann")))
    return words(world.channel.of("a:ann"))


@pytest.mark.parametrize(
    ("person", "missing", "explanation"),
    [
        (TING, "", own_problem_texts.OWN_NO_USER),
        (MEI, "space", own_problem_texts.OWN_SPACE_FORBIDDEN),
        (MEI, "table", own_problem_texts.OWN_DATA_FORBIDDEN),
    ],
)
async def test_a_missing_permission_is_the_persons(
    world: World,
    sign_in: SignIn,
    caplog: pytest.LogCaptureFixture,
    person: Principal,
    missing: str,
    explanation: tuple[str, str],
) -> None:
    """They learn whom to ask, and the operator what Databricks says."""
    if missing == "space":
        world.workspace.access.forbid_space(MEI, SALES_SPACE_ID)
    elif missing == "table":
        world.workspace.access.forbid_table(MEI, "retail.sales.orders")

    said = await problem(world, TeamsClient(world, sign_in, person, ANN))

    assert explanation[0] in said
    assert explanation[1] in said
    assert CONTACT in said
    (record,) = [r for r in caplog.records if r.getMessage() == "genie failed"]
    assert "Genie" in record.__dict__["error"]


@pytest.mark.parametrize(
    ("refusal", "sentence", "explanation"),
    [
        (Refusal.CONSENT_MISSING, identity_texts.CONSENT_NEEDED, own_problem_texts.OWN_CONSENT),
        (Refusal.BLOCKED, identity_texts.CONDITIONS_NEEDED, own_problem_texts.OWN_CONDITIONS),
        (Refusal.SECOND_FACTOR, identity_texts.CONDITIONS_NEEDED, own_problem_texts.OWN_CONDITIONS),
        (Refusal.REVOKED, "", own_problem_texts.OWN_NOT_SIGNED_IN),
    ],
)
async def test_entras_refusals_are_told(
    world: World,
    sign_in: SignIn,
    ann: TeamsClient,
    caplog: pytest.LogCaptureFixture,
    refusal: Refusal,
    sentence: str,
    explanation: tuple[str, str],
) -> None:
    """At once, and when the question has waited in vain; the operator gets the code."""
    sign_in.service.entra.refuse(refusal)
    await world.say(ASK, **ANN)
    assert (await ann.exchange(await card(world))).status == 412

    assert sentence in words(world.channel.of("a:ann"))
    said = await problem_of(world)
    assert explanation[0] in said
    code, _ = refusal.value
    assert code in str([r.__dict__.get("error") for r in caplog.records])


@pytest.mark.parametrize("user_tokens", ["as-is", "exchange"])
async def test_tokens_for_another_application_are_not_accepted(
    start_own: Start, sign_in: SignIn, user_tokens: str
) -> None:
    """The scope of the connection is wrong: neither Azure takes them nor the account's policy."""
    world = await start_own(DATABRICKS_USER_TOKENS=user_tokens, ADMIN_CONTACT=CONTACT)
    sign_in.service.configure(Connection(audience="https://graph.microsoft.com"))

    said = await problem(world, TeamsClient(world, sign_in, MEI, ANN))

    assert own_problem_texts.OWN_NOT_ACCEPTED.happened in said
    assert CONTACT in said


async def test_a_connection_with_another_name(start_own: Start, sign_in: SignIn) -> None:
    """The operator has to correct it."""
    world = await start_own(OAUTH_CONNECTION_NAME="typo", ADMIN_CONTACT=CONTACT)

    await world.say(ASK, **ANN)

    said = await problem_of(world)
    assert own_problem_texts.OWN_SETUP.happened in said
    assert CONTACT in said


async def test_sign_ins_and_sign_outs_are_in_the_audit(world: World, ann: TeamsClient) -> None:
    """Of whom, and how; a question that was asked so says with whose identity."""
    await world.say(ASK, **ANN)
    asking = await card(world)
    assert (await ann.exchange(asking)).status == 200
    assert (await ann.exchange(asking)).status == 200  # from another client
    await world.answered("a:ann")
    await world.say("signout", **ANN)
    await told(world, identity_texts.SIGNED_OUT)
    assert world.client.app is not None
    trail = await world.client.app[KEEPER].store.trail.since(0)
    lines = {line["kind"]: line for line in trail}

    assert len(trail) == len(lines) == 3
    assert lines["question"]["identity"] == "user"
    assert {line["user_id"] for line in trail} == {ANN["from"]["id"]}
    assert [lines[kind]["outcome"] for kind in ("sign-in", "sign-out")] == ["silent", "done"]


async def test_who_is_forgotten_is_signed_out(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """Their conversations in Genie, which only they may delete, go before that."""
    await world.say(ASK, **ANN)
    assert (await ann.exchange(await card(world))).status == 200
    await world.answered("a:ann")
    await world.say("forget me", **ANN)
    await told(world, forget_texts.FORGET_TITLE)
    await world.say("yes", **ANN)
    await told(world, forget_texts.FORGOTTEN)

    assert sign_in.service.count("SignOut") == 1
    assert world.workspace.conversations == {}
