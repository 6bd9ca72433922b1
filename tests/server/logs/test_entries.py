"""What is taken from a record, and how it looks as JSON and as text."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.channel.errors import ChannelRefusedError
from server.logs.entries import entry_of
from server.logs.formats import TextFormatter, formatter_for

SECRET = "cell-4711"


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


@contextmanager
def logged(name: str = "bot.test") -> Iterator[tuple[logging.Logger, list[logging.LogRecord]]]:
    """Collect the records of a logger."""
    records: list[logging.LogRecord] = []

    class Collecting(logging.Handler):
        """Keeps each record."""

        def emit(self, record: logging.LogRecord) -> None:
            """Keep it."""
            records.append(record)

    log, handler = logging.getLogger(name), Collecting()
    log.addHandler(handler)
    try:
        yield log, records
    finally:
        log.removeHandler(handler)


def as_json(record: logging.LogRecord) -> dict[str, Any]:
    """Return the line of a file."""
    line = formatter_for(io.StringIO()).format(entry_of(record).record())
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def as_text(record: logging.LogRecord) -> str:
    """Return the lines of a terminal, without the time."""
    return formatter_for(Terminal()).format(entry_of(record).record()).split(" ", 1)[1]


def test_a_line_of_json_has_the_fields() -> None:
    """Programs search by them."""
    with logged() as (log, records):
        log.warning("no file", extra={"reference": "ab12", "rows": 3, "names": ["a", "b"]})

    line = as_json(records[0])
    assert line.pop("asctime")[:2] == "20"
    assert line == {
        "levelname": "WARNING",
        "name": "bot.test",
        "message": "no file",
        "reference": "ab12",
        "rows": 3,
        "names": ["a", "b"],
    }


def test_a_line_of_text_has_the_fields() -> None:
    """People at a terminal see the same."""
    with logged() as (log, records):
        log.error("no file", extra={"reference": "ab12", "rows": 3, "reason": "not today"})

    assert as_text(records[0]) == (
        "ERROR    bot.test: no file reference=ab12 rows=3 reason='not today'"
    )


@pytest.mark.parametrize(
    "forged", ["\n", "\r", "\x1b[2K", "\x9b", "\u2028", "\u202e", "\x7f", "\0"]
)
def test_no_value_forges_a_line(forged: str) -> None:
    """A terminal would execute control characters; programs would read two lines."""
    value = f"x{forged}12:00:00 ERROR    bot: on fire"
    with logged() as (log, records):
        log.warning(value, extra={"reason": value})
        try:
            raise ChannelRefusedError(400, value, "")
        except ChannelRefusedError:
            log.exception("refused")

    for record in records:
        first, *others = as_text(record).split("\n")
        assert forged not in first + "".join(others)
        assert all(line.startswith("    ") for line in others)
        assert forged not in json.dumps(as_json(record)).replace("\\n", "")


def test_values_are_taken_when_a_line_is_logged() -> None:
    """The thread that writes them runs later."""
    names = ["a"]
    with logged() as (log, records):
        log.warning("names", extra={"names": names, "where": {"b": names}})
        entry = entry_of(records[0])
        names.append("c")

    assert dict(entry.fields) == {"names": ("a",), "where": "{'b': ['a']}"}


@pytest.mark.parametrize(
    ("written", "args", "kept"),
    [
        ("Error handling request from %s", (SECRET,), "Error handling request from %s"),
        ("Retrying after '%r':\n%s", (SECRET, SECRET), "Retrying after '%r':"),
        (f"Task exception was never retrieved\nfuture: <{SECRET}>", (), None),
        (f"Exception in callback f('{SECRET}')", (), "Exception in callback f"),
        (f"Fatal write error: {SECRET}", (), "Fatal write error"),
    ],
)
def test_lines_of_libraries_are_logged_without_values(
    written: str, args: tuple[str, ...], kept: str | None
) -> None:
    """They quote whatever they are given."""
    with logged("asyncio") as (log, records):
        log.error(written, *args, extra={"cell": SECRET})

    assert SECRET not in str(as_json(records[0])) + as_text(records[0])
    assert as_json(records[0])["message"] == (kept or "Task exception was never retrieved")


@pytest.mark.parametrize(
    ("written", "args"),
    [
        (f"{SECRET} cannot be read", ()),
        (ValueError(SECRET), ()),
        (ValueError(f"{SECRET} %s"), (SECRET,)),
    ],
)
def test_a_text_that_a_library_has_made_is_replaced_by_its_place(
    written: object, args: tuple[str, ...]
) -> None:
    """Any word may be a value; the source there has the constant text."""
    with logged("botframework.connector") as (log, records):
        log.warning(written, *args)

    assert SECRET not in str(as_json(records[0])) + as_text(records[0])
    assert as_json(records[0])["message"] == f"test_entries:{records[0].lineno}"


def chained() -> None:
    """Raise an error of ours that a foreign one with data has caused."""
    try:
        float(SECRET)
    except ValueError as exc:
        raise ChannelRefusedError(400, "BadSyntax", SECRET) from exc


def test_a_traceback_has_no_text_of_foreign_exceptions() -> None:
    """It has the types, the lines of code, and the texts of this project's own exceptions."""
    with logged() as (log, records):
        try:
            chained()
        except ChannelRefusedError:
            log.exception("refused")

    trace = as_json(records[0])["exc_info"]
    assert SECRET not in trace
    assert "\nValueError\n" in trace
    assert "The above exception was the direct cause" in trace
    assert "    float(SECRET)" in trace
    assert trace.endswith("bot.channel.errors.ChannelRefusedError: 400 BadSyntax")
    assert "    ValueError" in as_text(records[0])


