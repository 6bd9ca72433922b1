"""Which lines are kept if LOG_SAMPLE asks for a fraction of the routine ones."""

import logging
from typing import Final
from zlib import crc32

from server.logs.entries import Entry

# What a line is about, the first one that it has. Lines without any are about the process.
_TICKETS: Final = ("reference", "activity", "key", "task")
# Problems whose later lines are kept; a line takes 100 bytes, and a question ends within minutes.
MOST_PROBLEMS: Final = 2_000
_ALL: Final = 2**32


class Sample:
    """Keeps all lines about one thing, or no routine line about it.

    Which things it keeps follows from their ids alone, so that several processes and a restart
    agree. Warnings and errors are always kept, and so are all later lines with their reference.
    """

    def __init__(self, fraction: float) -> None:
        self._fraction = fraction
        self._problems: dict[str, None] = {}

    def keeps(self, entry: Entry) -> bool:
        """Whether this line is written."""
        ticket = next(filter(None, map(entry.value, _TICKETS)), None)
        if ticket is None:
            return True
        if entry.level > logging.INFO:
            self._note_problem(str(ticket))
            return True
        return str(ticket) in self._problems or _share(str(ticket)) < self._fraction

    def _note_problem(self, ticket: str) -> None:
        self._problems[ticket] = None
        if len(self._problems) > MOST_PROBLEMS:
            del self._problems[next(iter(self._problems))]


def _share(ticket: str) -> float:
    """Return a number from 0 to 1, without 1, that is different for different tickets."""
    return crc32(ticket.encode(errors="surrogatepass")) / _ALL
