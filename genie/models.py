"""Genie's responses: messages and their attachments."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self, TypeVar

from genie.error_types import MessageErrorType, cause_of_answer, error_type
from genie.errors import GenieAnswerError
from genie.parsing import (
    JsonObject,
    known,
    nullable_objects,
    objects,
    optional_bool,
    optional_int,
    optional_object,
    optional_str,
    own_id,
    required_str,
    strings,
    timestamp,
)
from genie.said import Said
from genie.statuses import (
    FINAL_STATUSES,
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
    """A value for a ":keyword" in Genie's SQL."""

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
    """The SQL that Genie wrote. Until it is written, there are only thoughts, and sql is empty.

    A query that was approved beforehand may have a result without SQL. attachment_id may be "" in
    older messages.
    """

    attachment_id: str
    sql: str = ""
    title: str = ""
    description: str = ""
    statement_id: str = ""
    parameters: tuple[QueryParameter, ...] = ()
    thoughts: tuple[Thought, ...] = ()
    row_count: int | None = None
    is_truncated: bool = False

    @property
    def has_run(self) -> bool:
        """Whether it has, or will have, a result."""
        return bool(self.sql or self.statement_id) or self.row_count is not None

    @classmethod
    def from_json(cls, attachment_id: str, body: JsonObject) -> Self:
        """Build a query from the value of an attachment's "query"."""
        metadata = optional_object(body, "query_result_metadata") or {}
        return cls(
            attachment_id=attachment_id or optional_str(body, "id"),
            sql=optional_str(body, "query"),
            title=optional_str(body, "title"),
            description=optional_str(body, "description"),
            statement_id=optional_str(body, "statement_id"),
            parameters=tuple(map(QueryParameter.from_json, objects(body, "parameters"))),
            thoughts=tuple(map(Thought.from_json, objects(body, "thoughts"))),
            row_count=optional_int(metadata, "row_count"),
            is_truncated=optional_bool(metadata, "is_truncated") or False,
        )


@dataclass(frozen=True, slots=True)
class TextAttachment:
    """A text in Markdown: the answer's summary, or a clarifying question."""

    content: str
    purpose: TextPurpose | str = TextPurpose.TEXT_ATTACHMENT_PURPOSE_ANSWER

    @property
    def is_question(self) -> bool:
        """Whether Genie marked it as a question. It often asks without marking it."""
        return self.purpose == TextPurpose.FOLLOW_UP_QUESTION


@dataclass(frozen=True, slots=True)
class SuggestedQuestions:
    """Follow-up questions that Genie suggests."""

    questions: tuple[str, ...]


Attachment = QueryAttachment | TextAttachment | SuggestedQuestions


def attachment_from_json(body: JsonObject) -> Attachment | None:
    """Build an attachment by the key that is present; None for an unsupported kind."""
    if (query := optional_object(body, "query")) is not None:
        attachment_id = optional_str(body, "attachment_id") or optional_str(body, "id")
        return QueryAttachment.from_json(attachment_id, query)
    if (text := optional_object(body, "text")) is not None:
        purpose = optional_str(text, "purpose") or TextPurpose.TEXT_ATTACHMENT_PURPOSE_ANSWER
        return TextAttachment(optional_str(text, "content"), known(TextPurpose, purpose))
    if (suggested := optional_object(body, "suggested_questions")) is not None:
        return SuggestedQuestions(strings(suggested, "questions"))
    return None


@dataclass(frozen=True, slots=True)
class GenieMessage:
    """One question and, once its status is final, Genie's answer to it.

    status is "" if there is none yet; error_type says why it failed, "" if Genie does not.
    error_text says it in Databricks' words, which may quote SQL and values.
    """

    conversation_id: str
    message_id: str
    status: MessageStatus | str
    content: str = ""
    attachments: tuple[Attachment, ...] = ()
    error_type: MessageErrorType | str = ""
    error_text: str = field(default="", repr=False)
    created_at: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Whether Genie has finished it. An unknown status is not final."""
        return self.status in FINAL_STATUSES

    @property
    def queries(self) -> tuple[QueryAttachment, ...]:
        """The executed queries; several if Genie corrected itself or split the question."""
        return tuple(a for a in self.attachments if isinstance(a, QueryAttachment) and a.has_run)

    @property
    def thoughts(self) -> tuple[Thought, ...]:
        """Genie's reasoning so far, of all queries, also those without SQL yet."""
        queries = (a for a in self.attachments if isinstance(a, QueryAttachment))
        return tuple(thought for query in queries for thought in query.thoughts)

    def error(self) -> GenieAnswerError:
        """Return the error of a message that failed or was cancelled."""
        return GenieAnswerError(
            status=self.status,
            error_type=self.error_type,
            logged=Said(self.error_type, self.error_text).logged(),
            cause=cause_of_answer(self.error_type, self.error_text),
        )

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a message from the decoded body of "get message".

        Unknown fields are ignored, because Genie adds them without notice.

        Raises:
            GenieProtocolError: an id is missing or not a string, or the message is final and its
                attachments cannot be read.
        """
        status = known(MessageStatus, optional_str(body, "status"))
        read = nullable_objects if status in FINAL_STATUSES else objects
        attachments = map(attachment_from_json, read(body, "attachments"))
        result = optional_object(body, "query_result")
        error = optional_object(body, "error") or {}
        return cls(
            conversation_id=required_str(body, "conversation_id"),
            message_id=own_id(body, "message_id"),
            status=status,
            content=optional_str(body, "content"),
            attachments=_with_result([a for a in attachments if a is not None], result),
            error_type=error_type(optional_str(error, "type")),
            error_text=optional_str(error, "error"),
            created_at=timestamp(body, "created_timestamp"),
        )


def _with_result(
    attachments: list[Attachment], result: JsonObject | None
) -> tuple[Attachment, ...]:
    """Add facts about a result that older messages have beside their attachments."""
    statement_id = optional_str(result or {}, "statement_id")
    queries = [a for a in attachments if isinstance(a, QueryAttachment)] or [QueryAttachment("")]
    its = [query for query in queries if query.statement_id == statement_id]
    its = its or [query for query in queries[-1:] if not query.statement_id]
    if not statement_id or not its:
        return tuple(attachments)
    told = QueryAttachment.from_json("", {"query_result_metadata": result})
    whole = replace(
        its[-1],
        statement_id=statement_id,
        row_count=told.row_count if its[-1].row_count is None else its[-1].row_count,
        is_truncated=its[-1].is_truncated or told.is_truncated,
    )
    others = [whole if a is its[-1] else a for a in attachments]
    return tuple(others if whole in others else [*others, whole])
