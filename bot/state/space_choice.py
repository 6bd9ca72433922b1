"""The Genie spaces, and which of them a person asks in a chat."""

import re
from collections.abc import Sequence

from bot.state.chats import Chats, ChatSpace
from bot.state.people import People
from bot.state.question import Space
from bot.state.scopes import PersonalConversationState, Scope
from cards import folded

# The ways in which people type it: "2", "2.", "第2個".
_NUMBER = re.compile(r"第?(\d{1,4})[個项項]?[.。、]?")
_FULL_STOPS = "。．.！!"


class Spaces:
    """Finds spaces, and stores which one is chosen.

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
    ) -> None:
        self._samples = samples
        self.known = tuple(known)
        self._by_id = {space.space_id: space for space in known}
        self._default_id = default_id
        self._people = people
        self._chats = chats
        self._here = state.create_property("SpaceHere")

    def find(self, space_id: str) -> Space | None:
        """Return the space with this id, if it is configured."""
        return self._by_id.get(space_id)

    def named(self, text: str) -> Space | None:
        """Return the space that a person names, by its number in the list or by its name."""
        number = _NUMBER.fullmatch(folded(text))
        if number and 0 < int(number[1]) <= len(self.known):
            return self.known[int(number[1]) - 1]
        names = {folded(text), folded(text.rstrip(_FULL_STOPS))}
        return next((space for space in self.known if folded(space.name) in names), None)

    async def current(self, scope: Scope) -> Space | None:
        """Return the space to ask, within the current turn; None: the person has to choose."""
        if len(self.known) == 1:
            return self.known[0]
        chosen = await self._here.get(scope) or ""
        if chosen not in self._by_id and scope.activity.conversation.is_group:
            chosen = (await self._chats.space(scope)).space_id
        if chosen not in self._by_id:
            chosen = await self._people.space_id(scope)
        return self._by_id.get(chosen) or self._by_id.get(self._default_id)

    def samples(self, space: Space | None) -> Sequence[str]:
        """Return questions to start with: the space's own, else the general ones."""
        return (space.sample_questions if space else ()) or self._samples

    async def set_by(self, scope: Scope) -> str:
        """Return who chose the current space for the whole chat; "": it was not chosen so."""
        if await self._here.get(scope) in self._by_id or not scope.activity.conversation.is_group:
            return ""
        space_id, set_by = await self._chats.space(scope)
        return set_by if space_id in self._by_id else ""

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
