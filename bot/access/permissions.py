"""What a person may ask in a place: gathers the facts, and decides."""

from collections.abc import Awaitable, Callable, Set
from dataclasses import replace
from typing import Final, Protocol

from bot.access.decision import Facts, Permit, Refusal, Rules, permit_of, refusal_of_all
from bot.access.guests import is_guest
from bot.access.lookups import Lookups
from bot.activities.activity import Activity, Conversation, Json
from genie import Clock

_THREAD: Final = ";messageid="

# Returns the sender of an activity as a member of its conversation, or raises LookupFailedError.
Roster = Callable[[Activity], Awaitable[Json]]


class Groups(Protocol):
    """The directory's groups."""

    async def of(self, person_id: str, groups: Set[str]) -> frozenset[str]:
        """Return those of the groups that a person is in.

        Raises:
            LookupFailedError: the directory gives no usable answer.
        """


class Permissions:
    """Decides what people may ask.

    Args:
        tenants: those whose users are no guests; empty: the tenant of the activity.
        roster: asked only if guests may not ask.
        groups: asked only if rules have groups; None: none have.
        knows_people: whether what a channel says of people's ids and chats can be relied on. In
            other channels, clients say it themselves.
    """

    def __init__(  # noqa: PLR0913 - the rules, and where each fact comes from
        self,
        rules: Rules,
        *,
        tenants: Set[str],
        roster: Roster,
        groups: Groups | None,
        knows_people: Callable[[str, Conversation], bool],
        clock: Clock,
    ) -> None:
        self._rules = rules
        self._tenants = tenants
        self._roster = roster
        self._groups = groups
        self._knows_people = knows_people
        self._guests: Lookups[bool] = Lookups("guest", clock)
        self._memberships: Lookups[frozenset[str]] = Lookups("groups", clock)
        self._open = permit_of(rules, Facts()) if rules.are_open else None

    async def of(self, activity: Activity) -> Permit:
        """Return what the sender may ask where the activity comes from."""
        if self._open is not None:
            return self._open
        facts = self._place(activity)
        if self._knows_people(activity.channel_id, activity.conversation):
            facts = await self._person(facts, activity)
        else:
            facts = replace(facts, chats=frozenset(), is_guest=True)
        return permit_of(self._rules, facts)

    def of_all(self, activity: Activity) -> Permit:
        """Return what every member of the conversation may ask."""
        return self._open or permit_of(self._rules, self._place(activity))

    def _place(self, activity: Activity) -> Facts:
        conversation = activity.conversation
        return Facts(
            chats=_chats(activity),
            is_channel=conversation.is_channel,
            is_group_chat=conversation.is_group and not conversation.is_channel,
        )

    async def _person(self, place: Facts, activity: Activity) -> Facts:
        """Add what is known of the sender; what makes no difference is not looked up."""
        facts = replace(place, person_id=activity.sender.aad_object_id.lower())
        if refusal_of_all(self._rules, facts) is not None:
            return facts
        if not self._rules.guests:
            facts = replace(facts, is_guest=await self._is_guest(activity))
            if facts.is_guest is not False:
                return facts
        if self._groups is not None and facts.person_id and self._depends_on_groups(facts):
            facts = replace(facts, groups=await self._groups_of(self._groups, facts.person_id))
        return facts

    def _depends_on_groups(self, facts: Facts) -> bool:
        permit = permit_of(self._rules, replace(facts, groups=None))
        return Refusal.UNKNOWN in permit.refusals.values()

    async def _is_guest(self, activity: Activity) -> bool | None:
        async def look_up() -> bool:
            tenants = self._tenants or {activity.tenant_id.lower()}
            return is_guest(await self._roster(activity), tenants)

        # One may be a guest in one tenant, and at home in another.
        person = f"{activity.channel_id}/{activity.tenant_id.lower()}/{activity.sender.id}"
        return await self._guests.get(person, look_up)

    async def _groups_of(self, groups: Groups, person_id: str) -> frozenset[str] | None:
        async def look_up() -> frozenset[str]:
            return await groups.of(person_id, self._rules.groups)

        return await self._memberships.get(person_id, look_up)


def _chats(activity: Activity) -> frozenset[str]:
    """Return the ids of the chat, and in a channel that of its team."""
    ids = {activity.conversation.id.partition(_THREAD)[0]}
    match activity.body.get("channelData"):
        case {"team": {"id": str(team_id)}} if activity.conversation.is_channel and team_id:
            ids.add(team_id)
    return frozenset(ids)
