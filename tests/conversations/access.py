"""People, places and a registered bot, for tests of who may ask."""

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_aiohttp.plugin import AiohttpServer

from genie import FixedToken
from server.overrides import Overrides
from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID
from testkit.scaled import ScaledClock
from tests.harness.fake_channel import FakeChannel
from tests.harness.fixtures import NoPictures, Start
from tests.harness.graph import GRAPH_TOKEN, FakeGraph
from tests.harness.people import Changes, group, personal, team, webchat
from tests.harness.registration import REGISTERED, NoCredentials, PublishedKeys, token
from tests.harness.world import World

TENANT: Final = "aaaaaaaa-0000-4000-8000-000000000000"
PARTNER: Final = "bbbbbbbb-0000-4000-8000-000000000000"
FINANCE: Final = "11111111-0000-4000-8000-00000000000f"
BOARD: Final = "22222222-0000-4000-8000-00000000000b"
TEAM: Final = "19:general@thread.tacv2"
CONTACT: Final = "the data team"
NAMES: Final = ("Ann", "Bob", "Gus", "Fed", "Anon")
# Planted: nothing of it may be seen by people who may not ask this space.
PAYROLL: Final = "Payroll"
PAYROLL_QUESTION: Final = "How much does the chief earn?"
PAYROLL_ABOUT: Final = "Salaries of everyone"


def person_id(name: str) -> str:
    """Return a person's id in Entra."""
    return f"cccccccc-0000-4000-8000-{name.lower().encode().hex():0>12}"


def known(place: Changes, *, tenant: str = TENANT) -> Changes:
    """Complete a person in a place by what Teams tells of them."""
    sender, data = place["from"], {"tenant": {"id": tenant}}
    if place["conversation"].get("conversationType") == "channel":
        data |= {"team": {"id": TEAM}, "channel": {"id": "19:team@thread.tacv2"}}
    sender = {**sender, "aadObjectId": person_id(sender["name"])}
    return {**place, "from": sender, "channelData": data}


PLACES: Final[Mapping[str, Callable[[str], Changes]]] = {
    "1:1": lambda name: known(personal(name)),
    "group chat": lambda name: known(group(name)),
    "channel": lambda name: known(team(name)),
    "web chat": lambda name: known(webchat(name)),
    "foreign": lambda name: known(personal(name), tenant=PARTNER),
}


def roster() -> dict[str, dict[str, Any]]:
    """Return the members of all conversations: Gus is a guest, Fed of another tenant."""
    user = {"tenantId": TENANT, "userRole": "user"}
    return {
        "29:ann": user | {"userPrincipalName": "ann@contoso.com"},
        "29:bob": user | {"userPrincipalName": "bob@contoso.com"},
        "29:gus": user | {"userPrincipalName": "gus_fabrikam.com#EXT#@contoso.onmicrosoft.com"},
        "29:fed": user | {"userPrincipalName": "fed@fabrikam.com", "tenantId": PARTNER},
        "29:anon": {"tenantId": TENANT, "userRole": "anonymous", "name": "Anon (Guest)"},
    }


@pytest.fixture
async def graph(aiohttp_server: AiohttpServer) -> FakeGraph:
    """Microsoft Graph: Ann is in Finance."""
    graph = FakeGraph()
    graph.members = {person_id(name): set() for name in NAMES}
    graph.members[person_id("Ann")] = {FINANCE}
    server = await aiohttp_server(graph.app)
    graph.url = str(server.make_url("")).rstrip("/")
    return graph


StartFor = Callable[..., Awaitable[World]]


@pytest.fixture
def start_for(
    start: Start,
    published: PublishedKeys,
    clock: ScaledClock,
    channel: FakeChannel,
    graph: FakeGraph,
    tmp_path: Path,
) -> StartFor:
    """Starts a registered bot with spaces: each allow belongs to one, None to an open one."""
    published.endorsements.append("webchat")
    channel.roster = roster()

    async def begin(*allows: object, **settings: str) -> World:
        path = tmp_path / "spaces.json"
        path.write_text(json.dumps(spaces(*allows)), "utf-8")
        overrides = Overrides(
            clock=clock,
            keys_url=published.url,
            credentials_factory=NoCredentials(),
            allow_service_url=channel.url.__eq__,
            painter=NoPictures(),
            graph_url=graph.url,
            graph_tokens=FixedToken(GRAPH_TOKEN),
        )
        own = {"MicrosoftAppTenantId": TENANT, "ADMIN_CONTACT": CONTACT}
        listed = {"DATABRICKS_SPACE_ID": "", "GENIE_SPACES": str(path)}
        world = await start(overrides, **REGISTERED | own | listed | settings)
        world.headers["Authorization"] = token(serviceurl=channel.url)
        return world

    return begin


def spaces(*allows: object) -> list[dict[str, Any]]:
    """Return a list of spaces. The first one is Payroll, then Support and Archive."""
    names: list[dict[str, Any]] = [
        {
            "id": SALES_SPACE_ID,
            "name": PAYROLL,
            "description": PAYROLL_ABOUT,
            "sample_questions": [PAYROLL_QUESTION],
        },
        {"id": SUPPORT_SPACE_ID, "name": "Support"},
        {"id": "0" * 32, "name": "Archive"},
    ]
    return [
        space if allow is None else {**space, "allow": allow}
        for space, allow in zip(names, allows, strict=False)
    ]
