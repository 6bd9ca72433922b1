"""What Genie answers with: spaces, conversations, messages and their attachments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Self, TypeVar

from genie.error_types import MessageErrorType, error_type
from genie.parsing import (
    JsonObject,
    known,
    objects,
    optional_int,
    optional_object,
    optional_str,
    required_str,
    strings,
    timestamp,
)
from genie.statuses import (
    FINAL_STATUSES,
    ConversationType,
    FeedbackRating,
    MessageStatus,
    TextPurpose,
    ThoughtType,
)

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Thought:
    """One step of Genie's reasoning. content is Markdown, usually bullets."""

    kind: ThoughtType | str
    content: str

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a thought from an item of a query attachment's "thoughts"."""
        kind = known(ThoughtType, optional_str(body, "thought_type"))
        return cls(kind=kind, content=optional_str(body, "content"))


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A value that Genie filled into its SQL in place of ":keyword"."""

    keyword: str
    sql_type: str
    value: str

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a parameter from an item of a query attachment's "parameters"."""
        return cls(
            keyword=optional_str(body, "keyword"),
            sql_type=optional_str(body, "sql_type"),
            value=optional_str(body, "value"),
        )


@dataclass(frozen=True, slots=True)
class QueryAttachment:
    """The SQL that Genie wrote. Until it is written, only thoughts are there and sql is empty."""

    attachment_id: str
    sql: str = ""
    title: str = ""
    description: str = ""
    statement_id: str = ""
    parameters: tuple[QueryParameter, ...] = ()
    thoughts: tuple[Thought, ...] = ()
    row_count: int | None = None
    is_truncated: bool = False

    @classmethod
    def from_json(cls, attachment_id: str, body: JsonObject) -> Self:
        """Build a query from the value of an attachment's "query"."""
        metadata = optional_object(body, "query_result_metadata") or {}
        return cls(
            attachment_id=attachment_id,
            sql=optional_str(body, "query"),
            title=optional_str(body, "title"),
            description=optional_str(body, "description"),
            statement_id=optional_str(body, "statement_id"),
            parameters=tuple(map(QueryParameter.from_json, objects(body, "parameters"))),
            thoughts=tuple(map(Thought.from_json, objects(body, "thoughts"))),
            row_count=optional_int(metadata, "row_count"),
            is_truncated=metadata.get("is_truncated") is True,
        )


@dataclass(frozen=True, slots=True)
class TextAttachment:
    """A text in Markdown: the answer's summary, or a question back to the person."""

    content: str
    purpose: TextPurpose | str = TextPurpose.TEXT_ATTACHMENT_PURPOSE_ANSWER

    @property
    def is_question(self) -> bool:
        """Whether Genie marked it as a question back. It often asks without marking it."""
        return self.purpose == TextPurpose.FOLLOW_UP_QUESTION


@dataclass(frozen=True, slots=True)
class SuggestedQuestions:
    """What Genie proposes to ask next."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visualization:
    """A chart that Genie drew of a query's result (Beta; only when asked for)."""

    attachment_id: str
    query_attachment_id: str
    title: str


Attachment = QueryAttachment | TextAttachment | SuggestedQuestions | Visualization


def attachment_from_json(body: JsonObject) -> Attachment | None:
    """Build an attachment by the key that is present; None for a kind newer than this client."""
    attachment_id = optional_str(body, "attachment_id")
    if (query := optional_object(body, "query")) is not None:
        return QueryAttachment.from_json(attachment_id, query)
    if (text := optional_object(body, "text")) is not None:
        purpose = optional_str(text, "purpose") or TextPurpose.TEXT_ATTACHMENT_PURPOSE_ANSWER
        return TextAttachment(optional_str(text, "content"), known(TextPurpose, purpose))
    if (suggested := optional_object(body, "suggested_questions")) is not None:
        return SuggestedQuestions(strings(suggested, "questions"))
    if (viz := optional_object(body, "viz")) is not None:
        of_query = optional_str(viz, "query_attachment_id")
        return Visualization(attachment_id, of_query, optional_str(viz, "title"))
    return None


@dataclass(frozen=True, slots=True)
class MessageError:
    """Why a message failed. detail may quote SQL."""

    kind: MessageErrorType | str
    detail: str


@dataclass(frozen=True, slots=True)
class GenieMessage:
    """One question and, once its status is final, what Genie said about it.

    status is "" while Genie gives none.
    """

    conversation_id: str
    message_id: str
    status: MessageStatus | str
    content: str = ""
    attachments: tuple[Attachment, ...] = ()
    error: MessageError | None = None
    rating: FeedbackRating | str | None = None
    created_at: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Whether Genie is done with it. An unknown status is not final."""
        return self.status in FINAL_STATUSES

    @property
    def queries(self) -> tuple[QueryAttachment, ...]:
        """The queries that have SQL; several when Genie corrected itself or split the question."""
        return tuple(a for a in self.attachments if isinstance(a, QueryAttachment) and a.sql)

    @property
    def thoughts(self) -> tuple[Thought, ...]:
        """Genie's reasoning so far, over all its queries, also those without SQL yet."""
        queries = (a for a in self.attachments if isinstance(a, QueryAttachment))
        return tuple(thought for query in queries for thought in query.thoughts)

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a message from the decoded body of "get message".

        Unknown fields are ignored, because Genie adds them without notice.

        Raises:
            GenieProtocolError: an id is absent or not a string.
        """
        attachments = map(attachment_from_json, objects(body, "attachments"))
        rating = optional_str(optional_object(body, "feedback") or {}, "rating")
        return cls(
            conversation_id=required_str(body, "conversation_id"),
            message_id=_own_id(body, "message_id"),
            status=known(MessageStatus, optional_str(body, "status")),
            content=optional_str(body, "content"),
            attachments=tuple(a for a in attachments if a is not None),
            error=_message_error(optional_object(body, "error")),
            rating=known(FeedbackRating, rating) if rating else None,
            created_at=timestamp(body, "created_timestamp"),
        )


def _own_id(body: JsonObject, name: str) -> str:
    """Read an object's own id; the examples in Databricks' guide have it only as "id"."""
    return optional_str(body, name) or optional_str(body, "id") or required_str(body, name)


def _message_error(body: JsonObject | None) -> MessageError | None:
    if body is None:
        return None
    return MessageError(error_type(optional_str(body, "type")), optional_str(body, "error"))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands in a space's list. title is usually its first question."""

    conversation_id: str
    title: str
    created_at: datetime | None
    kind: ConversationType | str

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a conversation from an item of "list conversations"."""
        return cls(
            conversation_id=_own_id(body, "conversation_id"),
            title=optional_str(body, "title"),
            created_at=timestamp(body, "created_timestamp"),
            kind=known(ConversationType, optional_str(body, "agent_type")),
        )


@dataclass(frozen=True, slots=True)
class Space:
    """A Genie space (in newer words: a Genie agent), which answers about one set of tables."""

    space_id: str
    title: str
    description: str = ""

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a space from the decoded body of "get space"."""
        return cls(
            space_id=required_str(body, "space_id"),
            title=optional_str(body, "title"),
            description=optional_str(body, "description"),
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """One page of a list; next_page_token is empty on the last."""

    items: tuple[ItemT, ...]
    next_page_token: str = ""

    @classmethod
    def from_json(cls, body: JsonObject, name: str, item: Callable[[JsonObject], ItemT]) -> Self:
        """Build a page whose items stand under name."""
        return cls(tuple(map(item, objects(body, name))), optional_str(body, "next_page_token"))
