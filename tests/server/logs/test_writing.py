"""Lines go through a bounded queue to a thread, which loses none and survives anything."""

import io
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from server.logs.writing import LOST, MOST_WAITING, Enqueuer, Writer, writer_of

PATIENCE_S = 60.0


class Gate(io.StringIO):
    """A stream that takes no line until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = threading.Event()
        self.is_waiting = threading.Event()

    def write(self, text: str) -> int:
        """Wait, and write."""
        self.is_waiting.set()
        assert self.opened.wait(PATIENCE_S)
        return super().write(text)


class Broken(io.StringIO):
    """A stream whose other end is closed."""

    def write(self, _: str) -> int:
        """Fail."""
        raise BrokenPipeError


@contextmanager
def logging_to(
    stream: io.StringIO,
    *,
    most_waiting: int = MOST_WAITING,
    now_s: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[logging.Logger, Enqueuer, Writer]]:
    """Log to a stream inside the block, and write everything at its end."""
    log = logging.getLogger("bot.test")
    enqueuer, writer = writer_of(stream, fraction=1.0, most_waiting=most_waiting, now_s=now_s)
    log.addHandler(enqueuer)
    log.setLevel(logging.INFO)
    writer.start()
    try:
        yield log, enqueuer, writer
    finally:
        writer.stop()
        log.setLevel(logging.NOTSET)
        log.removeHandler(enqueuer)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """Return what was written."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_everything_is_written_in_order() -> None:
    """A hundred questions at once are no flood, and the end of the process loses none."""
    stream = io.StringIO()
    with logging_to(stream) as (log, *_):
        for number in range(5000):
            log.info("question done", extra={"reference": number})

    assert [line["reference"] for line in lines(stream)] == list(range(5000))


def test_threads_may_log() -> None:
    """The store's does."""
    stream = io.StringIO()
    with logging_to(stream) as (log, *_):

        def work(name: int) -> None:
            for number in range(500):
                log.info("done", extra={"reference": f"{name}-{number}"})

        threads = [threading.Thread(target=work, args=[name]) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len({line["reference"] for line in lines(stream)}) == 2000


def test_a_full_queue_drops_lines_and_says_how_many() -> None:
    """The event loop does not wait for a stream that takes nothing."""
    stream = Gate()
    with logging_to(stream, most_waiting=10, now_s=lambda: 0.0) as (log, *_):
        log.info("first")
        assert stream.is_waiting.wait(PATIENCE_S)
        for number in range(50):
            log.info("done", extra={"reference": number})
        stream.opened.set()

    first, *done, last = lines(stream)
    assert first["message"] == "first"
    assert [line["reference"] for line in done] == list(range(10))
    assert (last["message"], last["levelname"], last["count"]) == (LOST, "WARNING", 40)


def test_after_a_full_queue_lines_are_written_again() -> None:
    """The number is told once."""
    stream = Gate()
    with logging_to(stream, most_waiting=1, now_s=lambda: 0.0) as (log, *_):
        log.info("first")
        assert stream.is_waiting.wait(PATIENCE_S)
        log.info("second")
        log.info("third")
        stream.opened.set()
        while LOST not in stream.getvalue():
            threading.Event().wait(0.001)
        log.info("fourth")

    assert [line["message"] for line in lines(stream)] == ["first", "second", LOST, "fourth"]


def test_the_count_of_a_flood_is_written_at_the_end() -> None:
    """The process may end before the pause does."""
    stream = io.StringIO()
    with logging_to(stream) as (log, *_):
        for _ in range(100):
            log.warning("malformed HTTP", extra={"kind": "BadStatusLine"})

    assert [line.get("left_out") for line in lines(stream)] == [None, 98]


def test_the_count_of_a_flood_is_written_although_nothing_else_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The thread does not wait for another line."""
    monkeypatch.setattr("server.logs.floods.PAUSE_S", 0.01)
    stream = io.StringIO()
    with logging_to(stream) as (log, *_):
        for _ in range(3):
            log.warning("malformed HTTP")
        while "left_out" not in stream.getvalue():
            threading.Event().wait(0.001)

    assert sum(1 + int(str(line.get("left_out", 0))) for line in lines(stream)) == 3


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_broken_stream_breaks_nothing(
    capsys: pytest.CaptureFixture[str], *, is_closed: bool
) -> None:
    """The bot works on without its log, and nothing is printed elsewhere."""
    stream = Broken()
    with logging_to(stream) as (log, *_):
        if is_closed:
            stream.close()
        for number in range(100):
            log.warning("done", extra={"reference": number})

    assert capsys.readouterr().err == ""


def test_a_line_that_cannot_be_taken_is_counted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turn goes on, and logging does not print the record."""
    stream = io.StringIO()
    with logging_to(stream) as (log, *_):
        monkeypatch.setattr(log, "propagate", False)  # pytest's handler raises
        log.info("first %d", "a secret")
        log.info("second")

    assert [line["message"] for line in lines(stream)] == ["second", LOST]
    assert capsys.readouterr().err == ""


def test_a_line_may_be_logged_while_another_is_taken() -> None:
    """The garbage collector runs at any moment, and destructors log."""
    stream = io.StringIO()
    with logging_to(stream) as (log, *_):

        class Talkative:
            """A value that logs while it is taken."""

            def __str__(self) -> str:
                log.info("inner")
                return "value"

        log.info("outer", extra={"value": Talkative()})

    assert [line["message"] for line in lines(stream)] == ["inner", "outer"]


def test_a_writer_that_was_stopped_can_be_stopped() -> None:
    """Several ways of ending may meet."""
    stream = io.StringIO()
    with logging_to(stream) as (log, _, writer):
        log.info("done")
        writer.stop()
        writer.stop()

    assert len(lines(stream)) == 1
