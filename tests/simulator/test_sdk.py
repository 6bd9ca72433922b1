"""The official databricks-sdk runs its own code against the workspace, over HTTP."""

from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import OperationFailed, ResourceDoesNotExist
from databricks.sdk.service.dashboards import (
    GenieFeedbackRating,
    GenieMessage,
    GenieStartConversationResponse,
    MessageStatus,
)
from databricks.sdk.service.sql import StatementState

from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID, TOKEN, Fault
from tests.simulator.conftest import Served
from tests.simulator.official import signed_in

QUESTION = "Show revenue by region"


@pytest.fixture
def sdk(served: Served) -> Iterator[WorkspaceClient]:
    """The SDK with the personal access token."""
    with signed_in(served, token=TOKEN) as client:
        yield client


def query_attachment_id(message: GenieMessage) -> str:
    """Return the id of the query of a message."""
    ids = [a.attachment_id for a in message.attachments or [] if a.query]
    return ids[-1] or ""


def address(message: GenieMessage) -> tuple[str, str, str]:
    """Return the ids that the SDK's methods need for a message."""
    return message.space_id, message.conversation_id, message.message_id


def test_a_question_and_a_follow_up(sdk: WorkspaceClient) -> None:
    """The methods start_conversation_and_wait and create_message_and_wait are typed."""
    first = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)
    second = sdk.genie.create_message_and_wait(
        SALES_SPACE_ID, first.conversation_id, "and by month?"
    )

    assert first.status is MessageStatus.COMPLETED
    query, suggestions, text = first.attachments or []
    assert query.query
    assert query.query.title == "Net revenue by region, 2026 so far"
    assert [p.keyword for p in query.query.parameters or []] == ["from_date", "to_date"]
    assert [t.thought_type for t in query.query.thoughts or []]
    assert suggestions.suggested_questions
    assert len(suggestions.suggested_questions.questions or []) == 3
    assert text.text
    assert text.attachment_id is None
    assert "**North**" in (text.text.content or "")
    assert second.conversation_id == first.conversation_id
    by_month = next(a.query for a in second.attachments or [] if a.query)
    assert by_month.title == "Net revenue by region and month, 2026 so far"


def test_rows_and_execution_after_expiry(sdk: WorkspaceClient, served: Served) -> None:
    """Rows can be read, expire, and are restored by execute-query."""
    message = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)
    where = (*address(message), query_attachment_id(message))

    fresh = sdk.genie.get_message_attachment_query_result(*where).statement_response
    served.workspace.expire_results()
    expired = sdk.genie.get_message_attachment_query_result(*where).statement_response
    status = sdk.genie.get_message(*address(message)).status
    again = sdk.genie.execute_message_attachment_query(*where).statement_response

    assert fresh
    assert fresh.manifest
    assert fresh.manifest.schema
    assert [c.name for c in fresh.manifest.schema.columns or []] == [
        "region",
        "net_revenue",
        "orders",
    ]
    assert fresh.result
    assert (fresh.result.data_array or [])[0] == ["North", "5446000.50", "720"]
    assert expired
    assert expired.status
    assert expired.status.state is StatementState.CLOSED
    assert status is MessageStatus.QUERY_RESULT_EXPIRED
    assert again
    assert again.result
    assert again.result.data_array == fresh.result.data_array
    assert again.statement_id != fresh.statement_id


def test_feedback_can_be_read_back(sdk: WorkspaceClient) -> None:
    """The rating is in the message, and the comment in the list of comments."""
    message = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)

    sdk.genie.send_message_feedback(
        *address(message), GenieFeedbackRating.NEGATIVE, comment="Wrong year"
    )

    feedback = sdk.genie.get_message(*address(message)).feedback
    comments = sdk.genie.list_message_comments(*address(message)).comments or []
    assert feedback
    assert feedback.rating is GenieFeedbackRating.NEGATIVE
    assert [comment.content for comment in comments] == ["Wrong year"]


