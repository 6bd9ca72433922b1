"""The texts of a Genie message."""

from typing import Any

import pytest

from genie.models import GenieMessage
from genie.words import answer_text, question_text

QUERY = {"attachment_id": "q", "query": {"query": "SELECT 1", "statement_id": "s"}}
THOUGHT_ONLY = {"attachment_id": "q", "query": {"thoughts": [{"content": "I think"}]}}
SUGGESTED = {"suggested_questions": {"questions": ["Why?"]}}


def text(content: str, purpose: str = "") -> dict[str, Any]:
    return {"text": {"content": content} | ({"purpose": purpose} if purpose else {})}


def message(*attachments: dict[str, Any]) -> GenieMessage:
    body = {"conversation_id": "c", "message_id": "m", "status": "COMPLETED"}
    return GenieMessage.from_json(body | {"attachments": list(attachments)})


@pytest.mark.parametrize(
    ("attachments", "expected"),
    [
        ([], ""),
        ([text("only")], "only"),
        ([text("one"), text(""), text("two")], "one\n\ntwo"),
        ([QUERY, text("after")], "after"),
        ([text("before"), QUERY, text("after")], "before\n\nafter"),
        ([QUERY, text("withdrawn"), QUERY, text("after")], "after"),
        ([QUERY, text("one"), QUERY, text("two"), QUERY, text("after")], "after"),
        ([text("before"), QUERY, text("withdrawn"), SUGGESTED, QUERY], "before"),
        ([THOUGHT_ONLY, text("stands"), QUERY, text("after")], "stands\n\nafter"),
    ],
)
def test_text_between_two_queries_was_withdrawn(
    attachments: list[dict[str, Any]], expected: str
) -> None:
    """It is about a query that a later one replaced."""
    assert answer_text(message(*attachments)) == expected


def test_questions_are_apart_from_the_answer() -> None:
    """The same rule holds for them."""
    asks = "FOLLOW_UP_QUESTION"
    found = message(QUERY, text("Old?", asks), QUERY, text("Which year?", asks), text("So far: 5"))

    assert question_text(found) == "Which year?"
    assert answer_text(found) == "So far: 5"
