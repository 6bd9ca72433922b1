"""What lines are written to."""

import os
import select
import sys
from typing import Final, Protocol

STANDARD_ERROR: Final = 2


class Stream(Protocol):
    """What lines are written to."""

    def write(self, text: str, /) -> int:
        """Write a text, all of it."""
        ...

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        ...


class Unbuffered:
    """Writes text to a file descriptor, without a lock.

    A write to a pipe that is not read blocks for ever, also while the interpreter ends; sys.stderr
    stays locked meanwhile, and the interpreter would wait for that lock to flush its buffer.
    """

    def __init__(self, descriptor: int) -> None:
        self._raw = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115 - it stays open

    def write(self, text: str) -> int:
        """Write a text, all of it; the system may take it in parts."""
        rest = memoryview(text.encode(errors="backslashreplace"))
        while rest:
            written = self._raw.write(rest)
            if written is None:  # another process has made it non-blocking for all
                select.select([], [self._raw], [])
            rest = rest[written or 0 :]
        return len(text)

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._raw.isatty()


def standard_error() -> Stream:
    """Return standard error; if the process was started without one, nothing is written."""
    if sys.stderr is None:
        # It gets the number of standard error, unless a server's socket already has it.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open
    return Unbuffered(sys.stderr.fileno())


def standard_output() -> Stream:
    """Return standard output; if the process was started without one, nothing is written."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open
    return Unbuffered(sys.stdout.fileno())
