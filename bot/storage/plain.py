"""Items and records as JSON text: nothing in it can make an instance of a class."""

import json
import logging
from dataclasses import fields
from typing import TypeVar

from bot.storage.store import JsonObject

log = logging.getLogger(__name__)

RecordT = TypeVar("RecordT")


def as_text(value: JsonObject) -> str:
    """Write an item.

    Raises:
        TypeError: it holds what is no plain JSON.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_text(key: str, text: str) -> JsonObject | None:
    """Read what as_text wrote; None, and a line in the log, if it is anything else."""
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
    """Make a dataclass of its JSON, whatever else a newer release wrote beside its fields.

    Raises:
        TypeError: a field without a default is missing.
    """
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in body.items() if name in known})
