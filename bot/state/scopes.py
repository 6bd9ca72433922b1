"""What is remembered between turns, and under which key.

What belongs to one person in one conversation has a key that holds both: in a group, two people
never share a Genie conversation, never answer each other's prompts, and never write the same item.
"""

import asyncio
import math
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import quote
from weakref import WeakValueDictionary

from bot.activities.activity import Activity
from bot.storage.plain import as_text
from bot.storage.store import EXPIRES_AT, ItemStorage, JsonObject, StorageConflictError
from genie import Clock, SystemClock, retry

WRITE_TRIES: Final = 8
# Random up to so much, in real time: two that met once do not meet again and again.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.005, 0.2
# The moment at which an item is forgotten is rounded up to this, so that it is seldom rewritten.
_EXPIRY_STEP_S: Final = 600.0
_THREAD: Final = ";messageid="
# Every turn needs its own a dozen times.
_KEYS: Final = 1_000

ResultT = TypeVar("ResultT")


class Scope(Protocol):
    """A turn, or work that goes on after it: whose state it is, and what was read of it."""

    @property
    def activity(self) -> Activity:
        """Whose, and where."""

    @property
    def memory(self) -> dict[str, Any]:
        """What was read of each kind of state; only this module looks into it."""


def chat_key(activity: Activity) -> str:
    """The key of the chat of an activity; all threads of a channel are one chat."""
    return chat_key_of(activity.channel_id, activity.conversation.id)


@lru_cache(_KEYS)
def chat_key_of(channel_id: str, conversation_id: str) -> str:
    """The key of the chat that a conversation belongs to."""
    chat, _, _ = conversation_id.partition(_THREAD)
    return f"{quote(channel_id, safe='')}/conversations/{quote(chat, safe='')}"


def personal_key(activity: Activity) -> str:
    """The key of one person in one conversation."""
    return personal_key_of(activity.channel_id, activity.sender.id, activity.conversation.id)


@lru_cache(_KEYS)
def personal_key_of(channel_id: str, user_id: str, conversation_id: str) -> str:
    """The key of a person in a conversation; ids are quoted, so that no two share one."""
    channel, user, conversation = (
        quote(part, safe="") for part in (channel_id, user_id, conversation_id)
    )
    return f"{channel}/conversations/{conversation}/users/{user}"


def person_key(activity: Activity) -> str:
    """The key of a person in a channel, wherever they are in it."""
    return f"{activity.channel_id}/users/{activity.sender.id}"


async def retried(work: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Do a short piece of reading and writing, again after a conflicting write.

    Raises:
        StorageConflictError: every time.
    """
    return await retry(work, _pause_after, clock=SystemClock())


def _pause_after(error: Exception, attempts: int) -> float | None:
    if not isinstance(error, StorageConflictError) or attempts >= WRITE_TRIES:
        return None
    longest_s = min(FIRST_PAUSE_S * 2 ** (attempts - 1), LONGEST_PAUSE_S)
    return random.uniform(0, longest_s)  # noqa: S311 - jitter needs no cryptography


@dataclass(slots=True)
class _Read:
    """An item of state as it is now, and the text of what is stored."""

    values: JsonObject
    stored: str


class ScopedState:
    """One item of state for each key, which a turn reads once.

    Args:
        name: under which it is remembered in a turn.
        key: of the item, by who speaks where.
    """

    def __init__(self, storage: ItemStorage, name: str, key: Callable[[Activity], str]) -> None:
        self._storage = storage
        self._name = name
        self._key = key

    async def load(self, scope: Scope, *, is_fresh: bool = False) -> JsonObject:
        """Return the item, to be changed in place; what is changed is stored by save.

        Args:
            is_fresh: read it again, also if that was done in this turn.
        """
        if is_fresh or self._name not in scope.memory:
            key = self._key(scope.activity)
            values = (await self._storage.read([key])).get(key, {})
            scope.memory[self._name] = _Read(values, as_text(values))
        return self._read(scope).values

    async def save(self, scope: Scope) -> None:
        """Store the item, if it has changed since it was read.

        Raises:
            StorageConflictError: it was changed by others meanwhile.
            StorageUnavailableError: it cannot be stored now.
        """
        item = self._read(scope)
        text = as_text(item.values)
        if text != item.stored:
            await self._storage.write({self._key(scope.activity): item.values})
            item.stored = text

    async def delete(self, scope: Scope) -> None:
        """Forget the item."""
        scope.memory.pop(self._name, None)
        await self._storage.delete([self._key(scope.activity)])

    def create_property(self, name: str) -> "StateProperty":
        """Return the value in the item that has this name."""
        return StateProperty(self, name)

    def _read(self, scope: Scope) -> _Read:
        read: _Read = scope.memory[self._name]
        return read


class StateProperty:
    """One value in an item of state: plain JSON."""

    def __init__(self, state: ScopedState, name: str) -> None:
        self._state = state
        self._name = name

    async def get(self, scope: Scope) -> Any:
        """Return the value; None: there is none."""
        return (await self._state.load(scope)).get(self._name)

    async def set(self, scope: Scope, value: object) -> None:
        """Put a value in its place; it is stored with the item."""
        (await self._state.load(scope))[self._name] = value

    async def remove(self, scope: Scope) -> None:
        """Let the item hold no such value."""
        (await self._state.load(scope)).pop(self._name, None)


class PersonalConversationState(ScopedState):
    """Conversation state of one user: keyed by channel, conversation and user.

    It is forgotten idle_s after its last use, to within ten minutes.
    """

    def __init__(self, storage: ItemStorage, *, clock: Clock, idle_s: float) -> None:
        super().__init__(storage, PersonalConversationState.__name__, personal_key)
        self._clock = clock
        self._idle_s = idle_s
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, scope: Scope) -> AsyncIterator[None]:
        """Hold the state for a short piece of work, and save what it changed."""
        lock = self._locks.setdefault(personal_key(scope.activity), asyncio.Lock())
        async with lock:
            state = await self.load(scope, is_fresh=True)
            yield
            if state:
                expires_at = self._clock.now().timestamp() + self._idle_s
                state[EXPIRES_AT] = math.ceil(expires_at / _EXPIRY_STEP_S) * _EXPIRY_STEP_S
            await self.save(scope)


class StateRecord:
    """A few plain values under one key of the turn. A change is saved at once."""

    def __init__(self, state: ScopedState, name: str) -> None:
        self._state = state
        self._values = state.create_property(name)

    async def load(self, scope: Scope) -> None:
        """Read them, so that nothing else in this turn has to wait for that."""
        await self._state.load(scope)

    async def delete(self, scope: Scope) -> None:
        """Forget them."""
        await self._state.delete(scope)

    async def read(self, scope: Scope) -> JsonObject:
        """Return the values, as they were when the turn first read them."""
        return await self._values.get(scope) or {}

    async def change(
        self,
        scope: Scope,
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
            item = await self._state.load(scope, is_fresh=True)
            values = change(await self.read(scope))
            await self._values.set(scope, values)
            if expires_at:
                item[EXPIRES_AT] = expires_at
            await self._state.save(scope)
            return values

        return await retried(work)


class PersonState(ScopedState):
    """State that follows a person everywhere."""

    def __init__(self, storage: ItemStorage) -> None:
        super().__init__(storage, PersonState.__name__, person_key)


class ChatState(ScopedState):
    """State that a chat's members share; that of a channel, all its threads."""

    def __init__(self, storage: ItemStorage) -> None:
        super().__init__(storage, ChatState.__name__, chat_key)
