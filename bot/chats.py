"""What the members of a chat share: the space that somebody chose for all, and the welcome."""

from typing import NamedTuple

from botbuilder.core import Storage, TurnContext

from bot.state import ChatState, Notes, Values


class ChatSpace(NamedTuple):
    """The space that is asked in a chat, and who chose it."""

    space_id: str = ""
    set_by: str = ""


class Chats:
    """Remembers what is settled for a chat."""

    def __init__(self, storage: Storage) -> None:
        self._notes = Notes(ChatState(storage), "Chat")

    async def space(self, context: TurnContext) -> ChatSpace:
        """Return the space that was chosen for everybody here."""
        return ChatSpace(*(await self._notes.read(context)).get("space", ()))

    async def choose_space(self, context: TurnContext, space: ChatSpace) -> None:
        """Remember a space."""
        await self._notes.change(context, lambda chat: chat | {"space": list(space)})

    async def is_first_welcome(self, context: TurnContext) -> bool:
        """Note that people are welcomed; return whether they were not before.

        Several events may tell of one installation, at the same moment.
        """
        was_welcomed = False

        def welcome(chat: Values) -> Values:
            nonlocal was_welcomed
            was_welcomed = chat.get("is_welcomed", False)
            return chat | {"is_welcomed": True}

        await self._notes.change(context, welcome)
        return not was_welcomed
