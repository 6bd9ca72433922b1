"""What the members of a chat share: the chosen space, and whether they were welcomed."""

from collections.abc import Callable
from typing import Final, NamedTuple

from bot.state.scopes import ChatState, Scope, ScopedState, StateRecord
from bot.storage.store import ItemStorage, JsonObject
from genie import Clock

# Events within this time belong to the same installation.
ONE_INSTALLATION_S: Final = 3.0
# When the bot is removed from a team, Teams does not name the team's channels; their data expires.
KEPT_S: Final = 365 * 86_400.0


class ChatSpace(NamedTuple):
    """The space that was chosen for a chat, and who chose it."""

    space_id: str = ""
    set_by: str = ""


class Chats:
    """Stores what the members of a chat share."""

    def __init__(self, storage: ItemStorage, *, clock: Clock) -> None:
        self._record = StateRecord(ChatState(storage), "Chat")
        self._clock = clock

    @property
    def state(self) -> ScopedState:
        """What they are part of, to be read together with other state."""
        return self._record.state

    async def space(self, scope: Scope) -> ChatSpace:
        """Return the space that was chosen for the whole chat."""
        return ChatSpace(*(await self._record.read(scope)).get("space", ()))

    async def choose_space(self, scope: Scope, space: ChatSpace) -> None:
        """Store the space."""
        await self._change(scope, lambda chat: chat | {"space": list(space)})

    async def is_welcome_due(self, scope: Scope, *, is_installed: bool) -> bool:
        """Return whether the chat is to be welcomed, and record that it is.

        One installation causes several events; members who join later cause no second welcome.

        Args:
            is_installed: the bot itself was just added.
        """
        now, is_due = self._clock.now().timestamp(), False

        def welcome(chat: JsonObject) -> JsonObject:
            nonlocal is_due
            was_at = chat.get("welcomed_at", 0.0)
            is_due = not was_at or (is_installed and now - was_at > ONE_INSTALLATION_S)
            return chat | {"welcomed_at": now} if is_due else chat

        await self._change(scope, welcome)
        return is_due

    async def _change(self, scope: Scope, change: Callable[[JsonObject], JsonObject]) -> None:
        expires_at = self._clock.now().timestamp() + KEPT_S
        await self._record.change(scope, change, expires_at=expires_at)
