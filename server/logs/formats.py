"""Lines of JSON for programs, and of text for a terminal."""

import logging
import re
from typing import Final

from pythonjsonlogger.json import JsonFormatter

from server.logs.entries import fields_of
from server.logs.streams import Stream

_SIMPLE: Final = re.compile(r"[\w.:/@+-]+")


class TextFormatter(logging.Formatter):
    """One line for each event; tracebacks are indented, so that none of their lines looks like one.

    An entry has only visible characters in its event and its traceback; values are quoted here.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, logger, event and fields."""
        time = self.formatTime(record, "%H:%M:%S")
        fields = "".join(f" {name}={_shown(value)}" for name, value in fields_of(record))
        trace = "".join(f"\n    {line}" for line in (record.exc_text or "").splitlines())
        return f"{time} {record.levelname:<8} {record.name}: {record.getMessage()}{fields}{trace}"


def formatter_for(stream: Stream) -> logging.Formatter:
    """Return text for people at a terminal, and JSON elsewhere."""
    if stream.isatty():
        return TextFormatter()
    return JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")


def _shown(value: object) -> str:
    text = str(value)
    return text if not isinstance(value, str) or _SIMPLE.fullmatch(text) else repr(text)
