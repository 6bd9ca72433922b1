"""What follows a person into every conversation: the language and the space that they chose."""

from botbuilder.core import Storage, TurnContext

from bot.activities.senders import reader_of
from bot.state.scopes import PersonState, StateRecord
from cards import Reader


class People:
    """Remembers people's choices, and with them for whom a turn's words are written."""

    def __init__(self, storage: Storage) -> None:
        self._record = StateRecord(PersonState(storage), "Person")

    async def load(self, context: TurnContext) -> None:
        """Read what is remembered, for the whole turn."""
        await self._record.load(context)

    async def hear(self, context: TurnContext, text: str) -> None:
        """Remember in which language the person types, for presses, which have no words."""
        language = reader_of(context.activity, text=text).language
        spoken = "" if language == reader_of(context.activity).language else language
        if spoken != (await self._record.read(context)).get("spoken", ""):
            await self._record.change(context, lambda person: person | {"spoken": spoken})

    async def reader(self, context: TurnContext, *, text: str = "") -> Reader:
        """Return for whom to write; text is what the person typed, "" what they typed last."""
        person = await self._record.read(context)
        language = person.get("language", "") or ("" if text else person.get("spoken", ""))
        return reader_of(context.activity, text=text, setting=language)

    async def choose_language(self, context: TurnContext, language: str) -> None:
        """Remember a language; "": to go by what is typed again."""
        await self._record.change(context, lambda person: person | {"language": language})

    async def forget(self, context: TurnContext) -> None:
        """Forget what the person has chosen, and the person."""
        await self._record.delete(context)

    async def space_id(self, context: TurnContext) -> str:
        """Return the space that the person has chosen; "": none."""
        space_id: str = (await self._record.read(context)).get("space_id", "")
        return space_id

    async def choose_space(self, context: TurnContext, space_id: str) -> None:
        """Remember a space."""
        await self._record.change(context, lambda person: person | {"space_id": space_id})
