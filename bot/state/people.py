"""What applies to a person in every conversation: the language and the space that they chose."""

from bot.activities.senders import reader_of
from bot.state.scopes import PersonState, Scope, ScopedState, StateRecord
from bot.storage.store import ItemStorage
from cards import Reader


class People:
    """Stores people's choices, and returns the reader of a turn's messages."""

    def __init__(self, storage: ItemStorage) -> None:
        self._record = StateRecord(PersonState(storage), "Person")

    @property
    def state(self) -> ScopedState:
        """What they are part of, to be read together with other state."""
        return self._record.state

    async def note_typed_language(self, scope: Scope, text: str) -> None:
        """Store the language in which the person types, for buttons, which send no text."""
        language = reader_of(scope.activity, text=text).language
        spoken = "" if language == reader_of(scope.activity).language else language
        if spoken != (await self._record.read(scope)).get("spoken", ""):
            await self._record.change(scope, lambda person: person | {"spoken": spoken})

    async def reader(self, scope: Scope, *, text: str = "") -> Reader:
        """Return the reader; text is what the person typed, "" stands for what they typed last."""
        person = await self._record.read(scope)
        language = person.get("language", "") or ("" if text else person.get("spoken", ""))
        return reader_of(scope.activity, text=text, setting=language)

    async def choose_language(self, scope: Scope, language: str) -> None:
        """Store a language; "": the language of the typed text applies again."""
        await self._record.change(scope, lambda person: person | {"language": language})

    async def forget(self, scope: Scope) -> None:
        """Delete all that is stored of the person."""
        await self._record.delete(scope)

    async def space_id(self, scope: Scope) -> str:
        """Return the space that the person has chosen; "": none."""
        space_id: str = (await self._record.read(scope)).get("space_id", "")
        return space_id

    async def choose_space(self, scope: Scope, space_id: str) -> None:
        """Store the person's space."""
        await self._record.change(scope, lambda person: person | {"space_id": space_id})
