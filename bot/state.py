"""What is remembered of a person in a conversation.

The key holds the person too: in a group, two people never share a Genie conversation, never answer
each other's prompts, and never write the same item.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from urllib.parse import quote
from weakref import WeakValueDictionary

from botbuilder.core import ConversationState, Storage, TurnContext

from bot.storage.memory import StorageConflictError

_WRITE_TRIES: Final = 3


class PersonalConversationState(ConversationState):
    """Conversation state of one user: keyed by channel, conversation and user."""

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def get_storage_key(self, turn_context: TurnContext) -> str:
        """Return the key; ids are quoted, so that no two different triples share one."""
        activity = turn_context.activity
        ids = (activity.channel_id, activity.conversation.id, activity.from_property.id)
        channel, conversation, user = (quote(part, safe="") for part in ids)
        return f"{channel}/conversations/{conversation}/users/{user}"

    @asynccontextmanager
    async def turn(self, context: TurnContext) -> AsyncIterator[None]:
        """Hold the state for a short piece of work, and save what it changed."""
        key = self.get_storage_key(context)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            await self.load(context, force=True)
            yield
            await self.save_changes(context)


class GenieSession(NamedTuple):
    """Which Genie conversation goes on; "" begins one. number grows with each "new".

    shared_question: the last question was somebody else's too, and theirs is its conversation; to
    go on from it, it has to be asked again in a conversation of one's own. was_stopped: the person
    stopped the last question, which ended its conversation.
    """

    conversation_id: str = ""
    number: int = 0
    shared_question: str = ""
    was_stopped: bool = False


class GenieSessions:
    """Which Genie conversation a person's next question continues."""

    def __init__(self, state: PersonalConversationState) -> None:
        self._state = state
        self._session = state.create_property("GenieSession")

    async def current(self, context: TurnContext) -> GenieSession:
        """Return the stored session."""
        async with self._state.turn(context):
            return await self._read(context)

    async def keep(self, context: TurnContext, session: GenieSession) -> None:
        """Store the session at once, unless the person has begun another one by "new".

        What another process wrote meanwhile is read again first.
        """
        for left in reversed(range(_WRITE_TRIES)):
            try:
                async with self._state.turn(context):
                    if (await self._read(context)).number == session.number:
                        await self._session.set(context, session._asdict())
            except StorageConflictError:
                if not left:
                    raise
            else:
                return

    async def number(self, context: TurnContext) -> int:
        """Return the number of the person's session, within the current turn."""
        return (await self._read(context)).number

    async def begin_another(self, context: TurnContext) -> None:
        """Let the next question begin a new conversation; saved when the current turn is."""
        another = GenieSession(number=await self.number(context) + 1)
        await self._session.set(context, another._asdict())

    async def _read(self, context: TurnContext) -> GenieSession:
        return GenieSession(**(await self._session.get(context) or {}))
