"""What follows a person into every conversation: so far, the language that they have chosen."""

from typing import Any, Final

from botbuilder.core import Storage, TurnContext, UserState

from bot.readers import reader_of
from bot.storage.memory import StorageConflictError
from cards import Reader

_WRITE_TRIES: Final = 3


class People:
    """Remembers people's choices, and with them for whom a turn's words are written."""

    def __init__(self, storage: Storage) -> None:
        self._state = UserState(storage)
        self._person = self._state.create_property("Person")

    async def reader(self, context: TurnContext, *, text: str = "") -> Reader:
        """Return for whom to write; text is what the person typed."""
        await self._state.load(context)
        person: dict[str, Any] = await self._person.get(context) or {}
        return reader_of(context.activity, text=text, setting=person.get("language", ""))

    async def choose_language(self, context: TurnContext, language: str) -> None:
        """Remember a language; "": to go by what is typed again. Saved at once."""
        for left in reversed(range(_WRITE_TRIES)):
            await self._state.load(context, force=True)
            person: dict[str, Any] = await self._person.get(context) or {}
            await self._person.set(context, person | {"language": language})
            try:
                await self._state.save_changes(context)
            except StorageConflictError:
                if not left:
                    raise
            else:
                return
