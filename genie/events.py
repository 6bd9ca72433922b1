"""The events of a question, in the order in which they happen."""

from dataclasses import dataclass

from genie.errors import GenieError, GenieProtocolError, GenieRejectedError
from genie.models import QueryAttachment, Thought
from genie.statuses import MessageStatus
from genie.tables import Table


@dataclass(frozen=True, slots=True)
class Asked:
    """Genie has the question. This is the first event, unless asking itself failed.

    not_continued: why a new conversation was started instead of continuing one; else None.
    """

    conversation_id: str
    message_id: str
    not_continued: GenieRejectedError | None = None


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Genie's status has changed, possibly back to an earlier one."""

    status: MessageStatus | str


@dataclass(frozen=True, slots=True)
class ThoughtsChanged:
    """Genie's reasoning so far. Thoughts are added, and may change their order and type."""

    thoughts: tuple[Thought, ...]


@dataclass(frozen=True, slots=True)
class SqlWritten:
    """Genie has written or rewritten a query, which may still be running."""

    query: QueryAttachment


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A query and its table, or the error due to which its result could not be read."""

    query: QueryAttachment
    table: Table | None = None
    error: GenieError | None = None

    @property
    def unread_row_count(self) -> int | None:
        """The number of rows that could not be read; None if it is not known."""
        if not isinstance(self.error, GenieProtocolError):
            return None
        return self.error.row_count or self.query.row_count


@dataclass(frozen=True, slots=True)
class ResultReady:
    """A query's result has been read, or could not be read."""

    result: QueryAnswer


@dataclass(frozen=True, slots=True)
class TextWritten:
    """Genie's text in Markdown. question: a clarifying question, if there is one."""

    text: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Follow-up questions that Genie suggests."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event, with the whole answer."""

    answer: "Answer"


@dataclass(frozen=True, slots=True)
class Failed:
    """The last event if there is no answer."""

    error: GenieError


Event = (
    Asked
    | StatusChanged
    | ThoughtsChanged
    | SqlWritten
    | ResultReady
    | TextWritten
    | Suggested
    | Answered
    | Failed
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Genie's answer to one question. question: a clarifying question, in Markdown."""

    conversation_id: str
    message_id: str
    text: str = ""
    question: str = ""
    results: tuple[QueryAnswer, ...] = ()
    suggestions: tuple[str, ...] = ()
