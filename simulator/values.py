"""DuckDB's types and values in Databricks' JSON_ARRAY format.

Every cell that is not NULL is a string; see each case below for its form.
"""

import base64
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

# DuckDB type -> (type_text, type_name)
_TYPES = {
    "TINYINT": ("TINYINT", "BYTE"),
    "SMALLINT": ("SMALLINT", "SHORT"),
    "INTEGER": ("INT", "INT"),
    "BIGINT": ("BIGINT", "LONG"),
    "HUGEINT": ("BIGINT", "LONG"),  # DuckDB widens SUM of integers; Databricks keeps BIGINT
    "FLOAT": ("FLOAT", "FLOAT"),
    "DOUBLE": ("DOUBLE", "DOUBLE"),
    "BOOLEAN": ("BOOLEAN", "BOOLEAN"),
    "VARCHAR": ("STRING", "STRING"),
    "DATE": ("DATE", "DATE"),
    "TIMESTAMP": ("TIMESTAMP", "TIMESTAMP"),
    "TIMESTAMP_S": ("TIMESTAMP_NTZ", "TIMESTAMP_NTZ"),
    "BLOB": ("BINARY", "BINARY"),
    "INTERVAL": ("INTERVAL DAY TO SECOND", "INTERVAL"),
    '"NULL"': ("VOID", "NULL"),
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
# Java writes a double in plain notation between these, and in scientific notation outside.
_JAVA_PLAIN_LOW, _JAVA_PLAIN_HIGH = 1e-3, 1e7


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result in Databricks' terms."""

    name: str
    type_text: str
    type_name: str
    precision: int | None = None
    scale: int | None = None

    def to_json(self, position: int) -> dict[str, object]:
        """Return the column as in a manifest's schema."""
        body: dict[str, object] = {
            "name": self.name,
            "type_text": self.type_text,
            "type_name": self.type_name,
            "position": position,
        }
        if self.precision is not None:
            body |= {"type_precision": self.precision, "type_scale": self.scale}
        if self.type_name == "INTERVAL":
            body["type_interval_type"] = self.type_text.removeprefix("INTERVAL ")
        return body


def column_of(name: str, duckdb_type: str) -> Column:
    """Describe a column by the type that DuckDB reports for it."""
    if match := _DECIMAL.fullmatch(duckdb_type):
        precision, scale = int(match[1]), int(match[2])
        return Column(name, f"DECIMAL({precision},{scale})", "DECIMAL", precision, scale)
    if duckdb_type.endswith("]"):
        element = column_of(name, duckdb_type[: duckdb_type.rindex("[")])
        return Column(name, f"ARRAY<{element.type_text}>", "ARRAY")
    for kind in ("STRUCT", "MAP"):
        if duckdb_type.startswith(f"{kind}("):
            return Column(name, kind, kind)
    type_text, type_name = _TYPES.get(duckdb_type, ("STRING", "STRING"))
    return Column(name, type_text, type_name)


def cell_text(value: object, column: Column) -> str | None:  # noqa: PLR0911 - one line a type
    """Return a value as a cell of data_array; None is SQL NULL."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float():
            return java_double(value)
        case datetime():
            text = value.isoformat(timespec="milliseconds")
            return (
                text if column.type_text == "TIMESTAMP_NTZ" else f"{text.removesuffix('+00:00')}Z"
            )
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case timedelta():
            return _interval_text(value)
        case list() | dict():
            return json.dumps(_leaves_as_text(value), ensure_ascii=False, separators=(",", ":"))
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def java_double(value: float) -> str:
    """Write a double like Java, which is what Databricks sends: 0.0, 3.336E8, NaN."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if value == 0 or _JAVA_PLAIN_LOW <= abs(value) < _JAVA_PLAIN_HIGH:
        return repr(value)
    digits = Decimal(repr(value)).as_tuple()
    mantissa = "".join(map(str, digits.digits)).rstrip("0") or "0"
    exponent = len(digits.digits) - 1 + int(digits.exponent)
    sign = "-" if digits.sign else ""
    return f"{sign}{mantissa[0]}.{mantissa[1:] or '0'}E{exponent}"


def _interval_text(value: timedelta) -> str:
    seconds = value.seconds
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"INTERVAL '{value.days} {clock}.{value.microseconds:06d}' DAY TO SECOND"


def _leaves_as_text(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _leaves_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_leaves_as_text(item) for item in value]
    if isinstance(value, datetime | date | Decimal | bool | int | float | None):
        return cell_text(value, Column("", "", ""))
    return str(value)
