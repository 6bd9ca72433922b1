"""What a line of the log consists of, taken from a record when it is logged.

Formatting happens later and in another thread, so nothing here may change or be freed meanwhile:
an entry holds plain values only.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pythonjsonlogger.core import RESERVED_ATTRS

from server.logs.failures import OWN, Failure, failure_of, printable

Plain = str | int | float | bool | None | tuple["Plain", ...]

# Python 3.12 adds taskName, and formatting adds the last ones, where another handler did it before.
_NO_FIELDS: Final = frozenset({*RESERVED_ATTRS, "taskName", "message", "asctime"})
# Readers of JSON take larger numbers for infinite; Python writes none of over 4,300 digits.
_MOST_BITS: Final = 1024
# Loggers whose lines without arguments begin with a constant text.
_CUT: Final = frozenset({"asyncio"})
# They write values after these, such as "future: <Task ... exception=ValueError('...')>".
_BEGINS_VALUES: Final = re.compile(r"""[\n([{<'"`:=]|\d""")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. fields are the ids, numbers and outcomes that belong to it.

    Entries that differ in nothing but their time are equal.
    """

    level: int
    logger: str
    event: str
    fields: tuple[tuple[str, Plain], ...] = ()
    failure: Failure | None = None
    created_s: float = field(default=0.0, compare=False)  # since 1970

    def value(self, name: str) -> Plain:
        """Return the value of a field; None if there is no such field."""
        return next((value for key, value in self.fields if key == name), None)

    def record(self) -> logging.LogRecord:
        """Make a record of it for a formatter."""
        values: dict[str, object] = {
            "name": self.logger,
            "msg": self.event,
            "levelno": self.level,
            "levelname": logging.getLevelName(self.level),
            "created": self.created_s,
            "msecs": int(self.created_s % 1 * 1000),
            "exc_text": "\n".join(self.failure.lines()) if self.failure else None,
        }
        return logging.makeLogRecord(values | dict(self.fields))


def entry_of(record: logging.LogRecord) -> Entry:
    """Take what is written of a record.

    The lines of libraries are not under our control: their arguments and fields are left out, and
    texts that they may have put values into.
    """
    is_own = record.name.partition(".")[0] in OWN
    error = record.exc_info[1] if record.exc_info else None
    return Entry(
        record.levelno,
        record.name,
        printable(record.getMessage() if is_own else _template(record)),
        tuple(_fields(record)) if is_own else (),
        None if error is None else failure_of(error),
        record.created,
    )


def fields_of(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    """Return the values that were given as extra."""
    return (pair for pair in vars(record).items() if pair[0] not in _NO_FIELDS)


def _fields(record: logging.LogRecord) -> Iterator[tuple[str, Plain]]:
    return ((name, _plain(value)) for name, value in fields_of(record))


def _plain(value: object) -> Plain:
    """Take a value as it is now; if that is not possible, its type."""
    try:
        return _taken(value)
    except Exception:  # noqa: BLE001 - any code may make the text; the line matters more
        return _name(value)


def _taken(value: object) -> Plain:
    # Of subclasses only the value is taken: their methods may fail later.
    match value:
        case None | bool():
            return value
        case str():
            return str.__str__(value)
        case int():
            number = int.__int__(value)
            return number if number.bit_length() <= _MOST_BITS else _name(value)
        case float():
            return float.__float__(value)
        case list() | tuple():
            return tuple(map(_plain, value))
    return str.__str__(str(value))


def _name(value: object) -> str:
    return f"<{type(value).__name__}>"


def _template(record: logging.LogRecord) -> str:
    """Return the constant part of a library's line, or where it was logged if none is known."""
    if isinstance(record.msg, str):
        if record.args:
            return record.msg.partition("\n")[0]
        if record.name in _CUT:
            return _BEGINS_VALUES.split(record.msg, maxsplit=1)[0].strip()
    return f"{record.module}:{record.lineno}"
