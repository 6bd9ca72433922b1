"""A bounded queue between those who log and the thread that writes.

The queue is a SimpleQueue with a limit instead of a Queue: an object's __del__ may log, and the
garbage collector may call it at any moment, also within put(). A Queue would then wait for its own
lock for ever.
"""

import logging
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from logging.handlers import QueueHandler, QueueListener
from typing import Final

from server.logs.entries import Entry, entry_of
from server.logs.floods import PAUSE_S, Floods
from server.logs.formats import formatter_for
from server.logs.sampling import Sample
from server.logs.streams import Stream

# 10 MB. Nothing is lost while the stream takes no lines for a second or more.
MOST_WAITING: Final = 10_000
# How long the end of the process waits for a stream that takes no lines.
FLUSH_S: Final = 5.0
LOST: Final = "log lines lost"

Lines = queue.SimpleQueue[Entry | None]


class Enqueuer(QueueHandler):
    """Puts lines into the queue. Never blocks and never raises. lost counts the dropped lines."""

    def __init__(self, lines: Lines, *, most_waiting: int = MOST_WAITING) -> None:
        super().__init__(lines)
        self.lost = 0  # written under this handler's lock only
        self._lines = lines
        self._most_waiting = most_waiting

    def prepare(self, record: logging.LogRecord) -> Entry:
        """Take the plain values of a record, without formatting it."""
        return entry_of(record)

    def enqueue(self, record: Entry) -> None:  # type: ignore[override]  # it is what prepare returns
        """Drop the line if too many wait."""
        if self._lines.qsize() < self._most_waiting:
            self._lines.put(record)
        else:
            self.lost += 1

    def handleError(self, _: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Count a line that cannot be taken; logging would print it with its values."""
        self.lost += 1


class Output:
    """Writes lines to a stream. lost counts those that it did not take.

    It is no logging.Handler: when the interpreter ends, logging waits for the lock of each handler,
    and a stream may never return from write().
    """

    def __init__(self, stream: Stream) -> None:
        self.lost = 0  # written by the writer's thread only
        self._stream = stream
        self._formatter = formatter_for(stream)

    def write(self, entry: Entry) -> None:
        """Write a line."""
        self._stream.write(f"{self._formatter.format(entry.record())}\n")


class Writer(QueueListener):
    """The thread that samples, counts, formats and writes lines."""

    def __init__(
        self,
        lines: Lines,
        enqueuer: Enqueuer,
        output: Output,
        *,
        sample: Sample,
        now_s: Callable[[], float],
    ) -> None:
        super().__init__(lines)
        self._lines = lines
        self._enqueuer = enqueuer
        self._output = output
        self._sample = sample
        self._floods = Floods()
        self._now_s = now_s
        self._told_lost = 0
        self._all_told_s = now_s()

    def dequeue(self, block: bool) -> Entry | None:  # type: ignore[override]  # noqa: FBT001 - the standard library's
        """Wait for a line; meanwhile write the counts that are due. None: there are no more."""
        while True:
            end_s = self._floods.next_end_s
            wait_s = None if end_s is None else max(0.0, end_s - self._now_s())
            try:
                entry = self._lines.get(block, wait_s)
            except queue.Empty:
                self._write(self._floods.ended(self._now_s()))
                continue
            if entry is None:
                self._write(self._floods.rest())
                self._write(self._lost())
            return entry

    def handle(self, record: Entry) -> None:  # type: ignore[override]  # it is what is in the queue
        """Write a line, unless it is left out."""
        self._write(self._due(record))
        self._write(self._lost())

    def stop(self) -> None:
        """Write what waits, and end the thread."""
        if self._thread is not None:
            self.enqueue_sentinel()
            self._thread.join(FLUSH_S)
            self._thread = None

    def _due(self, entry: Entry) -> Iterator[Entry]:
        if self._sample.keeps(entry):
            yield from self._floods.take(entry, self._now_s())

    def _lost(self) -> Iterator[Entry]:
        """Tell how many lines were lost, once the queue is empty, at the latest after a pause."""
        lost = self._enqueuer.lost + self._output.lost - self._told_lost
        now_s = self._now_s()
        if not lost:
            self._all_told_s = now_s
        elif self._lines.empty() or now_s - self._all_told_s >= PAUSE_S:
            self._told_lost += lost
            self._all_told_s = now_s
            yield Entry(logging.WARNING, __name__, LOST, (("count", lost),), created_s=time.time())

    def _write(self, entries: Iterable[Entry]) -> None:
        try:
            for entry in entries:
                self._output.write(entry)
        except Exception:  # noqa: BLE001 - a broken stream costs only lines; the thread must survive
            self._output.lost += 1


def writer_of(
    stream: Stream,
    *,
    fraction: float,
    most_waiting: int = MOST_WAITING,
    now_s: Callable[[], float] = time.monotonic,
) -> tuple[Enqueuer, Writer]:
    """Make the handler that takes lines, and the writer for a stream; start() begins to write."""
    lines: Lines = queue.SimpleQueue()
    enqueuer = Enqueuer(lines, most_waiting=most_waiting)
    output, sample = Output(stream), Sample(fraction)
    return enqueuer, Writer(lines, enqueuer, output, sample=sample, now_s=now_s)
