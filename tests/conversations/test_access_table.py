"""The truth table of who may ask where, over HTTP, with a registered bot."""

from typing import Final, NamedTuple

import pytest

from cards.texts import access_texts
from tests.conversations.access import (
    BOARD,
    CONTACT,
    FINANCE,
    PARTNER,
    PLACES,
    TEAM,
    TENANT,
    StartFor,
    person_id,
)
from tests.harness.graph import FakeGraph
from tests.harness.people import GROUP_ID, chat_of

QUESTION: Final = "Show revenue by region"
ASKED: Final = "asked"
UNSERVED: Final = "not served"
TEXTS: Final = {
    "no access": access_texts.NO_SPACE_AT_ALL,
    "no guests": access_texts.NOT_FOR_GUESTS,
    "no channels": access_texts.NOT_IN_CHANNELS,
    "no group chats": access_texts.NOT_IN_GROUP_CHATS,
    "unknown": access_texts.NOT_KNOWN,
}

NO_GUESTS: Final = {"ALLOW_GUESTS": "false"}
NO_CHANNELS: Final = {"ALLOW_CHANNELS": "false"}
NO_GROUPS: Final = {"ALLOW_GROUP_CHATS": "false"}
ONLY_1_1: Final = NO_CHANNELS | NO_GROUPS
STRICT: Final = NO_GUESTS | ONLY_1_1
BOTH_TENANTS: Final = {"ALLOWED_TENANTS": f"{TENANT}, {PARTNER.upper()}"}
PARTNER_ONLY: Final = {"ALLOWED_TENANTS": PARTNER}

ANN_ONLY: Final = {"people": [person_id("Ann").upper()]}
GUS_ONLY: Final = {"people": [person_id("Gus")]}
THIS_CHAT: Final = {"chats": [GROUP_ID]}
THIS_CHANNEL: Final = {"chats": ["19:team@thread.tacv2;messageid=7"]}
THIS_TEAM: Final = {"chats": [TEAM]}
FOR_FINANCE: Final = {"groups": [FINANCE.upper()]}
FOR_BOARD: Final = {"groups": [BOARD]}
ANY_OF: Final = {"people": [person_id("Bob")], "chats": [TEAM], "groups": [BOARD]}


class Row(NamedTuple):
    """Who asks where, under which settings, and what happens."""

    settings: dict[str, str]
    allow: object
    who: str
    where: str
    outcome: str
    fault: str = ""

    def __str__(self) -> str:
        """Name the row."""
        return f"{self.who} in {self.where}: {self.outcome}"


