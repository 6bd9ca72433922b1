"""The values that Genie is known to send in fields with a fixed set of values.

Source: databricks-sdk 0.162.0. Newer values stay plain strings.
"""

from enum import StrEnum, auto


class UpperEnum(StrEnum):
    """A StrEnum whose auto() is the member's own name."""

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name


class MessageStatus(UpperEnum):
    """The progress of a message. The order is the usual one, but it may go back."""

    SUBMITTED = auto()
    FETCHING_METADATA = auto()
    FILTERING_CONTEXT = auto()
    ASKING_AI = auto()
    PENDING_WAREHOUSE = auto()
    EXECUTING_QUERY = auto()
    COMPLETED = auto()
    FAILED = auto()
    CANCELLED = auto()
    QUERY_RESULT_EXPIRED = auto()


FINAL_STATUSES = frozenset(
    {
        MessageStatus.COMPLETED,
        MessageStatus.FAILED,
        MessageStatus.CANCELLED,
        MessageStatus.QUERY_RESULT_EXPIRED,
    }
)


class StatementState(UpperEnum):
    """The progress of a query. CANCELED has one L here, two in MessageStatus."""

    PENDING = auto()
    RUNNING = auto()
    SUCCEEDED = auto()
    FAILED = auto()
    CANCELED = auto()
    CLOSED = auto()


class TextPurpose(UpperEnum):
    """Why Genie wrote a text. It is often absent, which means ANSWER."""

    TEXT_ATTACHMENT_PURPOSE_UNSPECIFIED = auto()
    TEXT_ATTACHMENT_PURPOSE_ANSWER = auto()
    FOLLOW_UP_QUESTION = auto()


class ThoughtType(UpperEnum):
    """The subject of a thought."""

    THOUGHT_TYPE_UNSPECIFIED = auto()
    THOUGHT_TYPE_DESCRIPTION = auto()
    THOUGHT_TYPE_UNDERSTANDING = auto()
    THOUGHT_TYPE_DATA_SOURCING = auto()
    THOUGHT_TYPE_INSTRUCTIONS = auto()
    THOUGHT_TYPE_STEPS = auto()


class FeedbackRating(UpperEnum):
    """A person's rating of a message; NONE removes an earlier one."""

    POSITIVE = auto()
    NEGATIVE = auto()
    NONE = auto()
