"""The Genie conversation that a person's next question continues, in each space."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.state.scopes import PersonalConversationState, Scope, ScopedState, retried
from bot.storage.store import JsonObject
from genie import Clock


class GenieSession(NamedTuple):
    """The Genie conversation that continues in a space; "" starts one.

    number is incremented by each "new". shared_question: the last question was shared, and its
    conversation is another person's; to continue from it, it has to be asked again in a
    conversation of one's own. was_stopped: the person stopped the last question, which ended its
    conversation. used_at, and began_at (set by "new"), are in seconds since 1970.
    uses_own_identity: the conversation is the person's in Genie, not the bot's.
    """

    space_id: str
    conversation_id: str = ""
    number: int = 0
    shared_question: str = ""
    was_stopped: bool = False
    used_at: float = 0.0
    began_at: float = 0.0
    uses_own_identity: bool = False


def _known(kept: JsonObject) -> JsonObject:
    """Leave out fields that only a newer release knows."""
    return {name: kept[name] for name in GenieSession._fields if name in kept}


class GenieSessions:
    """The Genie conversation that a person's next question continues, in each space.

    idle_s: after this time without a question, it ends.
    """

    def __init__(self, state: PersonalConversationState, *, clock: Clock, idle_s: float) -> None:
        self._state = state
        self._clock = clock
        self._idle_s = idle_s
        self._sessions = state.create_property("GenieSessions")

    async def of(
        self, scope: Scope, empty: GenieSession, *, others: Sequence[ScopedState] = ()
    ) -> GenieSession:
        """Return the session of a question that was accepted at a number.

        After one "new" the question keeps its session; after two it starts a conversation.

        Args:
            empty: its space, number and identity.
            others: what the question will need as well, and is read in the same call.

        Raises:
            StorageUnavailableError: it cannot be read now.
        """
        await self._state.load_with(scope, *others)
        known = await self._read(scope)
        if known["number"] == empty.number:
            return self._session(known, empty)
        before = known.get("before") or {}
        if before.get("number") == empty.number:
            return self._session(before, empty)
        return empty

    async def keep(self, scope: Scope, session: GenieSession) -> None:
        """Store the session at once; one from before a "new" only for its own earlier questions.

        Raises:
            StorageConflictError: others write all the time.
            StorageUnavailableError: it cannot be stored now.
        """

        async def work() -> None:
            async with self._state.turn(scope):
                known = await self._read(scope)
                before = known.get("before") or {}
                if known["number"] == session.number:
                    await self._sessions.set(scope, self._with(known, session))
                elif before.get("number") == session.number:
                    before = self._with(before, session)
                    await self._sessions.set(scope, known | {"before": before})

        await retried(work)

    async def number(self, scope: Scope) -> int:
        """Return the number of the person's session, within the current turn."""
        number: int = (await self._read(scope))["number"]
        return number

    async def begin_another(self, scope: Scope) -> None:
        """Let the next question start a new conversation; saved with the current turn."""
        known = await self._read(scope)
        another = {
            "number": known["number"] + 1,
            "by_space": {},
            "began_at": self._clock.now().timestamp(),
        }
        await self._sessions.set(scope, another | {"before": _alone(known)})

    async def go_on(self, scope: Scope, session: GenieSession) -> None:
        """Let the next question in a space continue this one; saved with the current turn.

        It gets a number of its own: questions in progress do not undo it.
        """
        known = await self._read(scope)
        number = known["number"] + 1
        another = known | {"number": number, "before": _alone(known)}
        await self._sessions.set(scope, self._with(another, session._replace(number=number)))

    async def _read(self, scope: Scope) -> JsonObject:
        return await self._sessions.get(scope) or {"number": 0, "by_space": {}}

    def _session(self, known: JsonObject, empty: GenieSession) -> GenieSession:
        empty = empty._replace(began_at=known.get("began_at", 0.0))
        kept = known["by_space"].get(empty.space_id)
        if kept is None or kept["used_at"] + self._idle_s < self._clock.now().timestamp():
            return empty
        session = GenieSession(**_known(kept))
        is_same = session.uses_own_identity == empty.uses_own_identity
        return session._replace(number=empty.number, began_at=empty.began_at) if is_same else empty

    def _with(self, known: JsonObject, session: GenieSession) -> JsonObject:
        kept = session._replace(used_at=self._clock.now().timestamp())._asdict()
        return known | {"by_space": known["by_space"] | {session.space_id: kept}}


def _alone(known: JsonObject) -> JsonObject:
    """Leave out the session before it."""
    return {name: value for name, value in known.items() if name != "before"}
