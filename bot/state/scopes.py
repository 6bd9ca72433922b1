"""State that is kept between turns, and its keys.

The key of one person's state in one conversation contains both: in a group, two people never share
a Genie conversation, never answer each other's prompts, and never write the same item.
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
# The range of the random pause, in real time, so that two writers do not conflict again and again.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.005, 0.2
# The expiry time of an item is rounded up to this, so that it is seldom rewritten.
_EXPIRY_STEP_S: Final = 600.0
_THREAD: Final = ";messageid="
# Every turn uses its own keys a dozen times.
_KEYS: Final = 1_000

ResultT = TypeVar("ResultT")


class Scope(Protocol):
    """A turn, or work that continues after it: whose state it uses, and what it has read of it."""

    @property
    def activity(self) -> Activity:
        """The activity of the person and the conversation."""

    @property
    def memory(self) -> dict[str, Any]:
        """What was read of each kind of state; used by this module only."""


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
    """The key of a person in a conversation; ids are quoted, so that keys are unique."""
    channel, user, conversation = (
        quote(part, safe="") for part in (channel_id, user_id, conversation_id)
    )
    return f"{channel}/conversations/{conversation}/users/{user}"


def person_key(activity: Activity) -> str:
    """The key of a person in a channel, for all conversations."""
    return f"{activity.channel_id}/users/{activity.sender.id}"


async def retried(work: Callable[[], Awaitable[ResultT]], *, clock: Clock | None = None) -> ResultT:
    """Run a short piece of reading and writing, and repeat it after a conflicting write.

    Raises:
        StorageConflictError: every attempt failed.
    """
    return await retry(work, _pause_after, clock=clock or SystemClock())


def _pause_after(error: Exception, attempts: int) -> float | None:
    if not isinstance(error, StorageConflictError) or attempts >= WRITE_TRIES:
        return None
    longest_s = min(FIRST_PAUSE_S * 2 ** (attempts - 1), LONGEST_PAUSE_S)
    return random.uniform(0, longest_s)  # noqa: S311 - jitter needs no cryptography


@dataclass(slots=True)
class _Read:
    """An item of state as it is now, and its stored text."""

    values: JsonObject
    stored: str
    basis: object
    is_used: bool = False  # for its one change


class ScopedState:
    """One item of state for each key, which a turn reads once.

    Args:
        name: its key in the memory of a turn.
        key: returns the key of the item.
    """

    def __init__(self, storage: ItemStorage, name: str, key: Callable[[Activity], str]) -> None:
        self._storage = storage
        self._name = name
        self._key = key

    async def load(self, scope: Scope) -> JsonObject:
        """Return the item, which may be changed in place; save stores the changes."""
        if self._name not in scope.memory:
            await self.load_with(scope)
        return self._read(scope).values

    async def load_with(self, scope: Scope, *others: "ScopedState") -> None:
        """Read the item and those of other states in the same store, all of them again."""
        readings = [each.reading(scope) for each in (self, *others)]
        found = await self._storage.read([key for key, _ in readings])
        for key, take in readings:
            take(found.get(key, {}))

    def reading(self, scope: Scope) -> tuple[str, Callable[[JsonObject], None]]:
        """Return the key of the item, and what takes the values that are read from now on."""
        basis = self._basis(scope)

        def take(values: JsonObject) -> None:
            scope.memory[self._name] = _Read(values, as_text(values), basis)

        return self._key(scope.activity), take

    async def load_for_change(self, scope: Scope, *, is_fresh: bool) -> JsonObject:
        """Return the item for one change, read again if is_fresh.

        Else what this scope has read will do, unless this process has changed it since; if another
        has, save raises StorageConflictError.
        """
        read: _Read | None = scope.memory.get(self._name)
        if is_fresh or read is None or read.is_used or read.basis != self._basis(scope):
            await self.load_with(scope)
        self._read(scope).is_used = True
        return self._read(scope).values

    async def save(self, scope: Scope) -> None:
        """Store the item, if it has changed since it was read.

        Raises:
            StorageConflictError: others have changed it meanwhile.
            StorageUnavailableError: it cannot be stored now.
        """
        item = self._read(scope)
        text = as_text(item.values)
        if text != item.stored:
            await self._storage.write({self._key(scope.activity): item.values})
            item.stored = text

    async def delete(self, scope: Scope) -> None:
        """Delete the item."""
        scope.memory.pop(self._name, None)
        await self._storage.delete([self._key(scope.activity)])

    def create_property(self, name: str) -> "StateProperty":
        """Return the value with this name in the item."""
        return StateProperty(self, name)

    def _read(self, scope: Scope) -> _Read:
        read: _Read = scope.memory[self._name]
        return read

    def _basis(self, scope: Scope) -> object:
        """Return what is equal for as long as this process cannot have changed the item."""
        return None


class StateProperty:
    """One value in an item of state: plain JSON."""

    def __init__(self, state: ScopedState, name: str) -> None:
        self._state = state
        self._name = name

    async def get(self, scope: Scope) -> Any:
        """Return the value; None if there is none."""
        return (await self._state.load(scope)).get(self._name)

    async def set(self, scope: Scope, value: object) -> None:
        """Set the value; it is stored with the item."""
        (await self._state.load(scope))[self._name] = value

    async def remove(self, scope: Scope) -> None:
        """Remove the value from the item."""
        (await self._state.load(scope)).pop(self._name, None)


class PersonalConversationState(ScopedState):
    """Conversation state of one user: keyed by channel, conversation and user.

    It expires idle_s after its last use, rounded up to ten minutes.
    """

    def __init__(self, storage: ItemStorage, *, clock: Clock, idle_s: float) -> None:
        super().__init__(storage, PersonalConversationState.__name__, personal_key)
        self._clock = clock
        self._idle_s = idle_s
        self._locks: WeakValueDictionary[str, _Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, scope: Scope) -> AsyncIterator[None]:
        """Lock the state for a short piece of work, and save the changes."""
        async with (lock := self._lock(scope)):
            state = await self.load_for_change(scope, is_fresh=False)
            lock.turns += 1
            yield
            if state:
                expires_at = self._clock.now().timestamp() + self._idle_s
                state[EXPIRES_AT] = math.ceil(expires_at / _EXPIRY_STEP_S) * _EXPIRY_STEP_S
            await self.save(scope)

    def _basis(self, scope: Scope) -> object:
        lock = self._lock(scope)
        return lock, lock.turns

    def _lock(self, scope: Scope) -> "_Lock":
        return self._locks.setdefault(personal_key(scope.activity), _Lock())


class _Lock(asyncio.Lock):
    """A lock that counts the turns that have had it."""

    turns = 0


class StateRecord:
    """A few plain values under one name of an item. A change is saved at once."""

    def __init__(self, state: ScopedState, name: str) -> None:
        self.state = state
        self._values = state.create_property(name)

    async def delete(self, scope: Scope) -> None:
        """Delete them."""
        await self.state.delete(scope)

    async def read(self, scope: Scope) -> JsonObject:
        """Return the values as they were when the turn first read them."""
        return await self._values.get(scope) or {}

    async def change(
        self,
        scope: Scope,
        change: Callable[[JsonObject], JsonObject],
        *,
        expires_at: float = 0.0,
        is_fresh: bool = True,
    ) -> JsonObject:
        """Replace the values by what change returns for them; return the new values.

        Args:
            change: may be called several times.
            expires_at: when they expire, in seconds since 1970; 0: never.
            is_fresh: whether to read them again first. If it is False, change has to return other
                values than any that it is given, so that a conflict shows what others have changed.

        Raises:
            StorageConflictError: others write all the time.
        """

        async def work() -> JsonObject:
            item = await self.state.load_for_change(scope, is_fresh=is_fresh)
            values = change(await self.read(scope))
            await self._values.set(scope, values)
            if expires_at:
                item[EXPIRES_AT] = expires_at
            await self.state.save(scope)
            return values

        return await retried(work)


class PersonState(ScopedState):
    """State of a person in all conversations."""

    def __init__(self, storage: ItemStorage) -> None:
        super().__init__(storage, PersonState.__name__, person_key)


class ChatState(ScopedState):
    """State that a chat's members share; in a channel, all threads share it."""

    def __init__(self, storage: ItemStorage) -> None:
        super().__init__(storage, ChatState.__name__, chat_key)
