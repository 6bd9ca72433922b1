"""The record of a question: everything needed to answer it, also after a restart."""

import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Final, Self

from bot.activities.activity import Activity, Conversation
from bot.storage.plain import record_of
from bot.storage.store import JsonObject
from cards import AMERICAN, AskedQuestion, Reader, folded
from genie import Access


def new_reference() -> str:
    """Make a short id that a person can read out and support can find in the log."""
    return secrets.token_hex(4)


# Punctuation that people put around a question or leave out. A leading dot may belong to a number.
_OPENING: Final = "¿¡ "
_CLOSING: Final = ".?!。,;:、 "


def normalised(text: str) -> str:
    """Remove what makes no difference: case, width, spaces and surrounding punctuation."""
    return folded(text).lstrip(_OPENING).rstrip(_CLOSING)


@dataclass(frozen=True, slots=True)
class Space:
    """A Genie space, and what people read about it.

    name "": it is the only one. contact is whom people ask if it cannot be read.
    uses_own_identity: each person asks it with their own, not with the bot's.
    """

    space_id: str
    name: str = ""
    description: str = ""
    sample_questions: tuple[str, ...] = ()
    contact: str = ""
    uses_own_identity: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Who asked what and where, and the state of the answer.

    Plain JSON values only, since the journal stores it. asker is empty in a 1:1 chat, where the
    asker need not be named; so is space_name if there is only one space.
    """

    text: str
    conversation: JsonObject  # where to send messages; see Activity.reference
    space_id: str
    space_name: str = ""
    contact: str = ""  # whom to ask if the space cannot be read
    reader: Reader = AMERICAN
    asker: str = ""
    reference: str = field(default_factory=new_reference)
    activity_id: str = ""  # of the message that shows progress
    answer_id: str = ""  # of the message that the answer replaces; often the same
    is_sent_blind: bool = False  # sent as a message without a known id
    session_number: int = 0  # of the GenieSession in which it was accepted
    posting_at: float = 0.0  # Genie may have it since then, by Genie's clock; 0: it was not posted
    goes_on: bool = False  # its conversation has earlier questions
    is_sharer: bool = False  # its Genie conversation is that of another person
    origin: JsonObject = field(default_factory=dict)  # where it may be shared; see shared()
    is_shared: bool = False  # its asker has shared its answer with those who read it here
    genie_conversation_id: str = ""
    genie_message_id: str = ""
    asked_at: float = 0.0  # seconds since 1970
    is_reopened: bool = False  # an earlier answer is read again; nothing continues from it
    uses_own_identity: bool = False  # it is asked with the asker's identity, not with the bot's
    sign_in: JsonObject = field(default_factory=dict)  # the card for which it waits, if it does
    sign_in_from_s: float = 0.0  # seconds from asking to that card
    tenant_id: str = ""  # of the asker, where the channel names tenants

    @classmethod
    def from_activity(  # noqa: PLR0913 - what a question consists of
        cls,
        text: str,
        activity: Activity,
        *,
        asked_at: float,
        reader: Reader,
        space: Space,
        session_number: int = 0,
    ) -> Self:
        """Make the record of the question in this activity."""
        return cls(
            text=text,
            conversation=activity.reference,
            space_id=space.space_id,
            space_name=space.name,
            contact=space.contact,
            reader=reader,
            asker=activity.sender.name if activity.conversation.is_group else "",
            session_number=session_number,
            asked_at=asked_at,
            uses_own_identity=space.uses_own_identity,
            tenant_id=activity.tenant_id,
        )

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Read a record that to_json wrote."""
        return record_of(cls, body | {"reader": record_of(Reader, body["reader"])})

    def to_json(self) -> JsonObject:
        """Write the record as plain JSON values, which the caller must not change."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return values | {"reader": asdict(self.reader)}

    def asked(self) -> AskedQuestion:
        """What its cards need."""
        return AskedQuestion(
            self.text,
            self.reference,
            self.reader,
            self.asker,
            space=self.space_name,
            contact=self.contact,
            uses_own_identity=self.uses_own_identity,
        )

    def reading_again(
        self,
        genie_conversation_id: str,
        genie_message_id: str,
        *,
        uses_own_identity: bool,
        is_sharer: bool,
    ) -> Self:
        """Return a request to read the answer of an existing message again.

        uses_own_identity: it was asked so; the bot's identity reads it only if it is the bot's,
        and the space is still asked so. is_sharer: that conversation is another person's.
        """
        return replace(
            self,
            is_reopened=True,
            genie_conversation_id=genie_conversation_id,
            genie_message_id=genie_message_id,
            uses_own_identity=uses_own_identity or self.uses_own_identity,
            is_sharer=is_sharer,
        )

    def shared(self, reference: str) -> Self:
        """Return the record of the same answer in the conversation in which it was asked.

        Its answer stands in the person's own chat; origin is the reference of that conversation.
        """
        return replace(
            self,
            conversation=self.origin,
            asker=Activity.at(self.origin).sender.name,
            reference=reference,
            activity_id="",
            answer_id="",
            is_sent_blind=False,
            origin={},
            is_shared=True,
        )

    def belongs_to(self, person_id: str) -> bool:
        """Whether a person, of those in its conversation, may read more of its answer."""
        return not self.uses_own_identity or self.person[1] == person_id

    @property
    def access(self) -> Access:
        """Where it is asked, and with whose identity."""
        return Access(self.space_id, self.person if self.uses_own_identity else None)

    @property
    def person(self) -> tuple[str, str]:
        """Who asked: channel and user."""
        return self.conversation["channelId"], self.conversation["user"]["id"]

    @property
    def queue_key(self) -> tuple[str, str, str]:
        """Who asked, and where: questions with the same key are answered one after the other."""
        return (*self.person, self.conversation["conversation"]["id"])

    def log_ids(self) -> JsonObject:
        """Its ids, for the log."""
        return {
            "reference": self.reference,
            "space_id": self.space_id,
            "genie_conversation_id": self.genie_conversation_id,
            "genie_message_id": self.genie_message_id,
        }

    def asked_in(self) -> Conversation:
        """The conversation in which it was asked."""
        return Conversation.from_json(self.conversation["conversation"])
