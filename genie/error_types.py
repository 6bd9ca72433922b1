"""The error types of failed messages, grouped by what can be done about them.

The types are those of databricks-sdk 0.162.0; the grouping is ours. Newer types stay strings.
"""

from collections.abc import Mapping
from enum import auto
from typing import Final

from genie.causes import Cause
from genie.diagnosis import cause_of_failure
from genie.said import Said
from genie.statuses import UpperEnum


class TransientFailure(UpperEnum):
    """Asking again may help."""

    RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION = auto()
    RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION = auto()
    RETRYABLE_PROCESSING_EXCEPTION = auto()
    REPLY_PROCESS_TIMEOUT_EXCEPTION = auto()
    UNEXPECTED_REPLY_PROCESS_EXCEPTION = auto()
    CHAT_COMPLETION_CLIENT_EXCEPTION = auto()
    CHAT_COMPLETION_CLIENT_TIMEOUT_EXCEPTION = auto()
    CHAT_COMPLETION_NETWORK_EXCEPTION = auto()
    GENERIC_CHAT_COMPLETION_EXCEPTION = auto()
    GENERIC_CHAT_COMPLETION_SERVICE_EXCEPTION = auto()
    INVALID_CHAT_COMPLETION_JSON_EXCEPTION = auto()
    INVALID_COMPLETION_REQUEST_EXCEPTION = auto()
    GENERIC_SQL_EXEC_API_CALL_EXCEPTION = auto()
    DESCRIBE_QUERY_TIMEOUT = auto()
    DESCRIBE_QUERY_UNEXPECTED_FAILURE = auto()
    BLOCK_MULTIPLE_EXECUTIONS_EXCEPTION = auto()
    STOP_PROCESS_DUE_TO_AUTO_REGENERATE = auto()
    INTERNAL_CATALOG_ASSET_CREATION_ONGOING_EXCEPTION = auto()
    COULD_NOT_GET_UC_SCHEMA_EXCEPTION = auto()
    COULD_NOT_GET_DASHBOARD_SCHEMA_EXCEPTION = auto()
    COULD_NOT_GET_MODEL_DEPLOYMENTS_EXCEPTION = auto()


class SupersededFailure(UpperEnum):
    """The message was cancelled, changed or deleted while Genie worked on it."""

    MESSAGE_CANCELLED_WHILE_EXECUTING_EXCEPTION = auto()
    MESSAGE_DELETED_WHILE_EXECUTING_EXCEPTION = auto()
    MESSAGE_UPDATED_WHILE_EXECUTING_EXCEPTION = auto()


class TooLongFailure(UpperEnum):
    """The conversation or the question is too long."""

    CONTEXT_EXCEEDED_EXCEPTION = auto()
    LOCAL_CONTEXT_EXCEEDED_EXCEPTION = auto()
    EXCEEDED_MAX_TOKEN_LENGTH_EXCEPTION = auto()
    MESSAGE_ATTACHMENT_TOO_LONG_ERROR = auto()
    GENERATED_SQL_QUERY_TOO_LONG_EXCEPTION = auto()


class UnusableQueryFailure(UpperEnum):
    """Genie could not write a working query; another wording may help."""

    SQL_EXECUTION_EXCEPTION = auto()
    DESCRIBE_QUERY_INVALID_SQL_ERROR = auto()
    INVALID_SQL_MULTIPLE_DATASET_REFERENCES_EXCEPTION = auto()
    INVALID_SQL_MULTIPLE_STATEMENTS_EXCEPTION = auto()
    INVALID_SQL_UNKNOWN_TABLE_EXCEPTION = auto()
    INVALID_TABLE_IDENTIFIER_EXCEPTION = auto()
    MISSING_SQL_QUERY_EXCEPTION = auto()
    NO_QUERY_TO_VISUALIZE_EXCEPTION = auto()
    FUNCTION_ARGUMENTS_INVALID_EXCEPTION = auto()
    FUNCTION_ARGUMENTS_INVALID_JSON_EXCEPTION = auto()
    FUNCTION_ARGUMENTS_INVALID_TYPE_EXCEPTION = auto()
    FUNCTION_CALL_MISSING_PARAMETER_EXCEPTION = auto()
    INVALID_FUNCTION_CALL_EXCEPTION = auto()
    ILLEGAL_PARAMETER_DEFINITION_EXCEPTION = auto()


