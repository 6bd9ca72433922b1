"""What the members of a chat share: the space chosen for all, and the welcome."""

from collections.abc import Callable
from typing import Final, NamedTuple

from bot.state.scopes import ChatState, Scope, StateRecord
from bot.storage.store import ItemStorage, JsonObject
from genie import Clock

# So close together, events are about the same installation.
ONE_INSTALLATION_S: Final = 3.0
# A team's channels are not named when the bot is removed from it; what is theirs goes by age.
KEPT_S: Final = 365 * 86_400.0


class ChatSpace(NamedTuple):
    """The space that is asked in a chat, and who chose it."""

    space_id: str = ""
    set_by: str = ""


class Chats:
    """Remembers what is settled for a chat."""

    def __init__(self, storage: ItemStorage, *, clock: Clock) -> None:
        self._record = StateRecord(ChatState(storage), "Chat")
        self._clock = clock

    async def load(self, scope: Scope) -> None:
        """Read what is settled, for the whole turn."""
        await self._record.load(scope)

    async def space(self, scope: Scope) -> ChatSpace:
        """Return the space that was chosen for everybody here."""
        return ChatSpace(*(await self._record.read(scope)).get("space", ()))

    async def choose_space(self, scope: Scope, space: ChatSpace) -> None:
        """Remember a space."""
        await self._change(scope, lambda chat: chat | {"space": list(space)})

    async def is_welcome_due(self, scope: Scope, *, is_installed: bool) -> bool:
        """Return whether people have to be welcomed, and note that they are.

        Several events tell of one installation; later members are no reason to repeat the welcome.

        Args:
            is_installed: the bot itself has just come.
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
