"""Progress: at an interval, only if it has changed, and never after the answer."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.messaging.progress import LOOK_EVERY_S, SLOW_AFTER_S, ProgressBoard, shown_progress
from bot.messaging.reply import FinalMessage
from bot.messaging.responder import StoppedByPersonError
from cards import Progress, Waiting
from genie import StatusChanged
from tests.clocks import VirtualClock


class FakeResponder:
    """A slow responder, which counts shown and running updates."""

    every_s = 2.0
    has_text = False
    activity_id = ""

    def __init__(self, clock: VirtualClock) -> None:
        self.shown: list[tuple[float, Progress]] = []
        self.on_its_way = 0
        self.error: Exception | None = None
        self.refusals = 0
        self.hangs = False
        self._clock = clock

    async def show(self, progress: Progress) -> bool:
        self.on_its_way += 1
        try:
            await (asyncio.Event().wait() if self.hangs else asyncio.sleep(0))
        finally:
            self.on_its_way -= 1
        if self.error:
            raise self.error
        if self.refusals:
            self.refusals -= 1
            return False
        self.shown.append((self._clock.monotonic() - 1000, progress))
        return True

    async def finish(self, final: FinalMessage) -> None:
        raise AssertionError

    def statuses(self) -> list[str]:
        """Return the shown statuses, without repetitions."""
        said = [str(progress.status or "sending") for _, progress in self.shown]
        return [status for at, status in enumerate(said) if said[at - 1 : at] != [status]]


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that the test advances."""
    return VirtualClock()


@pytest.fixture
def responder(clock: VirtualClock) -> FakeResponder:
    """A responder."""
    return FakeResponder(clock)


class Asked:
    """The question of the progress; it counts its notifications."""

    def __init__(self) -> None:
        self.is_hurried = False
        self.shows = 0
        self.stops = 0

    async def note_shown(self, _: str) -> None:
        self.shows += 1

    def note_stop(self) -> None:
        self.stops += 1


@asynccontextmanager
async def board(
    responder: FakeResponder, clock: VirtualClock, asked: Asked | None = None
) -> AsyncIterator[ProgressBoard]:
    """Run a board for a question that was just asked."""
    began_at = clock.monotonic()
    async with shown_progress(responder, asked or Asked(), clock=clock, began_at=began_at) as board:
        yield board


def status(board: ProgressBoard, name: str) -> None:
    """Report a status of Genie."""
    board.note(lambda progress, at_s: progress.after(StatusChanged(name), at_s))


def sent(board: ProgressBoard) -> None:
    """Report that the question goes to Genie."""
    board.note(lambda progress, _: replace(progress, waiting=None))


async def test_nothing_is_shown_before_the_first_change(
    responder: FakeResponder, clock: VirtualClock
) -> None:
    """How progress is shown depends on whether the question waits or is posted."""
    async with board(responder, clock) as shown:
        await clock.elapse(1)
        assert responder.shown == []
        sent(shown)
        await clock.elapse(0.1)

        assert responder.statuses() == ["sending"]


async def test_fast_changes_are_shown_together(
    responder: FakeResponder, clock: VirtualClock
) -> None:
    """The latest one counts, and the interval is kept."""
    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(0.1)
        for name in ("SUBMITTED", "FILTERING_CONTEXT", "ASKING_AI"):
            status(shown, name)
            await clock.elapse(0.1)
        assert responder.statuses() == ["sending"]
        await clock.elapse(2)

    assert responder.statuses() == ["sending", "ASKING_AI"]


async def test_a_change_after_a_pause_is_shown_at_once(
    responder: FakeResponder, clock: VirtualClock
) -> None:
    """It does not wait for the next tick."""
    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(5)
        status(shown, "ASKING_AI")
        await clock.elapse(0.1)

    assert responder.statuses() == ["sending", "ASKING_AI"]


async def test_a_failed_update_is_retried(responder: FakeResponder, clock: VirtualClock) -> None:
    """The retry keeps the interval, and shows the latest state."""
    responder.refusals = 2
    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(3.9)
        assert responder.shown == []
        await clock.elapse(0.2)

    assert responder.statuses() == ["sending"]


async def test_a_long_wait_is_explained(responder: FakeResponder, clock: VirtualClock) -> None:
    """This happens after 45 s with Genie without any other change; waiting in the queue differs."""
    async with board(responder, clock) as shown:
        shown.note(lambda progress, _: replace(progress, waiting=Waiting(number=3)))
        await clock.elapse(100)
        sent(shown)
        await clock.elapse(SLOW_AFTER_S - 1)
        assert not any(progress.is_slow for _, progress in responder.shown)
        await clock.elapse(LOOK_EVERY_S + 3)

    assert responder.shown[-1][1].is_slow


async def test_the_expected_time_counts_down(responder: FakeResponder, clock: VirtualClock) -> None:
    """A constant minute looks like a bot that hangs."""
    async with board(responder, clock) as shown:
        waiting = Waiting(number=3, expected_s=60)
        shown.note(lambda progress, _: replace(progress, waiting=waiting))
        await clock.elapse(200)

    told = [(at_s, p.waiting.expected_s) for at_s, p in responder.shown if p.waiting]
    assert len(told) > 10
    assert all(left_s == pytest.approx(max(0, 60 - at_s)) for at_s, left_s in told)


async def test_a_stop_by_the_channels_own_button_is_reported(
    responder: FakeResponder, clock: VirtualClock
) -> None:
    """It is reported once, and nothing more is shown."""
    responder.error = StoppedByPersonError()
    asked = Asked()
    async with board(responder, clock, asked) as shown:
        sent(shown)
        await clock.elapse(30)

    assert (asked.stops, asked.shows) == (1, 0)


async def test_shutdown_does_not_wait_for_an_update(
    responder: FakeResponder, clock: VirtualClock
) -> None:
    """A hanging channel would use up the time for telling people."""
    asked = Asked()
    responder.hangs = True
    async with board(responder, clock, asked) as shown:
        sent(shown)
        await clock.elapse(1)
        asked.is_hurried = True

    assert responder.on_its_way == 0


@pytest.mark.parametrize("error", [RuntimeError, asyncio.CancelledError])
async def test_no_update_is_running_afterwards(
    responder: FakeResponder, clock: VirtualClock, error: type[BaseException]
) -> None:
    """A late update would overwrite the answer, also after a failure."""

    async def work() -> None:
        async with board(responder, clock) as shown:
            sent(shown)
            while not responder.on_its_way:  # noqa: ASYNC110 - the fake has no event
                await asyncio.sleep(0)
            raise error

    with pytest.raises(error):
        await work()

    assert responder.on_its_way == 0
    assert len(responder.shown) == 1


async def test_a_crash_in_progress_does_not_lose_the_answer(
    responder: FakeResponder, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Progress is optional; the crash is logged, and the work continues."""
    caplog.set_level(logging.ERROR)
    responder.error = RuntimeError()

    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(1)

    assert [record.message for record in caplog.records] == ["progress crashed"]