def test_a_group_shows_its_exceptions() -> None:
    """Task groups raise them."""
    with logged() as (log, records):
        try:
            raise ExceptionGroup(SECRET, [ConnectionRefusedError(111, SECRET), KeyError(SECRET)])
        except ExceptionGroup:
            log.exception("failed")

    trace = as_json(records[0])["exc_info"]
    assert SECRET not in trace
    assert "ConnectionRefusedError (ECONNREFUSED)" in trace
    assert "KeyError" in trace


def test_what_is_no_text_of_a_foreign_exception_is_kept() -> None:
    """An operator needs the number of a system error, or the HTTP status."""

    class ResponseError(Exception):
        """An error of a library."""

        status = 503
        sqlite_errorname = "SQLITE_FULL"

    with logged() as (log, records):
        log.error("failed", exc_info=ResponseError(SECRET))

    trace = as_json(records[0])["exc_info"]
    assert trace.endswith("ResponseError (SQLITE_FULL 503)")
    assert SECRET not in trace


class Unprintable:
    """A value whose text cannot be made."""

    def __str__(self) -> str:
        """Fail."""
        raise ValueError(SECRET)


class UnprintableNumber(Unprintable, int):
    """A number whose text cannot be made."""


HUGE = 10**5000  # Python makes no text of it


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        (Unprintable(), "<Unprintable>"),
        (HUGE, "<int>"),
        (10**400, "<int>"),
        (UnprintableNumber(3), 3),
        ([1, HUGE, Unprintable()], [1, "<int>", "<Unprintable>"]),
        (2**64, 2**64),
        (1.5, 1.5),
    ],
    ids=["object", "huge", "large", "number", "list", "64 bits", "float"],
)
def test_a_value_that_cannot_be_taken_costs_only_itself(value: object, taken: object) -> None:
    """The rest of the line, with its traceback, may say what is wrong."""
    with logged() as (log, records):
        log.error("failed", exc_info=KeyError(SECRET), extra={"value": value, "reference": "ab12"})

    line = as_json(records[0])
    assert (line["value"], line["reference"]) == (taken, "ab12")
    assert "KeyError" in line["exc_info"]
    assert "KeyError" in as_text(records[0])


class DamagedError(Exception):
    """An exception of a library whose attributes cannot be read."""

    errno = HUGE
    status = UnprintableNumber(503)

    @property
    def status_code(self) -> int:
        """Fail."""
        raise ValueError(SECRET)


class UnprintableError(ChannelRefusedError):
    """An exception of ours that has no text."""

    __module__ = ChannelRefusedError.__module__

    def __str__(self) -> str:
        """Fail."""
        raise ValueError(SECRET)


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (DamagedError(), f"{__name__}.DamagedError (503)"),
        (UnprintableError(400, "", ""), "bot.channel.errors.UnprintableError: <no text>"),
    ],
)
def test_an_exception_that_cannot_be_read_costs_only_what_fails(
    error: Exception, title: str
) -> None:
    """The line says where it was raised all the same."""
    with logged() as (log, records):
        log.error("failed", exc_info=error)

    assert as_json(records[0])["exc_info"].endswith(f"\n{title}")


def test_an_endless_chain_is_cut() -> None:
    """Each retry may raise from the last."""
    error: BaseException = ValueError(SECRET)
    for _ in range(1000):
        following = ValueError(SECRET)
        following.__cause__ = error
        error = following
    with logged() as (log, records):
        log.error("failed", exc_info=error)

    assert as_json(records[0])["exc_info"].count("ValueError") == 10


def test_the_form_depends_on_the_stream() -> None:
    """Text is for people, JSON for the platform."""
    assert isinstance(formatter_for(Terminal()), TextFormatter)
    assert not isinstance(formatter_for(io.StringIO()), TextFormatter)
