"""What responses mean, and the addresses of endpoints."""

import pytest

from genie import wire
from genie.causes import Cause
from genie.errors import (
    GenieAuthError,
    GenieError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieProtocolError,
    GenieRateLimitError,
    GenieRejectedError,
    GenieUnavailableError,
)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"error_code": "BAD_REQUEST"}', GenieRejectedError),
        (401, b'{"error_code": 401, "message": "Credential was not sent"}', GenieAuthError),
        (
            403,
            b'{"error_code": 403, "message": "Invalid access token. [ReqId: x]"}',
            GenieAuthError,
        ),
        (
            403,
            b'{"error_code": "PERMISSION_DENIED", "message": "Invalid access token."}',
            GenieAuthError,
        ),
        (403, b'{"error_code": "X", "message": "The token has EXPIRED"}', GenieAuthError),
        (
            403,
            b'{"error_code": 403, "message": "token does not have required scopes: genie"}',
            GeniePermissionError,
        ),
        (403, b'{"error_code": "PERMISSION_DENIED", "message": "warehouse"}', GeniePermissionError),
        (403, b"<html>", GeniePermissionError),
        (404, b"", GenieNotFoundError),
        (409, b"[]", GenieRejectedError),
        (429, b"", GenieRateLimitError),
        (500, b'{"error_code": "INTERNAL_ERROR"}', GenieUnavailableError),
        (502, b"<html>bad gateway</html>", GenieUnavailableError),
        (302, b"", GenieProtocolError),
        (200, b"<html>please sign in</html>", GenieProtocolError),
        (200, b"[1]", GenieProtocolError),
        (200, b"\xff\xfe", GenieProtocolError),
        (200, b"[" * 100_000, GenieProtocolError),
    ],
)
def test_each_refusal_has_an_error_type_of_its_own(
    status: int, body: bytes, kind: type[GenieError]
) -> None:
    """The type selects the advice, and whether a new token is fetched."""
    with pytest.raises(GenieError) as caught:
        wire.decode(status, {}, body)

    assert type(caught.value) is kind


def test_refusals_carry_status_and_code() -> None:
    """Support needs both in the log; the code may be a number or a name."""
    with pytest.raises(GenieRejectedError) as caught:
        wire.decode(401, {}, b'{"error_code": 401}')

    assert (caught.value.status, str(caught.value)) == (401, "Genie answered 401 401")


@pytest.mark.parametrize("body", [b'{"message": "secret rows"}', b"secret rows"])
def test_errors_never_quote_the_body(body: bytes) -> None:
    """Error texts go into logs, which contain no data."""
    for status in (400, 401, 403, 404, 429, 500, 302):
        with pytest.raises(GenieError) as caught:
            wire.decode(status, {}, body)

        assert "secret" not in str(caught.value)


def test_a_missing_space_is_told_from_a_missing_conversation() -> None:
    """A missing conversation is replaced; a missing space needs an administrator."""
    prefix = b'{"message": "Unable to get space [01f0]. Caused by Node ..."}'
    with pytest.raises(GenieNotFoundError) as space:
        wire.decode(404, {}, prefix)
    with pytest.raises(GenieNotFoundError) as conversation:
        wire.decode(404, {}, b'{"message": "Conversation not found"}')

    assert (space.value.cause, conversation.value.cause) == (Cause.SPACE_GONE, None)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12.0),
        ("0", 0.0),
        ("9" * 5000, 86_400.0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("Sun, 22 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_whole_seconds(header: str, seconds: float | None) -> None:
    """Other values count as absent, so that the client's own back-off is used."""
    with pytest.raises(GenieRateLimitError) as caught:
        wire.decode(429, {"Retry-After": header}, b"")

    assert caught.value.retry_after_s == seconds


@pytest.mark.parametrize(("status", "seconds"), [(500, None), (502, None), (503, 7.0), (504, None)])
def test_only_a_503_with_retry_after_is_a_refusal(status: int, seconds: float | None) -> None:
    """A question may be posted again after a refusal; a 504 with Retry-After is not one."""
    with pytest.raises(GenieUnavailableError) as caught:
        wire.decode(status, {"Retry-After": "7"}, b"")

    assert caught.value.retry_after_s == seconds


@pytest.mark.parametrize("body", [b"", b"  ", b"null", b"{}"])
def test_an_empty_body_is_an_empty_object(body: bytes) -> None:
    """DELETE and feedback return either."""
    assert wire.decode(200, {}, body) == {}


def test_a_json_object_is_returned_whatever_its_content_type() -> None:
    """Some proxies change the content type."""
    assert wire.decode(200, {"Content-Type": "text/plain"}, '{"é": [1]}'.encode()) == {"é": [1]}


def test_ids_are_quoted_in_paths() -> None:
    """An id may contain anything, and must never address another endpoint."""
    path = wire.message_path("s/1", "c 1?", "m#é\ud800", "feedback")

    assert path == (
        "/api/2.0/genie/spaces/s%2F1/conversations/c%201%3F/messages/m%23%C3%A9%3F/feedback"
    )


@pytest.mark.parametrize("no_id", ["", ".", ".."])
def test_an_invalid_id_is_not_found(no_id: str) -> None:
    """DELETE of a message without an id would otherwise address the conversation."""
    with pytest.raises(GenieNotFoundError) as caught:
        wire.message_path("s", "c", no_id)

    assert caught.value.cause is None
