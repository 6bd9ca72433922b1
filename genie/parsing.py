"""Strict reading of decoded JSON: required fields must be valid, unknown ones are ignored.

The optional_ functions treat a wrong type as absent. The nullable_ functions raise an error, for
fields on which statements to people depend.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar, cast

from genie.errors import GenieProtocolError

JsonObject = Mapping[str, object]
EnumT = TypeVar("EnumT", bound=StrEnum)
ValueT = TypeVar("ValueT")

# Genie sends milliseconds; the examples in its documentation show seconds. 1e11 seconds is the year
# 5138, 1e11 milliseconds is March 1973: no real timestamp is misread.
_FIRST_MILLISECONDS = 1e11
_INT64 = re.compile(r"-?[0-9]{1,19}")
_BOOLEANS = {"true": True, "false": False}


def required_str(body: JsonObject, name: str) -> str:
    """Read a field that must be a non-empty string, or raise GenieProtocolError naming it."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise GenieProtocolError(f"field {name!r} is missing or not a string")
    return value


def own_id(body: JsonObject, name: str) -> str:
    """Read an object's own id; the examples in Databricks' guide have it only as "id"."""
    return optional_str(body, name) or optional_str(body, "id") or required_str(body, name)


def optional_str(body: JsonObject, name: str) -> str:
    """Read a string; any other type counts as absent."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def optional_int(body: JsonObject, name: str) -> int | None:
    """Read an integer; int64 fields may be a string of digits."""
    value = body.get(name)
    if isinstance(value, str) and _INT64.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def nullable_int(body: JsonObject, name: str) -> int | None:
    """Read an integer that may be absent or null; any other type is an error."""
    return _nullable(body, name, optional_int(body, name), "a whole number")


def optional_bool(body: JsonObject, name: str) -> bool | None:
    """Read a boolean, which may be a word; any other value counts as absent."""
    value = body.get(name)
    known = _BOOLEANS.get(value.lower()) if isinstance(value, str) else value
    return known if isinstance(known, bool) else None


def nullable_bool(body: JsonObject, name: str) -> bool | None:
    """Read a boolean that may be absent or null; any other type is an error."""
    return _nullable(body, name, optional_bool(body, name), "a boolean")


def nullable_str(body: JsonObject, name: str) -> str | None:
    """Read a string that may be absent or null; any other type is an error."""
    value = body.get(name)
    return _nullable(body, name, value if isinstance(value, str) else None, "a string")


def nullable_list(body: JsonObject, name: str) -> list[object] | None:
    """Read a list that may be absent or null; any other type is an error."""
    value = body.get(name)
    return _nullable(body, name, value if isinstance(value, list) else None, "a list")


def nullable_object(body: JsonObject, name: str) -> JsonObject | None:
    """Read an object that may be absent or null; any other type is an error."""
    return _nullable(body, name, optional_object(body, name), "an object")


def nullable_objects(body: JsonObject, name: str) -> tuple[JsonObject, ...]:
    """Read a list of objects that may be absent or null; any other type is an error."""
    items = nullable_list(body, name) or []
    return tuple(required_object({name: item}, name) for item in items)


def _nullable(body: JsonObject, name: str, value: ValueT | None, what: str) -> ValueT | None:
    if value is None and body.get(name) is not None:
        raise GenieProtocolError(f"field {name!r} is not {what}")
    return value


def optional_object(body: JsonObject, name: str) -> JsonObject | None:
    """Read an object; any other type counts as absent."""
    value = body.get(name)
    return cast(JsonObject, value) if isinstance(value, dict) else None


def required_object(body: JsonObject, name: str) -> JsonObject:
    """Read a field that must be an object, or raise GenieProtocolError naming it."""
    value = optional_object(body, name)
    if value is None:
        raise GenieProtocolError(f"field {name!r} is missing or not an object")
    return value


def objects(body: JsonObject, name: str) -> Iterator[JsonObject]:
    """Yield the objects of a list; an absent or null list is empty."""
    value = body.get(name)
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            yield item


def strings(body: JsonObject, name: str) -> tuple[str, ...]:
    """Read the strings of a list; an absent or null list is empty."""
    value = body.get(name)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def known(kind: type[EnumT], value: str) -> EnumT | str:
    """Return the enum's member, or the text itself if it is unknown."""
    try:
        return kind(value)
    except ValueError:
        return value


def timestamp(body: JsonObject, name: str) -> datetime | None:
    """Read an epoch timestamp in milliseconds (or seconds) as an aware datetime.

    A value out of range counts as absent.
    """
    value = optional_int(body, name)
    if value is None:
        return None
    seconds = value if value < _FIRST_MILLISECONDS else value / 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
