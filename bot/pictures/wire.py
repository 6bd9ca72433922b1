"""How the server and the process that draws talk: frames of bytes, and charts in JSON."""

import json
import math
import struct
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Final, NoReturn

from cards.charts.model import Chart, Kind, Series

# A card may have 80 KB as UTF-16; a picture of 28 KB, in base64 and UTF-16, takes 75 of them.
MAX_PICTURE_BYTES: Final = 28_000
# 200 categories with ten series take 60 KB.
MAX_CHART_BYTES: Final = 4_000_000
HEADER: Final = struct.Struct(">cI")

_KEYS: Final = frozenset(Chart.__slots__)


class WireError(ValueError):
    """What came is not what the other side may say."""


class Sort(Enum):
    """What a frame holds."""

    CHART = b"C"
    PICTURE = b"P"
    FAILED = b"F"  # the name of the error; the next chart may do better
    UNABLE = b"U"  # the name of the error; nothing can be drawn here


def frame(sort: Sort, body: bytes) -> bytes:
    """Return a frame with its header."""
    return HEADER.pack(sort.value, len(body)) + body


def header(head: bytes, *, most_bytes: int) -> tuple[Sort, int]:
    """Return what follows this header, and how long it is.

    Raises:
        WireError: nothing that is known, or too much.
    """
    code, length = HEADER.unpack(head)
    if length > most_bytes:
        raise WireError(f"{length} bytes")
    try:
        return Sort(code), length
    except ValueError as exc:
        raise WireError("unknown sort of frame") from exc


def chart_to_json(chart: Chart) -> bytes:
    """Write a chart; what JSON has no numbers for, infinity and NaN, becomes a gap."""
    fields = {
        "kind": chart.kind.value,
        "title": chart.title,
        "categories": chart.categories,
        "series": [[one.name, *map(_finite, one.values)] for one in chart.series],
        "category_title": chart.category_title,
        "value_title": chart.value_title,
        "days": [day.isoformat() for day in chart.days],
        "numbers": chart.numbers,
        "is_horizontal": chart.is_horizontal,
        "has_room": chart.has_room,
        "is_stacked": chart.is_stacked,
        "notes": chart.notes,
        "description": chart.description,
    }
    return json.dumps(fields, separators=(",", ":"), allow_nan=False).encode()


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def chart_from_json(body: bytes) -> Chart:
    """Read a chart.

    Raises:
        WireError: anything is missing, unknown, or not as the model promises.
    """
    try:
        chart = _chart(json.loads(body, parse_constant=_refused))
    except (ValueError, TypeError, OverflowError) as exc:
        raise WireError("not a chart") from exc
    count = len(chart.categories)
    if not chart.series or any(len(one.values) != count for one in chart.series):
        raise WireError("series do not fit the categories")
    if not {len(chart.days), len(chart.numbers)} <= {0, count}:
        raise WireError("days or numbers do not fit the categories")
    return chart


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)


def _chart(fields: object) -> Chart:
    if not isinstance(fields, dict) or set(fields) != _KEYS:
        raise TypeError("fields")
    return Chart(
        kind=Kind(_text(fields["kind"])),
        title=_text(fields["title"]),
        categories=tuple(map(_text, _list(fields["categories"]))),
        series=tuple(map(_series, _list(fields["series"]))),
        category_title=_text(fields["category_title"]),
        value_title=_text(fields["value_title"]),
        days=tuple(date.fromisoformat(_text(day)) for day in _list(fields["days"])),
        numbers=tuple(map(_whole, _list(fields["numbers"]))),
        is_horizontal=_flag(fields["is_horizontal"]),
        has_room=_flag(fields["has_room"]),
        is_stacked=_flag(fields["is_stacked"]),
        notes=tuple(map(_text, _list(fields["notes"]))),
        description=_text(fields["description"]),
    )


def _series(values: object) -> Series:
    name, *numbers = _list(values)
    return Series(_text(name), tuple(map(_number, numbers)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("whole number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("flag")
    return value


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("number")
    if not math.isfinite(value):
        raise ValueError("number")  # 1e999 is read as infinity
    return float(value)
