"""docs/identity.md says what people see of each mistake in the set-up: each is made here."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest
from pytest_aiohttp.plugin import AiohttpServer

from simulator import (
    MEI,
    SALES_SPACE_ID,
    TING,
    Connection,
    Fault,
    FederationPolicy,
    Principal,
    Refusal,
    SimulatorSettings,
    Workspace,
)
from simulator.engine import Engine
from tests.cards.look import words
from tests.harness.fixtures import Start, serve_workspace
from tests.harness.people import chat_of, personal, webchat
from tests.harness.registration import PublishedKeys
from tests.harness.sign_in import SignIn, TeamsClient, card
from tests.harness.world import World
from tests.needs import ROOT

ANN = personal("Ann")
ASK = "Show revenue by region"
PAGE: Final = (ROOT / "docs" / "identity.md").read_text("utf-8")
ROW: Final = re.compile(
    r"^\| (?!people see|---)(.+?) \| `(.+?)`.*? \| (.+?) \| .+ \|$", re.MULTILINE
)
POLICY: Final = FederationPolicy()


@dataclass(frozen=True, slots=True)
class Row:
    """What people see, a part of the log, and what is wrong."""

    seen: str
    logged: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in the set-up.

    Args:
        settings: of the bot.
        policy: of the account.
        make: makes the mistake in the simulated services.
        play: what the person's client does after the question.
        place: where the person asks.
    """

    person: Principal = MEI
    settings: Mapping[str, str] | None = None
    policy: FederationPolicy = POLICY
    make: Callable[[Workspace, SignIn], None] = lambda _, __: None
    play: Callable[[World, TeamsClient], Awaitable[None]] | None = None
    place: Mapping[str, Any] = field(default_factory=lambda: ANN)


async def exchange(world: World, client: TeamsClient) -> None:
    """Sign in silently, as far as that goes."""
    await client.exchange(await card(world))


async def fail(world: World, client: TeamsClient) -> None:
    """Find that the app's own description does not fit."""
    await card(world)
    await client.fail("resourcematchfailed")


async def wait(world: World, client: TeamsClient) -> None:
    """Do nothing."""
    await card(world)


async def nothing(world: World, client: TeamsClient) -> None:
    """Get no card."""


def refusing(refusal: Refusal) -> Callable[[Workspace, SignIn], None]:
    return lambda _, sign_in: sign_in.service.entra.refuse(refusal)


def connected(connection: Connection) -> Callable[[Workspace, SignIn], None]:
    return lambda _, sign_in: sign_in.service.configure(connection)


EXCHANGED: Final = {"DATABRICKS_USER_TOKENS": "exchange"}
MISTAKES: Final = {
    "Nobody has consented.": [Mistake(make=refusing(Refusal.CONSENT_MISSING))],
    "Conditional access demands more than Teams has shown.": [
        Mistake(make=refusing(Refusal.SECOND_FACTOR))
    ],
    "`webApplicationInfo.resource` of the Teams app is not the application ID URI.": [
        Mistake(play=fail)
    ],
    "The Token Exchange URL is not the application ID URI.": [
        Mistake(make=connected(Connection(exchange_url="api://another")))
    ],
    "The scope of the OAuth connection is not Azure Databricks'.": [
        Mistake(make=connected(Connection(audience="https://graph.microsoft.com")))
    ],
    "Issuer, audience or subject claim of the federation policy do not fit the token.": [
        Mistake(settings=EXCHANGED, policy=replace(POLICY, issuer="https://sts.example.com/")),
        Mistake(settings=EXCHANGED, policy=replace(POLICY, audiences=("the account's id",))),
        Mistake(settings=EXCHANGED, policy=replace(POLICY, subject_claim="sub")),
    ],
    "The person has no account in the workspace.": [Mistake(person=TING)],
    "They lack CAN RUN on the space.": [
        Mistake(make=lambda workspace, _: workspace.access.forbid_space(MEI, SALES_SPACE_ID))
    ],
    "They lack SELECT on the data.": [
        Mistake(make=lambda workspace, _: workspace.access.forbid_table(MEI, "retail.sales.orders"))
    ],
    "`OAUTH_CONNECTION_NAME` is not the name of the OAuth connection.": [
        Mistake(settings={"OAUTH_CONNECTION_NAME": "another"}, play=nothing)
    ],
    "The token service cannot be reached.": [
        Mistake(make=lambda _, s: s.service.fail_next(Fault.STATUS, times=99), play=nothing)
    ],
    "The question came from another channel than Teams.": [
        Mistake(place=webchat("Ann"), play=nothing)
    ],
    "Nobody has pressed **Sign in** for 15 minutes.": [Mistake(play=wait)],
}
ROWS: Final = [Row(*found) for found in ROW.findall(PAGE.partition("## What people see")[2])]
CASES: Final = [
    pytest.param(mistake, row, mistake.policy, id=f"{row.wrong} {number}")
    for row in ROWS
    for number, mistake in enumerate(MISTAKES.get(row.wrong, ()), 1)
]


@pytest.fixture
async def workspace(
    request: pytest.FixtureRequest, aiohttp_server: AiohttpServer, engine: Engine
) -> tuple[Workspace, str]:
    """A workspace of an account with the policy of the case."""
    settings = SimulatorSettings(
        answer_seconds=(0.0, 0.0), questions_per_minute=0, federation=request.param
    )
    return await serve_workspace(settings, aiohttp_server, engine)


def test_each_row_is_tried() -> None:
    """A row without a mistake promises something that nobody has seen."""
    assert {row.wrong for row in ROWS} == set(MISTAKES)


@pytest.mark.parametrize(("mistake", "row", "workspace"), CASES, indirect=["workspace"])
async def test_people_see_what_the_page_says(
    start_own: Start,
    own_sign_in: SignIn,
    published: PublishedKeys,
    workspace: tuple[Workspace, str],
    caplog: pytest.LogCaptureFixture,
    mistake: Mistake,
    row: Row,
) -> None:
    """They learn it in their chat, and the operator from the log."""
    published.endorsements.append("webchat")
    world = await start_own(**mistake.settings or {})
    mistake.make(workspace[0], own_sign_in)

    client = TeamsClient(world, own_sign_in, mistake.person, mistake.place)
    await world.say(ASK, **mistake.place)
    await (mistake.play or exchange)(world, client)

    chat = chat_of(dict(mistake.place))
    await world.until(lambda: row.seen in words(world.channel.of(chat)))
    await world.until(lambda: row.logged in str([vars(r) for r in caplog.records]))
