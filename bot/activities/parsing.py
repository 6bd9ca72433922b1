"""Reads an activity from a request's body; invalid input is refused with a clear reason.

The SDK answers most of these inputs with 500, and some missing keys with 404.
"""

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from bot.activities.activity import Json

# Activities are nested about ten levels deep; the SDK copies them recursively and fails at
# hundreds.
MAX_DEPTH: Final = 64
# A message has a few of each; the SDK needs a second for as many as fit into a body.
MAX_ITEMS: Final = 100
# Activities have about fifty; the SDK needs up to 30 microseconds for each.
MAX_VALUES: Final = 5000
# A lone surrogate can only arrive escaped; most bodies have no such escapes, and need no further
# check.
_ESCAPED_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_HEADER_TEXT: Final = re.compile(r"[!-~]+(?: [!-~]+)*")


class BadActivityError(Exception):
    """The request contains no valid activity. status is the HTTP status to answer."""

    def __init__(self, reason: str, *, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reason)
        self.status = status


def read_activity(content_type: str, body: bytes) -> Json:
    """Return a request's activity, or raise BadActivityError with the reason."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise BadActivityError(
            "Content-Type must be application/json", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )
    decoded = _decode(body)
    _check_fields(decoded)
    return decoded


def _decode(body: bytes) -> Json:
    try:
        decoded = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise BadActivityError("the body is not UTF-8") from exc
    except RecursionError as exc:
        raise BadActivityError("the body is nested too deeply") from exc
    except ValueError as exc:
        raise BadActivityError("the body is not JSON") from exc
    if not isinstance(decoded, dict):
        raise BadActivityError("the body must be a JSON object: one activity")
    _check_size(decoded)
    if _ESCAPED_SURROGATE.search(body):
        try:
            json.dumps(decoded, ensure_ascii=False).encode()
        except UnicodeEncodeError as exc:
            raise BadActivityError("the body holds half a character (a lone surrogate)") from exc
    return decoded


def _check_size(decoded: Json) -> None:
    level, count = _children(decoded), 0
    for _ in range(MAX_DEPTH):
        if not level:
            return
        count += len(level)
        if count > MAX_VALUES:
            raise BadActivityError(f"the body holds more than {MAX_VALUES} values")
        level = [child for parent in level for child in _children(parent)]
    raise BadActivityError("the body is nested too deeply")


def _children(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_account(value: object) -> bool:
    return isinstance(value, dict) and _is_text(value.get("id")) and _is_name(value.get("name"))


def _is_conversation(value: object) -> bool:
    """Its id is sent in a header of every call, so it must be valid in one."""
    return _is_account(value) and _HEADER_TEXT.fullmatch(value["id"]) is not None  # type: ignore[index]


def _is_name(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _are_objects(value: object) -> bool:
    is_list = isinstance(value, list) and len(value) <= MAX_ITEMS
    return is_list and all(isinstance(item, dict) for item in value)  # type: ignore[attr-defined]


def _are_accounts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_account, value))


def _are_typed(value: object) -> bool:
    return _are_objects(value) and all(_is_text(item.get("type")) for item in value)  # type: ignore[attr-defined]


Rule = tuple[Callable[[object], bool], str]
_TEXT: Final[Rule] = (_is_text, "a non-empty string")
_STRING: Final[Rule] = (_is_string, "a string")
_ACCOUNT: Final[Rule] = (_is_account, "an object with a string id")
_ACCOUNTS: Final[Rule] = (_are_accounts, "a list of objects with a string id")

_REQUIRED: Final[dict[str, Rule]] = {
    "type": _TEXT,
    "channelId": _TEXT,
    "serviceUrl": _TEXT,
    "conversation": (_is_conversation, "an object with an id of printable ASCII characters"),
    "from": _ACCOUNT,
    "recipient": _ACCOUNT,
}
_OPTIONAL: Final[dict[str, Rule]] = {
    "id": _STRING,
    "text": _STRING,
    "textFormat": _STRING,
    "name": _STRING,
    "locale": _STRING,
    "replyToId": _STRING,
    "deliveryMode": _STRING,
    "entities": (_are_typed, f"a list of at most {MAX_ITEMS} objects with a type"),
    "attachments": (_are_objects, f"a list of at most {MAX_ITEMS} objects"),
    "reactionsAdded": (_are_objects, f"a list of at most {MAX_ITEMS} objects"),
    "reactionsRemoved": (_are_objects, f"a list of at most {MAX_ITEMS} objects"),
    "textHighlights": (_are_objects, f"a list of at most {MAX_ITEMS} objects"),
    "membersAdded": _ACCOUNTS,
    "membersRemoved": _ACCOUNTS,
}


def _check_fields(activity: Json) -> None:
    for name, (is_good, wanted) in _REQUIRED.items():
        if not is_good(activity.get(name)):
            raise BadActivityError(f"{name!r} must be {wanted}")
    for name, (is_good, wanted) in _OPTIONAL.items():
        if activity.get(name) is not None and not is_good(activity[name]):
            raise BadActivityError(f"{name!r} must be {wanted}")
