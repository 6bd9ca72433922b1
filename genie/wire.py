"""The meaning of Genie's HTTP responses, and the paths of its endpoints. No I/O."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from genie.causes import Cause
from genie.diagnosis import cause_of_refusal
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
from genie.parsing import JsonObject
from genie.retries import read_retry_after
from genie.said import Said, json_object

SPACES: Final = "/api/2.0/genie/spaces"
TOKEN: Final = "/oidc/v1/token"  # noqa: S105 - a path, not a secret

_ABSENCES: Final = frozenset({Cause.NOT_FOUND, Cause.SPACE_GONE, Cause.WAREHOUSE_GONE})
_NO_IDS: Final = frozenset({"", ".", ".."})


def path(base: str, *parts: str) -> str:
    """Append path segments to base; ids are opaque, so that each is quoted.

    Raises:
        GenieNotFoundError: a segment would change the meaning of the path.
    """
    if not _NO_IDS.isdisjoint(parts):
        raise GenieNotFoundError("an id is empty or dots")
    return "/".join([base, *(quote(part, safe="", errors="replace") for part in parts)])


def conversation_path(space_id: str, conversation_id: str, *more: str) -> str:
    """Return the path of a conversation, or of something below it."""
    return path(SPACES, space_id, "conversations", conversation_id, *more)


def message_path(space_id: str, conversation_id: str, message_id: str, *more: str) -> str:
    """Return the path of a message, or of something below it."""
    return conversation_path(space_id, conversation_id, "messages", message_id, *more)


def decode(status: int, headers: Mapping[str, str], body: bytes) -> JsonObject:
    """Decode a response to its JSON object, or raise the GenieError that it represents."""
    if status >= HTTPStatus.BAD_REQUEST:
        retry_after_s = read_retry_after(headers.get("Retry-After"))
        raise _error(status, Said.from_response(headers, body), retry_after_s)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise GenieProtocolError(f"redirected ({status}): not the address of a workspace's API")
    if not body.strip() or body.strip() == b"null":
        return {}
    decoded = json_object(body)
    if decoded is None:
        # A private link or single sign-on page answers 200 with HTML.
        raise GenieProtocolError(
            "the response is not a JSON object: is this a workspace's address?"
        )
    return decoded


def _error(status: int, said: Said, retry_after_s: float | None) -> GenieError:
    cause = cause_of_refusal(status, said)
    text = f"Genie answered {status} {said.logged()}".rstrip()
    if status == HTTPStatus.TOO_MANY_REQUESTS or cause is Cause.RATE_LIMITED:
        return GenieRateLimitError(text, retry_after_s=retry_after_s)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_IMPLEMENTED:
        is_refusal = status == HTTPStatus.SERVICE_UNAVAILABLE
        return GenieUnavailableError(text, retry_after_s=retry_after_s if is_refusal else None)
    if cause is Cause.TOKEN_REFUSED:
        return GenieAuthError(text, status=status, cause=cause)
    if cause in _ABSENCES or (cause is None and status == HTTPStatus.NOT_FOUND):
        return GenieNotFoundError(text, cause=cause)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return GeniePermissionError(text, status=status, cause=cause)
    return GenieRejectedError(text, status=status, cause=cause)
