"""A person's own recent questions in a conversation, and where Genie keeps their answers."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Final

from bot.activities.activity import Activity
from bot.state.question import Question
from bot.state.scopes import Scope, ScopedState, StateRecord, personal_key
from bot.storage.plain import record_of
from bot.storage.store import ItemStorage, JsonObject
from cards import PastQuestion
from genie import Access, Clock

MOST: Final = 10
KEPT_S: Final = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Past:
    """A question that Genie has. asked_at is in seconds since 1970.

    is_own: its Genie conversation is this person's, not that of another person with the same
    question. copies: the references under which its answer was read again. uses_own_identity: it
    was asked with this person's identity, not with the bot's.
    """

    reference: str
    text: str
    space_id: str
    space_name: str
    conversation_id: str
    message_id: str
    asked_at: float
    is_own: bool
    copies: list[str] = field(default_factory=list)
    uses_own_identity: bool = False

    @classmethod
    def of(cls, question: Question, *, is_own: bool) -> "Past":
        """Make it from a question that Genie has."""
        return cls(
            question.reference,
            question.text,
            question.space_id,
            question.space_name,
            question.genie_conversation_id,
            question.genie_message_id,
            question.asked_at,
            is_own,
            uses_own_identity=question.uses_own_identity,
        )

    def access(self, activity: Activity) -> Access:
        """Where it was asked, and with whose identity; the activity is one of its asker's."""
        person = activity.channel_id, activity.sender.id
        return Access(self.space_id, person if self.uses_own_identity else None)

    def shown(self) -> PastQuestion:
        """What its card shows."""
        asked_at = datetime.fromtimestamp(self.asked_at, UTC)
        return PastQuestion(self.reference, self.text, asked_at, self.space_name)


class History:
    """Stores people's latest questions, newest first: MOST of them, until KEPT_S after the last."""

    def __init__(self, storage: ItemStorage, *, clock: Clock) -> None:
        # One item for each person and conversation; it outlives their other state.
        self._record = StateRecord(ScopedState(storage, History.__name__, _key), "History")
        self._clock = clock

    @property
    def state(self) -> ScopedState:
        """What they are part of, to be read together with other state."""
        return self._record.state

    async def all(self, scope: Scope) -> list[Past]:
        """Return the questions of this turn's sender in this conversation."""
        return [record_of(Past, past) for past in (await self._record.read(scope)).get("asked", ())]

    async def find(self, scope: Scope, reference: str) -> Past | None:
        """Return the question with this reference."""
        found = (past for past in await self.all(scope) if past.reference == reference)
        return next(found, None)

    async def note(self, scope: Scope, past: Past) -> None:
        """Store a question."""

        def noted(values: JsonObject) -> JsonObject:
            others = [p for p in values.get("asked", ()) if p["reference"] != past.reference]
            return {"asked": [asdict(past), *others][:MOST]}

        expires_at = self._clock.now().timestamp() + KEPT_S
        await self._record.change(scope, noted, expires_at=expires_at, is_fresh=False)

    async def note_copy(self, scope: Scope, past: Past, reference: str) -> None:
        """Record that an answer was read again, under another reference."""

        def noted(values: JsonObject) -> JsonObject:
            asked = [
                p | {"copies": [*p.get("copies", ()), reference]}
                if p["reference"] == past.reference
                else p
                for p in values.get("asked", ())
            ]
            return values | {"asked": asked}

        expires_at = self._clock.now().timestamp() + KEPT_S
        await self._record.change(scope, noted, expires_at=expires_at)

    async def remove(self, scope: Scope, reference: str) -> None:
        """Delete a question."""

        def rest(values: JsonObject) -> JsonObject:
            return {"asked": [p for p in values.get("asked", ()) if p["reference"] != reference]}

        await self._record.change(scope, rest)

    async def last_asked_at(self, scope: Scope, space_id: str) -> float:
        """Return when they last asked in a space; 0: unknown."""
        asked = (past.asked_at for past in await self.all(scope) if past.space_id == space_id)
        return max(asked, default=0.0)


def _key(activity: Activity) -> str:
    return f"{personal_key(activity)}/history"
