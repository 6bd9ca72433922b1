"""The Genie spaces, and which of them a person asks in a chat."""

import re
from collections.abc import Sequence

from botbuilder.core import TurnContext

from bot.state.chats import Chats, ChatSpace
from bot.state.people import People
from bot.state.question import Space, is_in_group
from bot.state.scopes import PersonalConversationState
from cards import folded

# As people type it: "2", "2.", "第2個".
_NUMBER = re.compile(r"第?(\d{1,4})[個项項]?[.。、]?")
_FULL_STOPS = "。．.！!"


class Spaces:
    """Finds spaces, and remembers which one is chosen.

    First what goes on here, for as long as the session lasts: in a group what the person chose for
    themselves, and everywhere the space of an earlier question that they continue. Then, in a
    group, what somebody chose for everybody here; then the person's own choice; then the default.
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

    async def current(self, context: TurnContext) -> Space | None:
        """Return the space to ask, within the current turn; None: the person has to choose."""
        if len(self.known) == 1:
            return self.known[0]
        chosen = await self._here.get(context) or ""
        if chosen not in self._by_id and is_in_group(context.activity):
            chosen = (await self._chats.space(context)).space_id
        if chosen not in self._by_id:
            chosen = await self._people.space_id(context)
        return self._by_id.get(chosen) or self._by_id.get(self._default_id)

    def samples(self, space: Space | None) -> Sequence[str]:
        """Return questions to begin with: the space's own, else those for all."""
        return (space.sample_questions if space else ()) or self._samples

    async def set_by(self, context: TurnContext) -> str:
        """Return who chose the current space for everybody here; "": nobody."""
        if await self._here.get(context) in self._by_id or not is_in_group(context.activity):
            return ""
        space_id, set_by = await self._chats.space(context)
        return set_by if space_id in self._by_id else ""

    async def choose(self, context: TurnContext, space: Space) -> None:
        """Let this space be asked for the person: in a group here, else everywhere."""
        is_here = is_in_group(context.activity)
        await self._here.set(context, space.space_id if is_here else "")
        if not is_here:
            await self._people.choose_space(context, space.space_id)

    async def choose_here(self, context: TurnContext, space: Space) -> None:
        """Let this space be asked for the person in this chat, as long as the session lasts."""
        await self._here.set(context, space.space_id)

    async def leave_here(self, context: TurnContext) -> None:
        """Let go of the space that a conversation went on in; in a 1:1 chat nobody chose it."""
        if not is_in_group(context.activity):
            await self._here.set(context, "")

    async def choose_for_all(self, context: TurnContext, space: Space) -> None:
        """Let this space be asked for everybody in this chat."""
        name = context.activity.from_property.name or ""
        await self._chats.choose_space(context, ChatSpace(space.space_id, name))
        await self._here.set(context, "")
