"""The Genie spaces, and which of them a person asks in a chat."""

import re
from collections.abc import Sequence

from bot.access.decision import Refusal
from bot.access.permissions import Permissions
from bot.state.chats import Chats, ChatSpace
from bot.state.people import People
from bot.state.question import Space
from bot.state.scopes import PersonalConversationState, Scope
from cards import folded

# The ways in which people type it: "2", "2.", "第2個".
_NUMBER = re.compile(r"第?(\d{1,4})[個项項]?[.。、]?")
_FULL_STOPS = "。．.！!"


class Spaces:
    """Finds the spaces that a person may ask, and stores which one is chosen.

    All other spaces are, to this person, as if they were not there.

    The first of these applies: the choice in this chat, until the session ends (in a group the
    person's own choice, everywhere the space of an earlier question that they continue); in a
    group, the choice for the whole chat; the person's own choice; the default.
    """

    def __init__(  # noqa: PLR0913 - where each choice is stored
        self,
        known: Sequence[Space],
        *,
        default_id: str,
        people: People,
        chats: Chats,
        state: PersonalConversationState,
        samples: Sequence[str],
        permissions: Permissions,
    ) -> None:
        self._samples = samples
        self.known = tuple(known)
        self._default_id = default_id
        self._people = people
        self._chats = chats
        self._here = state.create_property("SpaceHere")
        self._permissions = permissions

    async def offered(self, scope: Scope) -> Sequence[Space]:
        """Return the spaces that the person may ask here."""
        permit = await self._permissions.of(scope.activity)
        return [each for each in self.known if permit.refusal_of(each.space_id) is None]

    async def find(self, scope: Scope, space_id: str) -> Space | None:
        """Return the space with this id, if it is configured and the person may ask it here."""
        return next((s for s in await self.offered(scope) if s.space_id == space_id), None)

    async def may_be_named(self, scope: Scope, space_id: str) -> bool:
        """Whether the person may see this space's name here."""
        permit = await self._permissions.of(scope.activity)
        return permit.refusal_of(space_id) is None

    async def named(self, scope: Scope, text: str) -> Space | None:
        """Return the space that a person names, by its number in their list or by its name."""
        offered, number = await self.offered(scope), _NUMBER.fullmatch(folded(text))
        if number and 0 < int(number[1]) <= len(offered):
            return offered[int(number[1]) - 1]
        names = {folded(text), folded(text.rstrip(_FULL_STOPS))}
        return next((space for space in offered if folded(space.name) in names), None)

    async def current(self, scope: Scope) -> Space | None:
        """Return the space to ask, within the current turn; None: the person has to choose."""
        return await self.find(scope, await self.wanted_id(scope))

    async def wanted_id(self, scope: Scope) -> str:
        """Return the id of the space that applies; "": none does.

        A choice counts if the person may ask that space, or if this cannot be found out now: then
        another one is not asked in its place.
        """
        counting = await self._counting(scope)
        if len(counting) == 1:
            return counting[0]
        chosen = await self._here.get(scope) or ""
        if chosen not in counting and scope.activity.conversation.is_group:
            chosen = (await self._chats.space(scope)).space_id
        if chosen not in counting:
            chosen = await self._people.space_id(scope)
        found = (each for each in (chosen, self._default_id) if each in counting)
        return next(found, "")

    async def is_choice(self, scope: Scope) -> bool:
        """Whether there are several spaces to choose from."""
        return len(await self._counting(scope)) > 1

    async def _counting(self, scope: Scope) -> Sequence[str]:
        permit = await self._permissions.of(scope.activity)
        return [
            each.space_id
            for each in self.known
            if permit.refusal_of(each.space_id) in {None, Refusal.UNKNOWN}
        ]

    async def current_for_all(self, scope: Scope) -> Space | None:
        """Return the space to name to everyone here: the current one, if all members may ask it."""
        space = await self.current(scope)
        if space is None or not scope.activity.conversation.is_group:
            return space
        permit = self._permissions.of_all(scope.activity)
        return space if permit.refusal_of(space.space_id) is None else None

    def samples(self, space: Space | None) -> Sequence[str]:
        """Return questions to start with: the space's own, else the general ones."""
        return (space.sample_questions if space else ()) or self._samples

    async def set_by(self, scope: Scope) -> str:
        """Return who chose the current space for the whole chat; "": it was not chosen so."""
        chosen = await self._here.get(scope) or ""
        is_group = scope.activity.conversation.is_group
        if await self.find(scope, chosen) is not None or not is_group:
            return ""
        space_id, set_by = await self._chats.space(scope)
        return set_by if await self.find(scope, space_id) is not None else ""

    async def choose(self, scope: Scope, space: Space) -> None:
        """Choose the person's space: in a group for this chat, else for all chats."""
        is_here = scope.activity.conversation.is_group
        await self._here.set(scope, space.space_id if is_here else "")
        if not is_here:
            await self._people.choose_space(scope, space.space_id)

    async def choose_here(self, scope: Scope, space: Space) -> None:
        """Choose the person's space in this chat, until the session ends."""
        await self._here.set(scope, space.space_id)

    async def leave_here(self, scope: Scope) -> None:
        """In a 1:1 chat, forget the space of a continued conversation."""
        if not scope.activity.conversation.is_group:
            await self._here.set(scope, "")

    async def choose_for_all(self, scope: Scope, space: Space) -> None:
        """Choose the space for the whole chat."""
        name = scope.activity.sender.name
        await self._chats.choose_space(scope, ChatSpace(space.space_id, name))
        await self._here.set(scope, "")
