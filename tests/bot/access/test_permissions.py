"""What is looked up of a person, and what is not."""

import asyncio
from typing import Any

import pytest

from bot.access.decision import Allowed, Facts, Permit, Refusal, Rules, permit_of
from bot.access.lookups import FAILED_S, KEPT_S, LookupFailedError, Lookups
from bot.access.permissions import Permissions
from bot.activities.activity import Activity
from tests.clocks import FakeClock

ANN = "cccccccc-0000-4000-8000-00000000000a"
PERSON = Allowed(people=frozenset({ANN}))
GROUP = Allowed(groups=frozenset({"g-1"}))
USER = {"tenantId": "tenant", "userPrincipalName": "ann@contoso.com"}


class Directory:
    """Answers what it is told, and counts."""

    def __init__(self, member: dict[str, Any] | None = None) -> None:
        self.member = member
        self.groups: frozenset[str] | None = frozenset()
        self.asked: list[str] = []

    async def roster(self, _: Activity) -> dict[str, Any]:
        self.asked.append("roster")
        if self.member is None:
            raise LookupFailedError("no roster")
        return self.member

    async def of(self, _: str, groups: object) -> frozenset[str]:
        self.asked.append("groups")
        if self.groups is None:
            raise LookupFailedError("no groups")
        return self.groups


def activity(
    channel_id: str = "msteams", aad_object_id: str = ANN.upper(), **conversation: Any
) -> Activity:
    """Return a message of Ann."""
    return Activity.from_json(
        {
            "type": "message",
            "channelId": channel_id,
            "from": {"id": "29:ann", "aadObjectId": aad_object_id},
            "recipient": {"id": "28:bot"},
            "conversation": {"id": "a:ann", **conversation},
            "channelData": {"tenant": {"id": "TENANT"}, "team": {"id": "19:team"}},
        }
    )


def permissions(rules: Rules, directory: Directory, **changes: Any) -> Permissions:
    """Make them, over this directory."""
    return Permissions(
        rules,
        roster=directory.roster,
        groups=directory,
        knows_people=lambda channel_id, _: channel_id == "msteams",
        clock=FakeClock(),
        **{"tenants": frozenset({"tenant"})} | changes,
    )


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        (Rules({"s": None}), []),
        (Rules({"s": PERSON}), []),
        (Rules({"s": None}, guests=False), ["roster"]),
        (Rules({"s": GROUP}), ["groups"]),
        (Rules({"s": PERSON, "t": GROUP}, guests=False), ["roster", "groups"]),
        (Rules({"s": Allowed(PERSON.people, groups=GROUP.groups)}), []),
    ],
)
async def test_only_what_rules_need_is_looked_up(rules: Rules, asked: list[str]) -> None:
    """Each costs time, and can fail."""
    directory = Directory(USER)
    await permissions(rules, directory).of(activity())

    assert directory.asked == asked


@pytest.mark.parametrize(
    ("rules", "conversation"),
    [
        (Rules({"s": GROUP}, channels=False), {"conversationType": "channel"}),
        (Rules({"s": GROUP}, guests=False, group_chats=False), {"isGroup": True}),
    ],
)
async def test_where_nobody_may_ask_nothing_is_looked_up(
    rules: Rules, conversation: dict[str, Any]
) -> None:
    """The place alone decides."""
    directory = Directory()
    permit = await permissions(rules, directory).of(activity(**conversation))

    assert directory.asked == []
    assert permit.refusal in {Refusal.CHANNEL, Refusal.GROUP_CHAT}


async def test_a_guest_is_not_looked_up_in_groups() -> None:
    """Nor is a person of whom it is not known."""
    for member in (None, USER | {"tenantId": "other"}):
        directory = Directory(member)
        await permissions(Rules({"s": GROUP}, guests=False), directory).of(activity())
        assert directory.asked == ["roster"]


async def test_a_person_without_an_id_is_in_no_group() -> None:
    """Nobody is listed by an empty id."""
    directory = Directory()
    rules = Rules({"s": GROUP, "t": Allowed(people=frozenset({""}))})
    permit = await permissions(rules, directory).of(activity(aad_object_id=""))

    assert directory.asked == []
    assert permit.refusal is Refusal.SPACE


