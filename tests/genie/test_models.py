"""Messages and their parts, as workspaces and the guide's examples have them."""

from datetime import UTC, datetime

import pytest

from genie.causes import Cause
from genie.error_types import (
    ContentFilterFailure,
    SpaceSetupFailure,
    SupersededFailure,
    TooLongFailure,
    TransientFailure,
    UnusableQueryFailure,
    error_type,
)
from genie.errors import GenieProtocolError
from genie.models import (
    GenieMessage,
    QueryAttachment,
    QueryParameter,
    SuggestedQuestions,
    TextAttachment,
    Thought,
)
from genie.statuses import (
    FINAL_STATUSES,
    MessageStatus,
    TextPurpose,
    ThoughtType,
)
from tests.genie.fake import Json, message, query, text

RECORDED: Json = message(
    "COMPLETED",
    {
        "attachment_id": "a-1",
        "query": {
            "query": "SELECT 1",
            "description": "You want one.",
            "title": "One",
            "statement_id": "s-1",
            "parameters": [{"keyword": "from", "sql_type": "DATE", "value": "2026-07-01"}],
            "thoughts": [{"thought_type": "THOUGHT_TYPE_STEPS", "content": "- Count."}],
            "query_result_metadata": {"row_count": "5000", "is_truncated": True},
        },
    },
    {"attachment_id": "a-2", "suggested_questions": {"questions": ["And by month?"]}},
    text("**EMEA** leads."),
    {"attachment_id": "a-4", "viz": {"query_attachment_id": "a-1", "title": "Chart"}},
    {"attachment_id": "a-5", "hologram": {}},
    id="m-1",
    content="One?",
    created_timestamp=1795341674921,
    feedback={"rating": "POSITIVE"},
    auto_regenerate_count=0,
)


def test_a_recorded_message_is_read_whole() -> None:
    """Only attachments of unknown kinds are left out."""
    read = GenieMessage.from_json(RECORDED)

    assert read == GenieMessage(
        conversation_id="c-1",
        message_id="m-1",
        status=MessageStatus.COMPLETED,
        content="One?",
        attachments=(
            QueryAttachment(
                attachment_id="a-1",
                sql="SELECT 1",
                title="One",
                description="You want one.",
                statement_id="s-1",
                parameters=(QueryParameter("from", "DATE", "2026-07-01"),),
                thoughts=(Thought(ThoughtType.THOUGHT_TYPE_STEPS, "- Count."),),
                row_count=5000,
                is_truncated=True,
            ),
            SuggestedQuestions(("And by month?",)),
            TextAttachment("**EMEA** leads."),
        ),
        created_at=datetime(2026, 11, 22, 10, 1, 14, 921000, tzinfo=UTC),
    )
    assert read.is_final
    assert read.error_type == ""


def test_a_message_of_the_guide_is_read() -> None:
    """The examples have nulls, seconds, no message_id, and a status of their own."""
    read = GenieMessage.from_json(
        {
            "id": "m-1",
            "message_id": None,
            "conversation_id": "c-1",
            "status": "IN_PROGRESS",
            "content": "q",
            "created_timestamp": 1719769718,
            "attachments": None,
            "error": None,
            "query_result": None,
            "feedback": None,
        }
    )

    assert (read.message_id, read.status, read.attachments) == ("m-1", "IN_PROGRESS", ())
    assert not read.is_final
    assert read.created_at == datetime(2024, 6, 30, 17, 48, 38, tzinfo=UTC)


@pytest.mark.parametrize("status", MessageStatus)
def test_four_statuses_are_final(status: MessageStatus) -> None:
    """Polling must stop there."""
    is_final = status in {"COMPLETED", "FAILED", "CANCELLED", "QUERY_RESULT_EXPIRED"}

    assert GenieMessage.from_json(message(status)).is_final == is_final
    assert (status in FINAL_STATUSES) == is_final


@pytest.mark.parametrize("status", [None, "", 7])
def test_a_message_without_status_is_not_final(status: object) -> None:
    """Genie may still be writing it, so that polling goes on."""
    read = GenieMessage.from_json(message() | {"status": status})

    assert (read.status, read.is_final) == ("", False)


