"""The bot's state: copies, versions, and one item per person and conversation."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.activities.activity import Activity
from bot.state.scopes import PersonalConversationState, PersonState, StateRecord
from bot.state.sessions import GenieSession, GenieSessions
from bot.storage.store import ItemStorage, StorageConflictError
from genie import Clock, SystemClock
from tests.harness.stores import CountedItems, MemoryItems

SALES = "sales"
GENIE_1 = GenieSession(SALES, "genie-1")
IDLE_S = 3600.0


@dataclass
class Turn:
    """A turn of one person in one conversation, with what was read in it."""

    activity: Activity
    memory: dict[str, Any] = field(default_factory=dict)


def context(user: str = "29:ann", conversation: str = "a:1", channel: str = "msteams") -> Turn:
    """Make a turn of a person in a conversation."""
    body = {
        "type": "message",
        "channelId": channel,
        "conversation": {"id": conversation},
        "from": {"id": user},
        "recipient": {"id": "28:bot"},
    }
    return Turn(Activity.from_json(body))


@pytest.fixture
def storage() -> MemoryItems:
    """An empty store."""
    return MemoryItems()


@pytest.fixture
def sessions(storage: MemoryItems) -> GenieSessions:
    """Genie conversations in the store."""
    return sessions_of(storage)


def state_of(storage: ItemStorage, clock: Clock | None = None) -> PersonalConversationState:
    """Make state in a store."""
    return PersonalConversationState(storage, clock=clock or SystemClock(), idle_s=IDLE_S)


def sessions_of(
    storage: ItemStorage,
    state: PersonalConversationState | None = None,
    clock: Clock | None = None,
) -> GenieSessions:
    """Make Genie conversations in a store."""
    clock = clock or SystemClock()
    return GenieSessions(state or state_of(storage, clock), clock=clock, idle_s=IDLE_S)


async def test_a_write_is_all_or_nothing(storage: MemoryItems) -> None:
    """A conflict in one item leaves the others unchanged."""
    await storage.write({"taken": {}})

    with pytest.raises(StorageConflictError):
        await storage.write({"free": {}, "taken": {}})

    assert await storage.read(["free"]) == {}


async def current(
    sessions: GenieSessions, place: Turn | None = None, space_id: str = SALES
) -> GenieSession:
    """Return the session of a question asked now."""
    place = place or context()
    return await sessions.of(place, GenieSession(space_id, number=await sessions.number(place)))


async def test_each_person_and_chat_has_its_own_conversation(sessions: GenieSessions) -> None:
    """In a group two people never share one, nor does one person in two chats."""
    places = [
        context(),
        context(user="29:bob"),
        context(conversation="a:2"),
        context(channel="emulator"),
        context(user="1/users/29:ann", conversation="a"),  # ids may contain the separator
        context(user="29:ann", conversation="a/users/1"),
    ]
    for number, place in enumerate(places):
        await sessions.keep(place, GenieSession(SALES, f"genie-{number}"))

    found = [(await current(sessions, place)).conversation_id for place in places]

    assert found == [f"genie-{number}" for number in range(len(places))]


async def test_another_identity_begins_another_conversation(sessions: GenieSessions) -> None:
    """The bot's conversations are not a person's, whose space is asked in another way now."""
    await sessions.keep(context(), GENIE_1)

    own = await sessions.of(context(), GenieSession(SALES, uses_own_identity=True))
    assert own.conversation_id == ""
    await sessions.keep(context(), own._replace(conversation_id="genie-2"))

    kept = await sessions.of(context(), GenieSession(SALES, uses_own_identity=True))
    assert kept.conversation_id == "genie-2"
    assert (await current(sessions)).conversation_id == ""


async def test_a_failed_turn_changes_nothing(storage: MemoryItems) -> None:
    """Its changes are not saved."""
    state = state_of(storage)
    sessions = sessions_of(storage, state)
    await sessions.keep(context(), GENIE_1)

    async def failing_turn() -> None:
        async with state.turn(turn := context()):
            await sessions.begin_another(turn)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await failing_turn()

    assert (await current(sessions)).conversation_id == "genie-1"


async def test_an_open_question_of_the_old_session_does_not_undo_new(storage: MemoryItems) -> None:
    """It must not restore the old conversation."""
    state = state_of(storage)
    sessions = sessions_of(storage, state)
    old = await current(sessions)
    async with state.turn(turn := context()):
        await sessions.begin_another(turn)

    await sessions.keep(context(), old._replace(conversation_id="genie-1"))

    now = await current(sessions)
    assert (now.conversation_id, now.number) == ("", 1)


async def test_a_conflict_is_retried_after_reading_again(storage: MemoryItems) -> None:
    """Another process wrote between our reading and writing."""

    class OnceConflicting(MemoryItems):
        meddle = True

        async def write(self, changes: dict[str, dict[str, Any]]) -> dict[str, str]:
            if self.meddle:
                self.meddle = False
                await super().write({key: {"other": 1} for key in changes})
            return await super().write(changes)

    meddling = OnceConflicting()
    sessions = sessions_of(meddling)

    await sessions.keep(context(), GENIE_1)

    (item,) = (await meddling.read(["msteams/conversations/a%3A1/users/29%3Aann"])).values()
    assert item["other"] == 1
    assert item["GenieSessions"]["by_space"][SALES]["conversation_id"] == "genie-1"


async def test_repeated_conflicts_are_an_error() -> None:
    """The write is given up with an error."""

    class AlwaysConflicting(MemoryItems):
        async def write(self, changes: dict[str, dict[str, Any]]) -> dict[str, str]:
            raise StorageConflictError

    sessions = sessions_of(AlwaysConflicting())

    with pytest.raises(StorageConflictError):
        await sessions.keep(context(), GENIE_1)


class Remote(MemoryItems):
    """A slow store, so that other writers come in between; it counts the conflicts."""

    conflicts = 0

    async def read(self, keys: list[str]) -> dict[str, dict[str, Any]]:
        """Read, with a delay."""
        found = await super().read(keys)
        await asyncio.sleep(0.001)
        return found

    async def write(self, changes: dict[str, dict[str, Any]]) -> dict[str, str]:
        """Write, with a delay."""
        await asyncio.sleep(0.001)
        try:
            return await super().write(changes)
        except StorageConflictError:
            self.conflicts += 1
            raise


async def test_writes_of_two_processes_are_merged() -> None:
    """They write at the same time with their own locks; the store's versions detect conflicts."""
    storage = Remote()

    async def process(name: str) -> None:
        record = StateRecord(PersonState(storage), "Person")
        for number in range(10):
            await record.change(context(), lambda v, key=f"{name}{number}": v | {key: True})  # type: ignore[misc]

    await asyncio.gather(process("a"), process("b"))

    known = await StateRecord(PersonState(storage), "Person").read(context())
    assert len(known) == 20
    assert storage.conflicts


