"""The record of a question: all that is needed to work on it, or to go on after a restart."""

import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Final, Self

from bot.activities.activity import Activity, Conversation
from bot.storage.plain import record_of
from bot.storage.store import JsonObject
from cards import AMERICAN, AskedQuestion, Reader, folded


def new_reference() -> str:
    """Make a short id that a person can read out and support can find in the log."""
    return secrets.token_hex(4)


# What people put around a question or leave out. A dot in front may belong to a number.
_OPENING: Final = "¿¡ "
_CLOSING: Final = ".?!。,;:、 "


def normalised(text: str) -> str:
    """Reduce a question to what makes it differ from others: not case, width, spaces or its end."""
    return folded(text).lstrip(_OPENING).rstrip(_CLOSING)


@dataclass(frozen=True, slots=True)
class Space:
    """A Genie space, and what people are told about it.

    name "": there is only one. contact is whom people ask when it cannot be read.
    """

    space_id: str
    name: str = ""
    description: str = ""
    sample_questions: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Who asked what and where, and how far the answer has got.

    Plain JSON values only, since the journal holds it. asker is empty in a 1:1 chat, where
    the asker need not be named; space_name where there is only one space.
    """

    text: str
    conversation: JsonObject  # where to speak; see bot.activities.activity.Activity.reference
    space_id: str
    space_name: str = ""
    contact: str = ""  # whom to ask if the space cannot be read
    reader: Reader = AMERICAN
    asker: str = ""
    reference: str = field(default_factory=new_reference)
    activity_id: str = ""  # of the message that shows progress
    answer_id: str = ""  # of the message in whose place the end goes; often the same
    is_sent_blind: bool = False  # sent as a message without a known id
    session_number: int = 0  # of the GenieSession in which it was accepted
    posting_at: float = 0.0  # since when Genie may have it, by its time; 0: it was not posted
    goes_on: bool = False  # it is asked in a conversation that has earlier questions
    is_sharer: bool = False  # its Genie conversation belongs to another who asked the same
    genie_conversation_id: str = ""
    genie_message_id: str = ""
    asked_at: float = 0.0  # seconds since 1970
    is_reopened: bool = False  # an earlier answer is read again; nothing goes on from it

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
        """Make the record of what this activity asks."""
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
        )

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Read a record that to_json wrote."""
        return record_of(cls, body | {"reader": record_of(Reader, body["reader"])})

    def to_json(self) -> JsonObject:
        """Write the record as plain JSON values, to be written only, not to be changed."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return values | {"reader": asdict(self.reader)}

    def asked(self) -> AskedQuestion:
        """What its cards need to know of it."""
        return AskedQuestion(
            self.text,
            self.reference,
            self.reader,
            self.asker,
            space=self.space_name,
            contact=self.contact,
        )

    def reading_again(self, genie_conversation_id: str, genie_message_id: str) -> Self:
        """Return it as a request to read the answer of an existing message again."""
        return replace(
            self,
            is_reopened=True,
            genie_conversation_id=genie_conversation_id,
            genie_message_id=genie_message_id,
        )

    @property
    def person(self) -> tuple[str, str]:
        """Who asked: channel and user."""
        return self.conversation["channelId"], self.conversation["user"]["id"]

    @property
    def queue_key(self) -> tuple[str, str, str]:
        """Who asked, and where: questions with the same key are answered one after another."""
        return (*self.person, self.conversation["conversation"]["id"])

    def log_ids(self) -> JsonObject:
        """What the log says of it: ids only."""
        return {
            "reference": self.reference,
            "space_id": self.space_id,
            "genie_conversation_id": self.genie_conversation_id,
            "genie_message_id": self.genie_message_id,
        }

    def asked_in(self) -> Conversation:
        """In which conversation it was asked."""
        return Conversation.from_json(self.conversation["conversation"])
