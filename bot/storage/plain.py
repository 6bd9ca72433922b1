"""Items and records as JSON text; reading it never creates instances of other classes."""

import json
import logging
from dataclasses import fields
from typing import Final, TypeVar

import orjson

from bot.storage.store import JsonObject

log = logging.getLogger(__name__)

RecordT = TypeVar("RecordT")

_PLAIN: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def as_text(value: JsonObject) -> str:
    """Write an item. Numbers that JSON does not have become null.

    Raises:
        TypeError: it contains something other than plain JSON.
    """
    try:
        return orjson.dumps(value, option=_PLAIN).decode()
    except orjson.JSONEncodeError:  # integers beyond 64 bits, and half characters
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_text(key: str, text: str) -> JsonObject | None:
    """Read what as_text wrote; for anything else, log an error and return None."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as exc:
        log.error("unreadable record", extra={"key": key, "error": type(exc).__name__})
        return None
    if not isinstance(value, dict):
        log.error("unreadable record", extra={"key": key, "error": type(value).__name__})
        return None
    return value


def record_of(kind: type[RecordT], body: JsonObject) -> RecordT:
    """Make a dataclass from JSON; fields that only a newer release knows are ignored.

    Raises:
        TypeError: a field without a default is missing.
    """
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in body.items() if name in known})