TABLE: Final = [
    # Nothing set: everyone of the tenant, everywhere.
    Row({}, None, "Ann", "1:1", ASKED),
    Row({}, None, "Ann", "group chat", ASKED),
    Row({}, None, "Ann", "channel", ASKED),
    Row({}, None, "Ann", "web chat", ASKED),
    Row({}, None, "Ann", "foreign", UNSERVED),
    Row({}, None, "Gus", "1:1", ASKED),
    Row({}, None, "Gus", "group chat", ASKED),
    Row({}, None, "Gus", "channel", ASKED),
    Row({}, None, "Fed", "group chat", ASKED),
    Row({}, None, "Anon", "group chat", ASKED),
    # Tenants.
    Row(BOTH_TENANTS, None, "Ann", "1:1", ASKED),
    Row(BOTH_TENANTS, None, "Ann", "foreign", ASKED),
    Row(PARTNER_ONLY, None, "Ann", "1:1", UNSERVED),
    Row(PARTNER_ONLY, None, "Ann", "foreign", ASKED),
    Row(BOTH_TENANTS | NO_GUESTS, None, "Fed", "group chat", ASKED),
    Row(BOTH_TENANTS | NO_GUESTS, None, "Gus", "group chat", "no guests"),
    # Guests.
    Row(NO_GUESTS, None, "Ann", "1:1", ASKED),
    Row(NO_GUESTS, None, "Ann", "group chat", ASKED),
    Row(NO_GUESTS, None, "Ann", "channel", ASKED),
    Row(NO_GUESTS, None, "Ann", "web chat", "no guests"),
    Row(NO_GUESTS, None, "Gus", "1:1", "no guests"),
    Row(NO_GUESTS, None, "Gus", "group chat", "no guests"),
    Row(NO_GUESTS, None, "Gus", "channel", "no guests"),
    Row(NO_GUESTS, None, "Fed", "1:1", "no guests"),
    Row(NO_GUESTS, None, "Fed", "group chat", "no guests"),
    Row(NO_GUESTS, None, "Anon", "group chat", "no guests"),
    Row(NO_GUESTS, None, "Ann", "1:1", "unknown", "no roster"),
    Row(NO_GUESTS, None, "Ann", "group chat", "unknown", "no roster"),
    Row(NO_GUESTS, GUS_ONLY, "Gus", "1:1", "no guests"),
    Row({}, GUS_ONLY, "Gus", "1:1", ASKED),
    Row({}, GUS_ONLY, "Ann", "1:1", "no access"),
    # Places.
    Row(NO_CHANNELS, None, "Ann", "1:1", ASKED),
    Row(NO_CHANNELS, None, "Ann", "group chat", ASKED),
    Row(NO_CHANNELS, None, "Ann", "channel", "no channels"),
    Row(NO_CHANNELS, None, "Ann", "web chat", ASKED),
    Row(NO_GROUPS, None, "Ann", "1:1", ASKED),
    Row(NO_GROUPS, None, "Ann", "group chat", "no group chats"),
    Row(NO_GROUPS, None, "Ann", "channel", ASKED),
    Row(ONLY_1_1, None, "Ann", "1:1", ASKED),
    Row(ONLY_1_1, None, "Ann", "group chat", "no group chats"),
    Row(ONLY_1_1, None, "Ann", "channel", "no channels"),
    Row(STRICT, None, "Gus", "channel", "no channels"),
    Row(STRICT, None, "Gus", "1:1", "no guests"),
    Row(NO_CHANNELS, THIS_TEAM, "Ann", "channel", "no channels"),
    Row(NO_GROUPS, THIS_CHAT, "Ann", "group chat", "no group chats"),
    Row(NO_GROUPS, ANN_ONLY, "Ann", "group chat", "no group chats"),
    # People.
    Row({}, ANN_ONLY, "Ann", "1:1", ASKED),
    Row({}, ANN_ONLY, "Ann", "group chat", ASKED),
    Row({}, ANN_ONLY, "Ann", "channel", ASKED),
    Row({}, ANN_ONLY, "Bob", "1:1", "no access"),
    Row({}, ANN_ONLY, "Bob", "group chat", "no access"),
    Row({}, ANN_ONLY, "Bob", "channel", "no access"),
    Row({}, ANN_ONLY, "Ann", "web chat", "no access"),  # there, clients say who they are
    Row(BOTH_TENANTS, ANN_ONLY, "Bob", "foreign", "no access"),
    # Chats, channels and teams.
    Row({}, THIS_CHAT, "Ann", "group chat", ASKED),
    Row({}, THIS_CHAT, "Bob", "group chat", ASKED),
    Row({}, THIS_CHAT, "Ann", "1:1", "no access"),
    Row({}, THIS_CHAT, "Ann", "channel", "no access"),
    Row({}, THIS_CHANNEL, "Ann", "channel", ASKED),
    Row({}, THIS_CHANNEL, "Ann", "group chat", "no access"),
    Row({}, THIS_TEAM, "Bob", "channel", ASKED),
    Row({}, THIS_TEAM, "Bob", "group chat", "no access"),
    Row({}, {"chats": ["webchat:ann"]}, "Ann", "web chat", "no access"),
    # Groups.
    Row({}, FOR_FINANCE, "Ann", "1:1", ASKED),
    Row({}, FOR_FINANCE, "Ann", "group chat", ASKED),
    Row({}, FOR_FINANCE, "Bob", "1:1", "no access"),
    Row({}, FOR_FINANCE, "Bob", "channel", "no access"),
    Row({}, FOR_FINANCE, "Ann", "web chat", "no access"),
    Row({}, FOR_BOARD, "Ann", "1:1", "no access"),
    Row({}, FOR_FINANCE, "Ann", "1:1", "unknown", "no graph"),
    Row({}, FOR_FINANCE, "Bob", "channel", "unknown", "no graph"),
    Row({}, FOR_FINANCE, "Ann", "1:1", "unknown", "silent graph"),
    Row({}, FOR_FINANCE, "Zoe", "1:1", "no access"),  # the directory does not know her
    # One of several is enough, and what is known needs no directory.
    Row({}, ANY_OF, "Bob", "1:1", ASKED),
    Row({}, ANY_OF, "Bob", "1:1", ASKED, "no graph"),
    Row({}, ANY_OF, "Ann", "channel", ASKED, "no graph"),
    Row({}, ANY_OF, "Ann", "1:1", "no access"),
    Row({}, ANY_OF, "Ann", "1:1", "unknown", "no graph"),
]


def test_the_table_is_large_enough() -> None:
    """Each row is a case of its own."""
    assert len({repr(row) for row in TABLE}) == len(TABLE) >= 60


@pytest.mark.parametrize("row", TABLE, ids=str)
async def test_who_may_ask_where(start_for: StartFor, graph: FakeGraph, row: Row) -> None:
    """Who may not is told so in one sentence, with a contact; Genie hears nothing of it."""
    world = await start_for(row.allow, **row.settings)
    if row.fault == "no roster":
        world.channel.roster = {}
    if row.fault == "no graph":
        graph.status = 503
    place = PLACES[row.where](row.who)
    graph.is_silent = row.fault == "silent graph"
    response = await world.post(world.activity(QUESTION, **place))
    if row.outcome == ASKED:
        await world.answered(chat_of(place))
    await world.close()

    said = [message.get("text") for message in world.channel.of(chat_of(place))]
    assert response.status == (403 if row.outcome == UNSERVED else 201)
    assert bool(world.workspace.questions()) == (row.outcome == ASKED)
    if row.outcome in TEXTS:
        assert said == [TEXTS[row.outcome].format(contact=CONTACT)]
    if row.outcome == UNSERVED:
        assert said == []
