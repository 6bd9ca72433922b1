"""Every endpoint, as it is called over HTTP."""

import pytest

from genie import GenieSpace
from genie.errors import (
    GenieNotFoundError,
    GenieUncertainError,
)
from genie.statuses import FeedbackRating
from tests.genie.fake import (
    CONVERSATIONS,
    MESSAGE,
    MESSAGES,
    START,
    FakeGenie,
    drops,
    fails,
    message,
    ok,
    raw,
    started,
)


async def test_lists_are_read_a_hundred_at_a_time(space: GenieSpace, fake: FakeGenie) -> None:
    """Databricks allows at most 100 per page."""
    fake.will("GET", CONVERSATIONS, ok({"conversations": [{"conversation_id": "c-1"}]}))
    fake.will("GET", MESSAGES, ok({"messages": [message()], "next_page_token": "t"}))

    conversations = await space.list_conversations()
    messages = await space.list_messages("c-1", "p-2")

    assert [c.conversation_id for c in conversations.items] == ["c-1"]
    assert (messages.items[0].message_id, messages.next_page_token) == ("m-1", "t")
    assert [r.query for r in fake.requests] == [
        {"page_size": "100"},
        {"page_size": "100", "page_token": "p-2"},
    ]


async def test_a_question_is_sent_unchanged(space: GenieSpace, fake: FakeGenie) -> None:
    """This holds for a new conversation and for an existing one."""
    fake.will("POST", START, ok(started()))
    fake.will("POST", MESSAGES, ok(message("SUBMITTED", message_id="m-2")))

    first = await space.start_conversation("  各地區營收？ ")
    second = await space.create_message("c-1", "And by month?")

    assert (first.conversation_id, first.message_id, second.message_id) == ("c-1", "m-1", "m-2")
    assert [r.body for r in fake.requests] == [
        {"content": "  各地區營收？ "},
        {"content": "And by month?"},
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"message": {"id": "m-1", "conversation_id": "c-1", "status": "IN_PROGRESS"}},
        {"message_id": "m-1", "conversation_id": "c-1", "message": None},
        {"message_id": "m-1", "conversation_id": "c-1", "message": {"status": "SUBMITTED"}},
        message("SUBMITTED"),
    ],
)
async def test_ids_are_found_in_every_shape_of_the_response(
    space: GenieSpace, fake: FakeGenie, body: object
) -> None:
    """Genie has the question, whether the ids are outside, inside or in both."""
    fake.will("POST", START, ok(body))

    read = await space.start_conversation("q")

    assert (read.conversation_id, read.message_id, read.is_final) == ("c-1", "m-1", False)


async def test_deleting_accepts_every_successful_response(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """The response is an empty object or empty; a lost one is retried."""
    fake.will("DELETE", MESSAGE, fails(500), ok({}), raw(b""))

    await space.delete_message("c-1", "m-1")
    await space.delete_message("c-1", "m-1")

    assert [r.method for r in fake.requests] == ["DELETE"] * 3


@pytest.mark.parametrize(
    ("rating", "comment", "body"),
    [
        (FeedbackRating.POSITIVE, "", {"rating": "POSITIVE"}),
        (FeedbackRating.NEGATIVE, "Wrong year", {"rating": "NEGATIVE", "comment": "Wrong year"}),
    ],
)
async def test_feedback_is_sent(
    space: GenieSpace, fake: FakeGenie, rating: FeedbackRating, comment: str, body: object
) -> None:
    """The space's author reads rating and comment."""
    fake.will("POST", f"{MESSAGE}/feedback", ok({}))

    await space.send_feedback("c-1", "m-1", rating, comment=comment)

    assert [r.body for r in fake.requests] == [body]


async def test_feedback_with_unknown_outcome_is_not_sent_twice(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """Its comment would be duplicated."""
    fake.will("POST", f"{MESSAGE}/feedback", drops)

    with pytest.raises(GenieUncertainError):
        await space.send_feedback("c-1", "m-1", FeedbackRating.NEGATIVE, comment="Why?")

    assert len(fake.requests) == 1


async def test_an_empty_id_reaches_no_other_endpoint(space: GenieSpace, fake: FakeGenie) -> None:
    """Deleting the message "" must not delete the conversation."""
    with pytest.raises(GenieNotFoundError):
        await space.delete_message("c-1", "")

    assert fake.requests == []
