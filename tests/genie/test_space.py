"""Every endpoint, as it goes over the wire."""

import pytest

from genie import GenieSpace, GenieWorkspace, QueryAttachment
from genie.errors import (
    GenieNotFoundError,
    GenieProtocolError,
    GenieQueryError,
    GenieRejectedError,
    GenieTimeoutError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.listings import Page, Space
from genie.statuses import FeedbackRating
from tests.clocks import FakeClock
from tests.genie.fake import (
    CONVERSATIONS,
    MESSAGE,
    MESSAGES,
    QUERY,
    START,
    FakeGenie,
    Reply,
    drops,
    fails,
    message,
    ok,
    raw,
    started,
    statement,
)

SPACES = "/api/2.0/genie/spaces"
DOWNLOADS = f"{QUERY}/downloads"
IDS = ("c-1", "m-1", QueryAttachment("a-1"))


def links(*urls: str, **more: object) -> Reply:
    """A finished download in several parts."""
    parts = [{"external_link": url, "chunk_index": i} for i, url in enumerate(urls)]
    manifest = {"format": "CSV", "total_row_count": 812_345}
    return ok(statement(manifest=manifest, result={"external_links": parts} | more))


async def test_spaces_are_listed_page_by_page(workspace: GenieWorkspace, fake: FakeGenie) -> None:
    """The token of a page goes back as it came."""
    fake.will("GET", SPACES, ok({"spaces": [{"space_id": "s"}], "next_page_token": "a+b="}))

    page = await workspace.list_spaces()
    await workspace.list_spaces(page.next_page_token)

    assert page == Page((Space("s", ""),), "a+b=")
    assert [r.query for r in fake.requests] == [{}, {"page_token": "a+b="}]


async def test_lists_are_read_a_hundred_at_a_time(space: GenieSpace, fake: FakeGenie) -> None:
    """The most that Databricks allows."""
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


async def test_a_question_is_sent_as_it_was_typed(space: GenieSpace, fake: FakeGenie) -> None:
    """In a new conversation, and in one that exists."""
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
async def test_an_asked_question_is_never_lost_for_the_shape_of_the_answer(
    space: GenieSpace, fake: FakeGenie, body: object
) -> None:
    """Genie has the question, whether the ids stand outside, inside or in both."""
    fake.will("POST", START, ok(body))

    read = await space.start_conversation("q")

    assert (read.conversation_id, read.message_id, read.is_final) == ("c-1", "m-1", False)


async def test_what_is_deleted_is_gone(space: GenieSpace, fake: FakeGenie) -> None:
    """The answer is an empty object or nothing at all; a lost one is asked for again."""
    fake.will("DELETE", f"{CONVERSATIONS}/c-1", fails(500), ok({}))
    fake.will("DELETE", MESSAGE, raw(b""))

    await space.delete_conversation("c-1")
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
    """The space's author reads both."""
    fake.will("POST", f"{MESSAGE}/feedback", ok({}))

    await space.send_feedback("c-1", "m-1", rating, comment=comment)

    assert [r.body for r in fake.requests] == [body]


async def test_feedback_with_unknown_outcome_is_not_sent_twice(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """Its comment would stand there twice."""
    fake.will("POST", f"{MESSAGE}/feedback", drops)

    with pytest.raises(GenieUncertainError):
        await space.send_feedback("c-1", "m-1", FeedbackRating.NEGATIVE, comment="Why?")

    assert len(fake.requests) == 1


async def test_an_empty_id_reaches_no_other_endpoint(space: GenieSpace, fake: FakeGenie) -> None:
    """Deleting the message "" must not delete the conversation."""
    with pytest.raises(GenieNotFoundError):
        await space.delete_message("c-1", "")

    assert fake.requests == []


async def test_a_full_result_is_made_and_fetched(
    space: GenieSpace, fake: FakeGenie, base_url: str, clock: FakeClock
) -> None:
    """Beyond 5,000 rows, with the signature that its making gave, in all its parts."""
    fake.will("POST", DOWNLOADS, ok({"download_id": "d-1", "download_id_signature": "x.y+z"}))
    running = ok(statement("RUNNING"))
    done = links(f"{base_url}store/1?sig=%2F", f"{base_url}store/2")
    fake.will("GET", f"{DOWNLOADS}/d-1", running, done)
    fake.will("GET", "/store/1", raw(b"id\n1\n"))
    fake.will("GET", "/store/2", raw(b"2\n"))

    result = await space.full_result(*IDS)
    content = b"".join([block async for block in space.download(result)])

    assert (result.format, result.total_row_count, content) == ("CSV", 812_345, b"id\n1\n2\n")
    assert fake.requests[0].body == {}
    assert fake.requests[1].query == {"download_id_signature": "x.y+z"}
    assert clock.pauses == [1.0]
    assert all("Authorization" not in r.headers for r in fake.requests[-2:])
    assert "sig" not in repr(result)


async def test_a_full_result_that_fails_says_why(space: GenieSpace, fake: FakeGenie) -> None:
    """It is a query like any other."""
    fake.will("POST", DOWNLOADS, ok({"download_id": "d-1", "download_id_signature": "x"}))
    fake.will("GET", f"{DOWNLOADS}/d-1", ok(statement("FAILED")))

    with pytest.raises(GenieQueryError):
        await space.full_result(*IDS)


async def test_a_full_result_is_waited_for_as_long_as_allowed(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock
) -> None:
    """The caller says how long."""
    fake.will("POST", DOWNLOADS, ok({"download_id": "d-1", "download_id_signature": "x"}))
    fake.will("GET", f"{DOWNLOADS}/d-1", ok(statement("RUNNING")))
    began = clock.monotonic()

    with pytest.raises(GenieTimeoutError):
        await space.full_result(*IDS, timeout_s=5)

    assert clock.monotonic() - began == pytest.approx(5)


async def test_a_full_result_is_not_made_twice_by_accident(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """Each one runs the query anew, without limit."""
    fake.will("POST", DOWNLOADS, drops)

    with pytest.raises(GenieUncertainError):
        await space.full_result(*IDS)

    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (fails(403), GenieRejectedError),
        (fails(503), GenieUnavailableError),
        (drops, GenieUnavailableError),
    ],
)
async def test_a_file_that_cannot_be_fetched_is_an_error(
    space: GenieSpace, fake: FakeGenie, base_url: str, reply: Reply, kind: type[Exception]
) -> None:
    """403 is what a link gives after its 15 minutes: another attempt would not help."""
    fake.will("POST", DOWNLOADS, ok({"download_id": "d-1", "download_id_signature": "x"}))
    fake.will("GET", f"{DOWNLOADS}/d-1", links(f"{base_url}store/1"))
    fake.will("GET", "/store/1", reply)
    result = await space.full_result(*IDS)

    with pytest.raises(kind):
        [block async for block in space.download(result)]


async def test_a_download_stopped_early_lets_go_of_its_connection(
    space: GenieSpace, fake: FakeGenie, base_url: str
) -> None:
    """The rest of the parts are not fetched."""
    fake.will("POST", DOWNLOADS, ok({"download_id": "d-1", "download_id_signature": "x"}))
    fake.will("GET", f"{DOWNLOADS}/d-1", links(f"{base_url}store/1", f"{base_url}store/2"))
    fake.will("GET", "/store/1", raw(b"x" * 1_000_000))
    result = await space.full_result(*IDS)
    blocks = space.download(result)

    await anext(blocks)
    await blocks.aclose()

    assert fake.count("GET", "/store/2") == 0


async def test_a_full_result_without_id_is_a_protocol_error(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """Named, so that it can be found."""
    fake.will("POST", DOWNLOADS, ok({"download_id": "d-1"}))

    with pytest.raises(GenieProtocolError, match="download_id_signature"):
        await space.full_result(*IDS)