async def test_without_tenants_that_of_the_activity_counts() -> None:
    """A bot for every tenant has guests, too."""
    rules = Rules({"s": None}, guests=False)
    for member, refusal in ((USER, None), (USER | {"tenantId": "other"}, Refusal.GUEST)):
        permits = permissions(rules, Directory(member), tenants=frozenset())
        assert (await permits.of(activity())).refusal is refusal


async def test_a_team_counts_in_its_channels_only() -> None:
    """In other chats, what is said of a team does not tell that the sender is in it."""
    permits = permissions(Rules({"s": Allowed(chats=frozenset({"19:team"}))}), Directory())

    assert (await permits.of(activity(conversationType="channel"))).refusal is None
    assert (await permits.of(activity())).refusal is Refusal.SPACE


async def test_other_channels_are_not_believed() -> None:
    """There, a client can send any id."""
    rules = Rules({"s": PERSON, "t": Allowed(chats=frozenset({"a:ann"})), "u": None})
    permit = await permissions(rules, Directory()).of(activity("directline"))

    refusals = [permit.refusal_of(each) for each in "stu"]
    assert refusals == [Refusal.SPACE, Refusal.SPACE, None]


def test_an_unknown_space_is_refused_unless_all_are_open() -> None:
    """It was removed from the list, and what it allowed is not known."""
    some = permit_of(Rules({"s": None, "t": PERSON}), Facts())

    assert permit_of(Rules({"s": None}), Facts()).refusal_of("x") is None
    assert some.refusal_of("x") is Refusal.SPACE


@pytest.mark.parametrize(
    ("refusals", "refusal"),
    [
        ([None, Refusal.SPACE], None),
        ([Refusal.SPACE, Refusal.UNKNOWN], Refusal.UNKNOWN),
        ([Refusal.SPACE, Refusal.SPACE], Refusal.SPACE),
        ([], None),
    ],
)
def test_something_may_be_asked_or_nothing(
    refusals: list[Refusal | None], refusal: Refusal | None
) -> None:
    """What cannot be found out is said to be so."""
    assert Permit({str(n): each for n, each in enumerate(refusals)}).refusal is refusal


class TestLookups:
    """Results are kept for a while, and failures for a moment."""

    async def test_a_result_is_kept(self) -> None:
        """Changes count after that time."""
        clock, found = FakeClock(), iter([1, 2])
        lookups: Lookups[int] = Lookups("x", clock)

        async def look_up() -> int:
            return next(found)

        assert await lookups.get("a", look_up) == 1
        clock.advance(KEPT_S - 1)
        assert await lookups.get("a", look_up) == 1
        clock.advance(2)
        assert await lookups.get("a", look_up) == 2

    async def test_a_false_result_is_one_too(self) -> None:
        """That a person is no guest is looked up once."""
        lookups: Lookups[bool] = Lookups("x", FakeClock())
        found = iter([False])

        async def look_up() -> bool:
            return next(found)

        assert [await lookups.get("a", look_up) for _ in range(2)] == [False, False]

    async def test_a_failure_is_tried_again_soon(self) -> None:
        """But not by everyone who waits."""
        clock, tries = FakeClock(), 0
        lookups: Lookups[int] = Lookups("x", clock)

        async def look_up() -> int:
            nonlocal tries
            tries += 1
            raise LookupFailedError("down")

        assert await asyncio.gather(*(lookups.get("a", look_up) for _ in range(9))) == [None] * 9
        assert tries == 1
        clock.advance(FAILED_S + 1)
        await lookups.get("a", look_up)
        assert tries == 2

    async def test_what_takes_too_long_has_failed(self) -> None:
        """A turn must end in time."""
        lookups: Lookups[int] = Lookups("x", FakeClock())

        async def look_up() -> int:
            await asyncio.Event().wait()
            return 1

        assert await lookups.get("a", look_up) is None


async def test_a_guest_in_one_tenant_is_at_home_in_another() -> None:
    """What is remembered of a person is of that tenant."""

    async def roster(_: Activity) -> dict[str, Any]:
        return {"userPrincipalName": "ann@fabrikam.com", "tenantId": "home", "userRole": "user"}

    known = Permissions(
        Rules({"s": None}, guests=False),
        tenants=frozenset(),
        roster=roster,
        groups=None,
        knows_people=lambda *_: True,
        clock=FakeClock(),
    )
    here, there = activity(), activity()
    here.body["channelData"] = {"tenant": {"id": "home"}}

    assert (await known.of(here)).refusal is None
    assert (await known.of(there)).refusal is Refusal.GUEST
