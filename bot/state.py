"""What is remembered between turns, and under which key.

What belongs to one person in one conversation has a key that holds both: in a group, two people
never share a Genie conversation, never answer each other's prompts, and never write the same item.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar
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


class GenieSession(NamedTuple):
    """Which Genie conversation goes on in a space; "" begins one. number grows with each "new".

    shared_question: the last question was somebody else's too, and theirs is its conversation; to
    go on from it, it has to be asked again in a conversation of one's own. was_stopped: the person
    stopped the last question, which ended its conversation. used_at, and began_at (by "new"): in
    seconds since 1970.
    """

    space_id: str
    conversation_id: str = ""
    number: int = 0
    shared_question: str = ""
    was_stopped: bool = False
    used_at: float = 0.0
    began_at: float = 0.0


def _known(kept: JsonObject) -> JsonObject:
    """Leave out what a newer release has written beside what this one knows."""
    return {name: kept[name] for name in GenieSession._fields if name in kept}


class GenieSessions:
    """Which Genie conversation a person's next question continues, in each space.

    idle_s: without a question for so long, it ends.
    """

    def __init__(self, state: PersonalConversationState, *, clock: Clock, idle_s: float) -> None:
        self._state = state
        self._clock = clock
        self._idle_s = idle_s
        self._sessions = state.create_property("GenieSessions")

    async def current(self, context: TurnContext, space_id: str) -> GenieSession:
        """Return the session in a space."""
        await self._state.load(context, force=True)
        return self._session(await self._read(context), space_id)

    async def keep(self, context: TurnContext, session: GenieSession) -> None:
        """Store the session at once, unless the person has begun another one by "new".

        Raises:
            StorageConflictError: others write all the time.
        """

        async def work() -> None:
            async with self._state.turn(context):
                known = await self._read(context)
                if known["number"] == session.number:
                    await self._sessions.set(context, self._with(known, session))

        await retried(work)

    async def number(self, context: TurnContext) -> int:
        """Return the number of the person's session, within the current turn."""
        number: int = (await self._read(context))["number"]
        return number

    async def begin_another(self, context: TurnContext) -> None:
        """Let the next question begin a new conversation; saved when the current turn is."""
        another = {"number": await self.number(context) + 1, "by_space": {}}
        await self._sessions.set(context, another | {"began_at": self._clock.now().timestamp()})

    async def go_on(self, context: TurnContext, space_id: str, conversation_id: str) -> None:
        """Let the next question in a space continue this; saved when the current turn is.

        Questions on their way do not undo it.
        """
        known = await self._read(context)
        number = known["number"] + 1
        session = GenieSession(space_id, conversation_id, number)
        await self._sessions.set(context, self._with(known | {"number": number}, session))

    async def _read(self, context: TurnContext) -> JsonObject:
        return await self._sessions.get(context) or {"number": 0, "by_space": {}}

    def _session(self, known: JsonObject, space_id: str) -> GenieSession:
        kept = known["by_space"].get(space_id)
        of_all = {"number": known["number"], "began_at": known.get("began_at", 0.0)}
        if kept is None or kept["used_at"] + self._idle_s < self._clock.now().timestamp():
            return GenieSession(space_id, **of_all)
        return GenieSession(**_known(kept) | of_all)

    def _with(self, known: JsonObject, session: GenieSession) -> JsonObject:
        kept = session._replace(used_at=self._clock.now().timestamp())._asdict()
        return known | {"by_space": known["by_space"] | {session.space_id: kept}}


class Notes:
    """A few plain values under one key of the turn. A change is saved at once."""

    def __init__(self, state: ReadOnce, name: str) -> None:
        self._state = state
        self._values = state.create_property(name)

    async def load(self, context: TurnContext) -> None:
        """Read them, so that nobody in this turn has to wait for that."""
        await self._state.load(context)

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
