"""Exceptions as the log shows them: where they were raised, and no data.

The text of an exception may quote anything: a cell that is no number, the channel's reply, a
request. Only the exceptions of this project have texts that are known to hold no data (those of
Databricks' refusals are masked in genie/masking.py). Of all others the log has the type, numbers
such as the HTTP status, and the traceback; the source lines there are code.
"""

import errno
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final

# The packages and modules whose loggers and exceptions write no data.
OWN: Final = frozenset({"app", "audit", "bot", "cards", "config", "genie", "server", "settings"})
# More is not needed to find a fault, and a chain or a group may be of any size.
MOST_LINKED: Final = 10
_CAUSE: Final = "\nThe above exception was the direct cause of the following exception:\n"
_CONTEXT: Final = "\nDuring handling of the above exception, another exception occurred:\n"
_PART: Final = "\nOne of the exceptions of this group:\n"
# Attributes of foreign exceptions that are numbers or the names of numbers.
_ERRNO: Final = "errno"
_SQLITE: Final = "sqlite_errorname"
_FACTS: Final = (_ERRNO, _SQLITE, "status", "status_code", "returncode")


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception without its objects, which may be freed, or change, before it is written.

    frames are (file, line number, function). earlier are the exceptions that led to it, each with
    the sentence that says how.
    """

    title: str
    frames: tuple[tuple[str, int, str], ...]
    earlier: tuple[tuple["Failure", str], ...]

    def lines(self) -> Iterator[str]:
        """Write it like Python does, the first exception first."""
        for failure, how in self.earlier:
            yield from failure.lines()
            yield from how.splitlines()
        yield "Traceback (most recent call last):"
        frames = [(file, line, name, None) for file, line, name in self.frames]
        for text in traceback.StackSummary.from_list(frames).format():
            yield from text.splitlines()
        yield self.title


def failure_of(error: BaseException) -> Failure:
    """Condense an exception, and those that led to it."""
    return _condensed(error, error.__traceback__, MOST_LINKED)


def printable(text: str) -> str:
    """Escape all that is no visible character, so that a text can neither begin a line nor hide."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _condensed(error: BaseException, at: TracebackType | None, most: int) -> Failure:
    return Failure(_title(error), tuple(_frames(at)), tuple(_earlier(error, most - 1)))


def _earlier(error: BaseException, most: int) -> Iterator[tuple[Failure, str]]:
    if most <= 0:
        return
    if error.__cause__ is not None:
        yield _condensed(error.__cause__, error.__cause__.__traceback__, most), _CAUSE
    elif error.__context__ is not None and not error.__suppress_context__:
        yield _condensed(error.__context__, error.__context__.__traceback__, most), _CONTEXT
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions[:most]:
            yield _condensed(part, part.__traceback__, most // 2), _PART


def _frames(at: TracebackType | None) -> Iterator[tuple[str, int, str]]:
    while at is not None:
        code = at.tb_frame.f_code
        yield code.co_filename, at.tb_lineno, code.co_name
        at = at.tb_next


def _title(error: BaseException) -> str:
    kind = type(error)
    if _is_own(kind.__module__):
        return f"{kind.__module__}.{kind.__qualname__}: {_text(error)}"
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    facts = " ".join(_facts(error))
    return f"{name} ({facts})" if facts else name


def _facts(error: BaseException) -> Iterator[str]:
    """Return what says more than the type, and can be no text of anybody's."""
    for attribute in _FACTS:
        # Any code may compute it, and fail.
        with suppress(Exception):
            if fact := _fact(attribute, getattr(error, attribute, None)):
                yield fact


def _fact(attribute: str, value: object) -> str:
    if attribute == _SQLITE:
        return value if isinstance(value, str) else ""
    if not isinstance(value, int):
        return ""
    number = int(value)
    name = errno.errorcode.get(number) if attribute == _ERRNO else None
    return name or str(number)


def _text(error: BaseException) -> str:
    try:
        return printable(str(error))
    except Exception:  # noqa: BLE001 - the traceback matters more
        return "<no text>"


def _is_own(module: str) -> bool:
    return module.partition(".")[0] in OWN


def _escaped(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