class ContentFilterFailure(UpperEnum):
    """A content filter refused the question or the answer."""

    CONTENT_FILTER_EXCEPTION = auto()


class SpaceSetupFailure(UpperEnum):
    """The space or its warehouse needs its administrator."""

    WAREHOUSE_ACCESS_MISSING_EXCEPTION = auto()
    WAREHOUSE_NOT_FOUND_EXCEPTION = auto()
    TABLES_MISSING_EXCEPTION = auto()
    NO_TABLES_TO_QUERY_EXCEPTION = auto()
    TOO_MANY_TABLES_EXCEPTION = auto()
    TOO_MANY_CERTIFIED_ANSWERS_EXCEPTION = auto()
    INVALID_CERTIFIED_ANSWER_FUNCTION_EXCEPTION = auto()
    INVALID_CERTIFIED_ANSWER_IDENTIFIER_EXCEPTION = auto()
    FUNCTIONS_NOT_AVAILABLE_EXCEPTION = auto()
    DEPLOYMENT_NOT_FOUND_EXCEPTION = auto()
    NO_DEPLOYMENTS_AVAILABLE_TO_WORKSPACE = auto()
    UNKNOWN_AI_MODEL = auto()
    UNSUPPORTED_CONVERSATION_TYPE_EXCEPTION = auto()
    INTERNAL_CATALOG_ASSET_CREATION_FAILED_EXCEPTION = auto()
    INTERNAL_CATALOG_ASSET_CREATION_UNSUPPORTED_EXCEPTION = auto()
    INTERNAL_CATALOG_MISSING_UC_PATH_EXCEPTION = auto()
    INTERNAL_CATALOG_PATH_OVERLAP_EXCEPTION = auto()


MessageErrorType = (
    TransientFailure
    | SupersededFailure
    | TooLongFailure
    | UnusableQueryFailure
    | ContentFilterFailure
    | SpaceSetupFailure
)
_KNOWN: Final[Mapping[str, MessageErrorType]] = {
    kind.value: kind
    for group in (
        TransientFailure,
        SupersededFailure,
        TooLongFailure,
        UnusableQueryFailure,
        ContentFilterFailure,
        SpaceSetupFailure,
    )
    for kind in group
}


def error_type(value: str) -> MessageErrorType | str:
    """Return the known error type, or the text itself."""
    return _KNOWN.get(value, value)


def cause_of_answer(kind: MessageErrorType | str, text: str) -> Cause | None:
    """Return why a message failed, by its type, or else by Databricks' text.

    The types of one group are unambiguous; others only mean that something is wrong with a query.
    """
    if isinstance(kind, SupersededFailure | TooLongFailure | ContentFilterFailure):
        return _BY_TYPE.get(kind)
    return _BY_TYPE.get(kind) or cause_of_failure(Said(message=text))


_BY_TYPE: Final[dict[str, Cause]] = {
    # The conversation itself is too long, so that the question can be answered in a new one.
    TooLongFailure.CONTEXT_EXCEEDED_EXCEPTION: Cause.CONVERSATION_FULL,
    TooLongFailure.LOCAL_CONTEXT_EXCEEDED_EXCEPTION: Cause.CONVERSATION_FULL,
    TooLongFailure.EXCEEDED_MAX_TOKEN_LENGTH_EXCEPTION: Cause.CONVERSATION_FULL,
    TransientFailure.RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION: Cause.RATE_LIMITED,
    TransientFailure.RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION: Cause.RATE_LIMITED,
    UnusableQueryFailure.INVALID_SQL_UNKNOWN_TABLE_EXCEPTION: Cause.TABLE_UNKNOWN,
    SpaceSetupFailure.WAREHOUSE_NOT_FOUND_EXCEPTION: Cause.WAREHOUSE_GONE,
    SpaceSetupFailure.WAREHOUSE_ACCESS_MISSING_EXCEPTION: Cause.WAREHOUSE_FORBIDDEN,
}