@pytest.mark.parametrize("name", ["conversation_id", "message_id"])
def test_a_message_without_ids_is_an_error_that_names_them(name: str) -> None:
    """Without ids nothing can be done with it."""
    with pytest.raises(GenieProtocolError, match=name):
        GenieMessage.from_json(message() | {name: None})


def test_the_kind_of_an_attachment_is_the_key_that_is_not_null() -> None:
    """Serializers of other languages write absent kinds as null."""
    nulls: Json = {"query": None, "text": None, "suggested_questions": None, "viz": None}
    read = GenieMessage.from_json(message("COMPLETED", nulls | text("Hi."), nulls))

    assert read.attachments == (TextAttachment("Hi."),)


def test_a_query_may_have_thoughts_before_sql() -> None:
    """The thoughts are shown as progress."""
    thinking: Json = {"query": {"thoughts": [{"thought_type": "THOUGHT_TYPE_X", "content": "-"}]}}
    read = GenieMessage.from_json(message("ASKING_AI", thinking, query()))

    assert [q.sql for q in read.queries] == ["SELECT 1"]
    assert read.thoughts == (Thought("THOUGHT_TYPE_X", "-"),)


@pytest.mark.parametrize(
    ("purpose", "is_question"),
    [
        (None, False),
        ("TEXT_ATTACHMENT_PURPOSE_ANSWER", False),
        ("FOLLOW_UP_QUESTION", True),
        ("NEW_PURPOSE", False),
    ],
)
def test_a_text_without_purpose_is_an_answer(purpose: str | None, *, is_question: bool) -> None:
    """A recorded summary has none."""
    read = GenieMessage.from_json(message("COMPLETED", text("Which?", purpose=purpose)))

    (attachment,) = read.attachments
    assert isinstance(attachment, TextAttachment)
    assert attachment.is_question == is_question
    assert purpose is None or attachment.purpose == purpose
    assert purpose is not None or attachment.purpose is TextPurpose.TEXT_ATTACHMENT_PURPOSE_ANSWER


def test_the_error_type_of_a_failed_message_is_kept() -> None:
    """It selects the advice, and may be newer than this client."""
    known = {"type": "CONTENT_FILTER_EXCEPTION", "error": "No."}
    read = GenieMessage.from_json(message("FAILED", error=known))
    newer = GenieMessage.from_json(message("FAILED", error={"type": "NEW_EXCEPTION"}))

    assert read.error_type is ContentFilterFailure.CONTENT_FILTER_EXCEPTION
    assert newer.error_type == "NEW_EXCEPTION"


def test_every_known_error_type_is_in_one_group() -> None:
    """There are 61 of them in databricks-sdk 0.162.0."""
    groups = (
        TransientFailure,
        SupersededFailure,
        TooLongFailure,
        UnusableQueryFailure,
        ContentFilterFailure,
        SpaceSetupFailure,
    )
    members = [member for group in groups for member in group]

    assert len(members) == len({str(member) for member in members}) == 61
    assert all(error_type(str(member)) is member for member in members)


@pytest.mark.parametrize(
    ("kind", "text", "cause"),
    [
        (TooLongFailure.CONTEXT_EXCEEDED_EXCEPTION, "", Cause.CONVERSATION_FULL),
        (TooLongFailure.GENERATED_SQL_QUERY_TOO_LONG_EXCEPTION, "", None),
        (SpaceSetupFailure.WAREHOUSE_ACCESS_MISSING_EXCEPTION, "", Cause.WAREHOUSE_FORBIDDEN),
        (UnusableQueryFailure.SQL_EXECUTION_EXCEPTION, "SQLSTATE: 42501", Cause.DATA_FORBIDDEN),
        (ContentFilterFailure.CONTENT_FILTER_EXCEPTION, "You are not authorized.", None),
        ("NEW_EXCEPTION", "You are not authorized.", Cause.PERMISSION_MISSING),
        ("NEW_EXCEPTION", "", None),
    ],
)
def test_type_and_text_say_why_a_message_failed(kind: str, text: str, cause: Cause | None) -> None:
    """A specific type decides; others only say that a query went wrong."""
    read = GenieMessage.from_json(message("FAILED", error={"type": kind, "error": text}))

    error = read.error()

    assert (error.cause, error.error_type) == (cause, kind)
    assert str(error).startswith(f"message FAILED {kind}")
