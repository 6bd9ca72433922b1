"""What happens while Genie works on a question, in the order in which it happens."""

from dataclasses import dataclass

from genie.errors import GenieError, GenieProtocolError
from genie.models import QueryAttachment, Thought
from genie.statuses import MessageStatus
from genie.tables import Table


@dataclass(frozen=True, slots=True)
class Asked:
    """Genie has the question. Always the first event, unless asking itself failed.

    lost_context says that the conversation to be continued was gone, so that a new one was begun.
    """

    conversation_id: str
    message_id: str
    lost_context: bool = False


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Genie has got further, or has gone back to try again."""

    status: MessageStatus | str


@dataclass(frozen=True, slots=True)
class ThoughtsChanged:
    """Genie's reasoning so far. Thoughts grow, and may change their order and kind."""

    thoughts: tuple[Thought, ...]


@dataclass(frozen=True, slots=True)
class SqlWritten:
    """Genie has written (or rewritten) a query; it may still be running."""

    query: QueryAttachment


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A query and what came of it: a table, or the error that kept it from being read."""

    query: QueryAttachment
    table: Table | None = None
    error: GenieError | None = None

    @property
    def unread_row_count(self) -> int | None:
        """How many rows there are that could not be read; None if that is not known."""
        if not isinstance(self.error, GenieProtocolError):
            return None
        return self.error.row_count or self.query.row_count


@dataclass(frozen=True, slots=True)
class ResultReady:
    """A query's result has been read, or could not be."""

    result: QueryAnswer


@dataclass(frozen=True, slots=True)
class TextWritten:
    """Genie's words, in Markdown. question: what it has to know first, if it asks back."""

    text: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Questions that Genie proposes to ask next."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: everything at once."""

    answer: "Answer"


@dataclass(frozen=True, slots=True)
class Failed:
    """The end: there is no answer."""

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
    """What Genie answered to one question. question: what it asks back, in Markdown."""

    conversation_id: str
    message_id: str
    text: str = ""
    question: str = ""
    results: tuple[QueryAnswer, ...] = ()
    suggestions: tuple[str, ...] = ()
