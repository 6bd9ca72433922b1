"""What is remembered between turns, and under which key.

What belongs to one person in one conversation has a key that holds both: in a group, two people
never share a Genie conversation, never answer each other's prompts, and never write the same item.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Final, TypeVar
from urllib.parse import quote
from weakref import WeakValueDictionary

from botbuilder.core import BotState, ConversationState, Storage, TurnContext, UserState
from botbuilder.schema import Activity
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from bot.storage.store import EXPIRES_AT, JsonObject, StorageConflictError
from genie import Clock

WRITE_TRIES: Final = 8
# Random up to so much, in real time: two that met once do not meet again and again.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.005, 0.2
# The moment at which an item is forgotten is rounded up to this, so that it is seldom rewritten.
_EXPIRY_STEP_S: Final = 600.0
_THREAD: Final = ";messageid="
# Every turn needs its own a dozen times.
_KEYS: Final = 1_000

# Under this name a person's state holds the stack of dialogs.
DIALOGS: Final = "DialogState"

ResultT = TypeVar("ResultT")


def chat_key(activity: Activity) -> str:
    """The key of the chat in which somebody speaks; all threads of a channel are one chat."""
    return chat_key_of(activity.channel_id, activity.conversation.id)


@lru_cache(_KEYS)
def chat_key_of(channel_id: str, conversation_id: str) -> str:
    """The key of the chat that a conversation belongs to."""
    chat, _, _ = conversation_id.partition(_THREAD)
    return f"{quote(channel_id, safe='')}/conversations/{quote(chat, safe='')}"


def personal_key(activity: Activity) -> str:
    """The key of one person in one conversation."""
    return personal_key_of(activity.channel_id, activity.from_property.id, activity.conversation.id)


@lru_cache(_KEYS)
def personal_key_of(channel_id: str, user_id: str, conversation_id: str) -> str:
    """The key of a person in a conversation; ids are quoted, so that no two share one."""
    channel, user, conversation = (
        quote(part, safe="") for part in (channel_id, user_id, conversation_id)
    )
    return f"{channel}/conversations/{conversation}/users/{user}"


async def retried(work: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Do a short piece of reading and writing, again if somebody else wrote meanwhile.

    Raises:
        StorageConflictError: every time.
    """
    again = AsyncRetrying(
        retry=retry_if_exception_type(StorageConflictError),
        stop=stop_after_attempt(WRITE_TRIES),
        wait=wait_random_exponential(multiplier=FIRST_PAUSE_S, max=LONGEST_PAUSE_S),
        reraise=True,
    )
    return await again(work)


class ReadOnce(BotState):
    """State that is read once in a turn; the SDK reads what is not there again and again."""

    async def load(self, turn_context: TurnContext, force: bool = False) -> None:  # noqa: FBT001, FBT002 - the SDK's
        """Read it, unless that was done in this turn."""
        if force or self.get_cached_state(turn_context) is None:
            await super().load(turn_context, force=True)


class PersonalConversationState(ReadOnce, ConversationState):
    """Conversation state of one user: keyed by channel, conversation and user.

    It is forgotten idle_s after its last use, to within ten minutes.
    """

    def __init__(self, storage: Storage, *, clock: Clock, idle_s: float) -> None:
        super().__init__(storage)
        self._clock = clock
        self._idle_s = idle_s
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def get_storage_key(self, turn_context: TurnContext) -> str:
        """Return the key."""
        return personal_key(turn_context.activity)

    @asynccontextmanager
    async def turn(self, context: TurnContext) -> AsyncIterator[None]:
        """Hold the state for a short piece of work, and save what it changed."""
        key = self.get_storage_key(context)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            await self.load(context, force=True)
            yield
            state = self.get(context) or {}
            if (dialogs := state.get(DIALOGS)) is not None and not dialogs.dialog_stack:
                del state[DIALOGS]  # nothing waits, which is nothing to be written
            if state:
                expires_at = self._clock.now().timestamp() + self._idle_s
                state[EXPIRES_AT] = math.ceil(expires_at / _EXPIRY_STEP_S) * _EXPIRY_STEP_S
            await self.save_changes(context)


class StateRecord:
    """A few plain values under one key of the turn. A change is saved at once."""

    def __init__(self, state: ReadOnce, name: str) -> None:
        self._state = state
        self._values = state.create_property(name)

    async def load(self, context: TurnContext) -> None:
        """Read them, so that nobody in this turn has to wait for that."""
        await self._state.load(context)

    async def delete(self, context: TurnContext) -> None:
        """Forget them."""
        await self._state.load(context)  # the SDK deletes only what was read
        await self._state.delete(context)

    async def read(self, context: TurnContext) -> JsonObject:
        """Return the values, as they were when the turn first read them."""
        return await self._values.get(context) or {}

    async def change(
        self,
        context: TurnContext,
        change: Callable[[JsonObject], JsonObject],
        *,
        expires_at: float = 0.0,
    ) -> JsonObject:
        """Put what change makes of the values in their place; return it.

        Args:
            change: may be called several times.
            expires_at: when to forget them, in seconds since 1970; 0: never.

        Raises:
            StorageConflictError: others write all the time.
        """

        async def work() -> JsonObject:
            await self._state.load(context, force=True)
            values = change(await self.read(context))
            await self._values.set(context, values)
            if expires_at:
                self._state.get(context)[EXPIRES_AT] = expires_at
            await self._state.save_changes(context)
            return values

        return await retried(work)


class PersonState(ReadOnce, UserState):
    """State that follows a person everywhere."""


class ChatState(ReadOnce):
    """State that a chat's members share; that of a channel, all its threads."""

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage, ChatState.__name__)

    def get_storage_key(self, turn_context: TurnContext) -> str:
        """Return the key."""
        return chat_key(turn_context.activity)
