"""Items and records as JSON text: nothing in it can make an instance of any class but two.

The SDK keeps stacks of dialogs as objects in the state; they are written as lists, and read again.
"""

import json
import logging
from dataclasses import fields
from typing import Any, Final, TypeVar

from botbuilder.dialogs import DialogInstance, DialogState

from bot.storage.store import JsonObject

log = logging.getLogger(__name__)

_STACK: Final = "$dialogs"
RecordT = TypeVar("RecordT")


def as_text(value: JsonObject) -> str:
    """Write an item.

    Raises:
        TypeError: it holds what is neither plain JSON nor a stack of dialogs.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def from_text(key: str, text: str) -> JsonObject | None:
    """Read what as_text wrote; None, and a line in the log, if it is anything else."""
    try:
        value = json.loads(text, object_hook=_stack if _STACK in text else None)
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
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


def _plain(value: object) -> Any:
    if isinstance(value, DialogState):
        stack = [{"id": dialog.id, "state": dialog.state} for dialog in value.dialog_stack]
        return {_STACK: stack}
    raise TypeError(f"{type(value).__name__} cannot be stored")


def _stack(value: JsonObject) -> Any:
    if value.keys() != {_STACK}:
        return value
    return DialogState([DialogInstance(dialog["id"], dialog["state"]) for dialog in value[_STACK]])
