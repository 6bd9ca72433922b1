"""What is remembered of a person in a conversation.

The key holds the person too: in a group, two people never share a Genie conversation, never answer
each other's prompts, and never write the same item.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
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


class GenieSessions:
    """Which Genie conversation a person's next question continues."""

    def __init__(self, state: PersonalConversationState) -> None:
        self._state = state
        self._conversation_id = state.create_property("GenieConversationId")

    async def current(self, context: TurnContext) -> str:
        """Return the stored Genie conversation id; "" when the next question begins a new one."""
        async with self._state.turn(context):
            return await self._conversation_id.get(context) or ""

    async def keep(self, context: TurnContext, genie_conversation_id: str) -> None:
        """Store it at once; what another process wrote meanwhile is read again first."""
        for left in reversed(range(_WRITE_TRIES)):
            try:
                async with self._state.turn(context):
                    await self._conversation_id.set(context, genie_conversation_id)
            except StorageConflictError:
                if not left:
                    raise
            else:
                return

    async def forget(self, context: TurnContext) -> None:
        """Let the next question begin a new conversation; saved when the current turn is."""
        await self._conversation_id.set(context, "")