async def test_sessions_of_two_processes_are_merged() -> None:
    """Two instances store two spaces of one person at the same time."""
    storage = Remote()

    async def keep(space_id: str) -> None:
        await sessions_of(storage).keep(context(), GenieSession(space_id, f"genie-{space_id}"))

    await asyncio.gather(*(keep(space_id) for space_id in ("s-1", "s-2")))

    for space_id in ("s-1", "s-2"):
        kept = await current(sessions_of(storage), space_id=space_id)
        assert kept.conversation_id == f"genie-{space_id}"
    assert storage.conflicts


async def test_concurrent_turns_of_one_person_lose_no_write(storage: MemoryItems) -> None:
    """Twenty writers add to the same item at the same time."""
    state = state_of(storage)
    numbers = state.create_property("numbers")

    async def add(number: int) -> None:
        async with state.turn(turn := context()):
            known = await numbers.get(turn) or []
            await asyncio.sleep(0)
            await numbers.set(turn, [*known, number])

    await asyncio.gather(*map(add, range(20)))

    async with state.turn(turn := context()):
        assert sorted(await numbers.get(turn)) == list(range(20))


async def test_what_a_turn_has_read_is_not_read_again_to_change_it() -> None:
    """But once changed, it is: the version that was read is not the newest any more."""
    storage = CountedItems()
    sessions = sessions_of(storage)
    place = context()

    await sessions.of(place, GenieSession(SALES))
    await sessions.keep(place, GENIE_1)
    assert (storage.reads, storage.writes) == (1, 1)
    await sessions.keep(place, GENIE_1._replace(conversation_id="genie-2"))
    assert (storage.reads, storage.writes) == (2, 2)

    assert (await current(sessions)).conversation_id == "genie-2"


async def test_a_turn_that_has_waited_for_another_sees_its_changes() -> None:
    """A question that was typed right after "new" is one of the new session."""
    storage = Remote()
    state = state_of(storage)
    sessions = sessions_of(storage, state)

    async def new() -> None:
        async with state.turn(turn := context()):
            await sessions.begin_another(turn)

    async def ask() -> int:
        turn = context()
        await state.load_with(turn)
        async with state.turn(turn):
            return await sessions.number(turn)

    _, number = await asyncio.gather(new(), ask())

    assert number == 1


async def test_what_was_read_together_is_outdated_together(storage: MemoryItems) -> None:
    """Another process has changed both since; neither of its changes is lost."""
    state, others = state_of(storage), PersonState(storage)
    mine, yours = StateRecord(state, "Mine"), StateRecord(others, "Yours")
    turn = context()
    await state.load_with(turn, others)
    for record in (mine, yours):
        await record.change(context(), lambda values: values | {"theirs": 1})

    for record in (mine, yours):
        await record.change(turn, lambda values: values | {"ours": 1}, is_fresh=False)

    for record in (mine, yours):
        assert await record.read(context()) == {"theirs": 1, "ours": 1}
