"""The meaning of Genie's HTTP responses, and the paths of its endpoints. No I/O."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from genie.errors import (
    SPACE_NOT_FOUND_PREFIX,
    GenieAuthError,
    GenieError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieProtocolError,
    GenieRateLimitError,
    GenieRejectedError,
    GenieUnavailableError,
)
from genie.parsing import JsonObject, optional_str
from genie.retries import read_retry_after

SPACES: Final = "/api/2.0/genie/spaces"
TOKEN: Final = "/oidc/v1/token"  # noqa: S105 - a path, not a secret

# A token is refused with 403 as well as 401; then error_code is the number 403 instead of a name.
# "required scopes" is the one such response that a new token does not fix. Source: recorded
# responses.
_CODE: Final = re.compile(r"\w{1,80}", re.ASCII)
_MISSING_SCOPE: Final = "required scopes"
_BAD_TOKEN: Final = re.compile(r"invalid access token|token\b.*\bexpired", re.IGNORECASE)
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
        raise _error(status, headers, _json_object(body) or {})
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise GenieProtocolError(f"redirected ({status}): not the address of a workspace's API")
    if not body.strip() or body.strip() == b"null":
        return {}
    decoded = _json_object(body)
    if decoded is None:
        # A private link or single sign-on page answers 200 with HTML.
        raise GenieProtocolError(
            "the response is not a JSON object: is this a workspace's address?"
        )
    return decoded


def _json_object(body: bytes) -> JsonObject | None:
    try:
        decoded = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def _error(status: int, headers: Mapping[str, str], body: JsonObject) -> GenieError:
    retry_after_s = read_retry_after(headers.get("Retry-After"))
    code = _code(body)
    text = f"Genie answered {status} {code}".rstrip()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return GenieRateLimitError(text, retry_after_s=retry_after_s)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        is_refusal = status == HTTPStatus.SERVICE_UNAVAILABLE
        return GenieUnavailableError(text, retry_after_s=retry_after_s if is_refusal else None)
    message = optional_str(body, "message")
    if status == HTTPStatus.NOT_FOUND:
        is_space = message.startswith(SPACE_NOT_FOUND_PREFIX)
        return GenieNotFoundError(text, is_space=is_space)
    if status == HTTPStatus.UNAUTHORIZED:
        return GenieAuthError(text, status=status)
    if status == HTTPStatus.FORBIDDEN:
        kind = GenieAuthError if _is_token_refused(code, message) else GeniePermissionError
        return kind(text, status=status)
    return GenieRejectedError(text, status=status)


def _code(body: JsonObject) -> str:
    """Read error_code, a name or a number; other values are not logged."""
    code = str(body.get("error_code") or "")
    return code if _CODE.fullmatch(code) else ""


def _is_token_refused(code: str, message: str) -> bool:
    if _MISSING_SCOPE in message:
        return False
    return code.isdigit() or _BAD_TOKEN.search(message) is not None
