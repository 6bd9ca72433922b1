"""The Genie spaces, and which of them a person asks in a chat."""

import re
from collections.abc import Sequence

from bot.state.chats import Chats, ChatSpace
from bot.state.people import People
from bot.state.question import Space
from bot.state.scopes import PersonalConversationState, Scope
from cards import folded

# As people type it: "2", "2.", "第2個".
_NUMBER = re.compile(r"第?(\d{1,4})[個项項]?[.。、]?")
_FULL_STOPS = "。．.！!"


class Spaces:
    """Finds spaces, and remembers which one is chosen.

    First what goes on here, for as long as the session lasts: in a group what the person chose for
    themselves, and everywhere the space of an earlier question that they continue. Then, in a
    group, what was chosen for everyone here; then the person's own choice; then the default.
    """

    def __init__(  # noqa: PLR0913 - where each choice is kept
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
        """Return the space with this id, if it is one of ours."""
        return self._by_id.get(space_id)

    def named(self, text: str) -> Space | None:
        """Return the space that a person means by a number of the list, or a name."""
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
        """Return questions to begin with: the space's own, else those for all."""
        return (space.sample_questions if space else ()) or self._samples

    async def set_by(self, scope: Scope) -> str:
        """Return who chose the current space for everyone here; "": it was not chosen."""
        if await self._here.get(scope) in self._by_id or not scope.activity.conversation.is_group:
            return ""
        space_id, set_by = await self._chats.space(scope)
        return set_by if space_id in self._by_id else ""

    async def choose(self, scope: Scope, space: Space) -> None:
        """Let this space be asked for the person: in a group here, else everywhere."""
        is_here = scope.activity.conversation.is_group
        await self._here.set(scope, space.space_id if is_here else "")
        if not is_here:
            await self._people.choose_space(scope, space.space_id)

    async def choose_here(self, scope: Scope, space: Space) -> None:
        """Let this space be asked for the person in this chat, as long as the session lasts."""
        await self._here.set(scope, space.space_id)

    async def leave_here(self, scope: Scope) -> None:
        """Drop the space that a conversation went on in; in a 1:1 chat none is chosen for all."""
        if not scope.activity.conversation.is_group:
            await self._here.set(scope, "")

    async def choose_for_all(self, scope: Scope, space: Space) -> None:
        """Let this space be asked for everybody in this chat."""
        name = scope.activity.sender.name
        await self._chats.choose_space(scope, ChatSpace(space.space_id, name))
        await self._here.set(scope, "")
