"""An event of the audit trail: ids, outcomes and durations, and never a name.

docs/audit.md explains the fields.
"""

import hashlib
import secrets
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Self

from bot.activities.activity import Activity
from bot.state.question import Question
from bot.storage.store import JsonObject, Line

_ID_CHARS: Final = 32
# Not written as they are: the key becomes the id, and the text depends on the settings.
_NOT_WRITTEN: Final = frozenset({"key", "text", "uses_own_identity"})


class AuditKind(StrEnum):
    """What was done."""

    QUESTION = "question"  # Genie was asked, or was to be asked
    REOPENING = "reopening"  # an earlier answer was read again
    RATING = "rating"
    FILE = "file"  # a result left as a file
    SHARE = "share"  # an answer was posted for others
    DELETION = "deletion"  # of one question
    FORGETTING = "forgetting"  # of all that is kept of a person
    REFUSAL = "refusal"  # something was not allowed
    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    REPORT = "report"  # an answer was reported to the data team


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What a person did, or what became of it.

    Args:
        at: in seconds since 1970.
        key: the same for the same event, whichever process records it; "": it happens once.
        user_id: the person's id in the channel; directory_id: in Entra.
        outcome: how it ended, in a word.
        error: the type of the error, if it failed; cause: Databricks' cause, where it is certain.
        ms: how long it took, in milliseconds.
        uses_own_identity: with whose identity Genie was asked; None: it was not asked for this.
        is_shared: the message in Genie was asked for another person, and answers this one as well.
        detail: the value of a rating, the format of a file, what was refused.
        text: a question or a comment; written only if the settings say so.
    """

    kind: AuditKind
    at: float
    key: str = ""
    outcome: str = ""
    error: str = ""
    cause: str = ""
    reference: str = ""
    channel_id: str = ""
    user_id: str = ""
    directory_id: str = ""
    tenant_id: str = ""
    conversation_id: str = ""
    conversation_kind: str = ""
    space_id: str = ""
    uses_own_identity: bool | None = None
    genie_conversation_id: str = ""
    genie_message_id: str = ""
    statement_ids: tuple[str, ...] = ()
    is_shared: bool = False
    ms: int | None = None
    detail: str = ""
    text: str = ""

    @classmethod
    def of(cls, kind: AuditKind, activity: Activity, at: float) -> Self:
        """Make the event of something that the sender of an activity does where it comes from."""
        return cls(kind, at).by(activity)

    @classmethod
    def about(cls, kind: AuditKind, question: Question, at: float) -> Self:
        """Make an event about a question, done by its asker where it was asked."""
        return replace(
            cls(kind, at).by(Activity.at(question.conversation)),
            tenant_id=question.tenant_id,
            reference=question.reference,
            space_id=question.space_id,
            uses_own_identity=question.uses_own_identity,
            genie_conversation_id=question.genie_conversation_id,
            genie_message_id=question.genie_message_id,
            is_shared=question.is_sharer,
            text=question.text,
        )

    def by(self, activity: Activity) -> Self:
        """Say that the sender of an activity did it, where that comes from, without any text."""
        conversation = activity.conversation
        return replace(
            self,
            text="",
            channel_id=activity.channel_id,
            user_id=activity.sender.id,
            directory_id=activity.sender.aad_object_id,
            tenant_id=activity.tenant_id,
            conversation_id=conversation.id,
            conversation_kind=conversation.kind,
        )

    def line(self, *, keeps_text: bool) -> Line:
        """Return it as it is written; fields without a value are left out."""
        line_id = secrets.token_hex(_ID_CHARS // 2)
        if self.key:
            line_id = hashlib.sha256(self.key.encode()).hexdigest()[:_ID_CHARS]
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _NOT_WRITTEN}
        body: JsonObject = {
            "id": line_id,
            "time": _iso(self.at),
            **{name: value for name, value in values.items() if value or value == 0},
            "kind": str(self.kind),
            "statement_ids": list(self.statement_ids),
        }
        if self.uses_own_identity is not None:
            body["identity"] = "user" if self.uses_own_identity else "bot"
        body = {name: value for name, value in body.items() if value is not False and value != []}
        return Line(
            line_id, self.at, body | ({"text": self.text} if keeps_text and self.text else {})
        )


def _iso(at: float) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
