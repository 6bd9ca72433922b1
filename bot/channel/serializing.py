"""Serialises activities to the same JSON as the SDK does, at a tenth of the cost.

The SDK copies each into its model again, validates every field, and visits every value of every
card; that was a quarter of all CPU. Our own messages need no validation, and cards are JSON
already.
"""

from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from botbuilder.schema import Activity
from msrest.serialization import Model, Serializer


class ActivitySerializer(Serializer):
    """The SDK's serializer, with a faster way for activities."""

    def body(self, data: Any, data_type: str, **kwargs: Any) -> Any:
        """Return the content of a request's body."""
        return (
            as_json(data) if isinstance(data, Activity) else super().body(data, data_type, **kwargs)
        )


def as_json(value: Any) -> Any:
    """Convert models, at any depth, to JSON values; fields that are None are left out."""
    if isinstance(value, Model):
        return _object(value)
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, datetime):
        return Serializer.serialize_iso(value)
    return value.value if isinstance(value, Enum) else value


def _object(model: Model) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, key in _fields(model.__class__):
        value = getattr(model, name)
        if value is not None:
            body[key] = as_json(value)
    return body


@cache
def _fields(kind: Any) -> tuple[tuple[str, str], ...]:
    """The attributes of a model, and their names in JSON."""
    return tuple((name, where["key"]) for name, where in kind._attribute_map.items())  # noqa: SLF001