def test_a_full_result_is_downloaded(sdk: WorkspaceClient) -> None:
    """The SDK generates the download, gets it and fetches its link, with more than 5,000 rows."""
    message = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, "Show all order lines")
    where = (*address(message), query_attachment_id(message))

    download = sdk.genie.generate_download_full_query_result(*where)
    found = sdk.genie.get_download_full_query_result(
        *where, download.download_id or "", download.download_id_signature or ""
    ).statement_response

    assert found
    assert found.result
    (link,) = found.result.external_links or []
    with urlopen(Request(link.external_link or "")) as response:  # noqa: S310 - loopback
        lines = response.read().decode().splitlines()
    assert lines[0].startswith("line_id,order_id,order_date")
    assert len(lines) == 1 + (link.row_count or 0) == 1 + 12_302


def test_spaces_conversations_and_messages_are_listed(sdk: WorkspaceClient) -> None:
    """The sales space is first; conversations and messages are listed newest first."""
    first = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)
    second = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, "Hello")

    spaces = sdk.genie.list_spaces().spaces or []
    conversations = sdk.genie.list_conversations(SALES_SPACE_ID).conversations or []
    messages = sdk.genie.list_conversation_messages(SALES_SPACE_ID, first.conversation_id).messages

    assert [space.space_id for space in spaces] == [SALES_SPACE_ID, SUPPORT_SPACE_ID]
    assert sdk.genie.get_space(SALES_SPACE_ID).title == "Retail sales"
    assert [c.conversation_id for c in conversations] == [
        second.conversation_id,
        first.conversation_id,
    ]
    assert conversations[1].title == QUESTION
    assert [m.message_id for m in messages or []] == [first.message_id]


def test_a_deleted_conversation_does_not_exist(sdk: WorkspaceClient) -> None:
    """A message of it is a ResourceDoesNotExist."""
    message = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)

    sdk.genie.delete_conversation(SALES_SPACE_ID, message.conversation_id)

    with pytest.raises(ResourceDoesNotExist, match=message.conversation_id):
        sdk.genie.get_message(*address(message))


def test_a_space_that_does_not_exist(sdk: WorkspaceClient) -> None:
    """Clients recognise this 404 by the start of its message."""
    with pytest.raises(ResourceDoesNotExist, match=r"^Unable to get space \[nowhere\]\. Caused by"):
        sdk.genie.start_conversation("nowhere", QUESTION)


def test_a_failed_answer(sdk: WorkspaceClient) -> None:
    """The SDK's waiter raises on FAILED; the message says why."""
    wait = sdk.genie.start_conversation(SALES_SPACE_ID, f"{QUESTION} [fail]")

    with pytest.raises(OperationFailed):
        wait.result()

    started: GenieStartConversationResponse = wait.response
    failed = sdk.genie.get_message(SALES_SPACE_ID, started.conversation_id, started.message_id)
    assert failed.error
    assert failed.error.type
    assert failed.error.type.value == "SQL_EXECUTION_EXCEPTION"
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in (failed.error.error or "")


def test_a_429_is_waited_out(sdk: WorkspaceClient, served: Served) -> None:
    """The SDK waits for Retry-After and retries; only one question is accepted."""
    served.workspace.fail_next(method="POST", status=429, retry_after=1)

    message = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)

    statuses = [r.status for r in served.workspace.requests if r.method == "POST"]
    assert message.status is MessageStatus.COMPLETED
    assert statuses == [429, 200]
    assert len(served.workspace.questions(QUESTION)) == 1


def test_a_retry_by_the_sdk_asks_twice(sdk: WorkspaceClient, served: Served) -> None:
    """The SDK retries a POST with a lost response; the workspace has both questions."""
    served.workspace.fail_next(Fault.DROP_AFTER_COMMIT, method="POST")

    sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)

    first, second = served.workspace.questions(QUESTION)
    assert first.conversation_id != second.conversation_id


def test_chunks_are_read_as_the_sql_api_has_them(sdk: WorkspaceClient) -> None:
    """The statement's own API returns the rows as well."""
    message = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, f"{QUESTION} [chunks]")
    where = (*address(message), query_attachment_id(message))
    first = sdk.genie.get_message_attachment_query_result(*where).statement_response
    assert first
    assert first.result

    second = sdk.statement_execution.get_statement_result_chunk_n(
        first.statement_id or "", first.result.next_chunk_index or 0
    )

    assert second.chunk_index == 1
    assert second.row_offset == len(first.result.data_array or []) == 3
