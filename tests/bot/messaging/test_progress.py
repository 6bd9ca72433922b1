"""Progress: at a pace, only when it changed, and never after the answer."""

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


class FakeVoice:
    """Takes its time to show; counts what it showed and what is on its way."""

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
        """What was shown, without repetitions."""
        said = [str(progress.status or "sending") for _, progress in self.shown]
        return [status for at, status in enumerate(said) if said[at - 1 : at] != [status]]


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that stands still unless it is moved."""
    return VirtualClock()


@pytest.fixture
def responder(clock: VirtualClock) -> FakeVoice:
    """A voice."""
    return FakeVoice(clock)


class Asked:
    """A question whose progress it is; counts what it hears."""

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
    responder: FakeVoice, clock: VirtualClock, asked: Asked | None = None
) -> AsyncIterator[ProgressBoard]:
    """A board that shows, for a question that was asked just now."""
    began_at = clock.monotonic()
    async with shown_progress(responder, asked or Asked(), clock=clock, began_at=began_at) as board:
        yield board


def status(board: ProgressBoard, name: str) -> None:
    """Let Genie get further."""
    board.note(lambda progress, at_s: progress.after(StatusChanged(name), at_s))


def sent(board: ProgressBoard) -> None:
    """Let the question go to Genie."""
    board.note(lambda progress, _: replace(progress, waiting=None))


async def test_nothing_is_shown_before_there_is_news(
    responder: FakeVoice, clock: VirtualClock
) -> None:
    """Whether it waits or goes decides how it is shown."""
    async with board(responder, clock) as shown:
        await clock.elapse(1)
        assert responder.shown == []
        sent(shown)
        await clock.elapse(0.1)

        assert responder.statuses() == ["sending"]


async def test_quick_changes_are_shown_as_one(responder: FakeVoice, clock: VirtualClock) -> None:
    """The latest counts; a pace is kept."""
    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(0.1)
        for name in ("SUBMITTED", "FILTERING_CONTEXT", "ASKING_AI"):
            status(shown, name)
            await clock.elapse(0.1)
        assert responder.statuses() == ["sending"]
        await clock.elapse(2)

    assert responder.statuses() == ["sending", "ASKING_AI"]


async def test_news_is_shown_at_once_after_a_pause(
    responder: FakeVoice, clock: VirtualClock
) -> None:
    """Nobody waits for the next tick of anything."""
    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(5)
        status(shown, "ASKING_AI")
        await clock.elapse(0.1)

    assert responder.statuses() == ["sending", "ASKING_AI"]


async def test_what_was_not_shown_is_tried_again(responder: FakeVoice, clock: VirtualClock) -> None:
    """At the pace, with the latest."""
    responder.refusals = 2
    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(3.9)
        assert responder.shown == []
        await clock.elapse(0.2)

    assert responder.statuses() == ["sending"]


async def test_a_long_wait_is_explained(responder: FakeVoice, clock: VirtualClock) -> None:
    """After 45 s with Genie, without anything else having changed; waiting in line is another."""
    async with board(responder, clock) as shown:
        shown.note(lambda progress, _: replace(progress, waiting=Waiting(number=3)))
        await clock.elapse(100)
        sent(shown)
        await clock.elapse(SLOW_AFTER_S - 1)
        assert not any(progress.is_slow for _, progress in responder.shown)
        await clock.elapse(LOOK_EVERY_S + 3)

    assert responder.shown[-1][1].is_slow


async def test_the_time_to_wait_gets_shorter(responder: FakeVoice, clock: VirtualClock) -> None:
    """A minute that stays a minute looks like a bot that has died."""
    async with board(responder, clock) as shown:
        waiting = Waiting(number=3, expected_s=60)
        shown.note(lambda progress, _: replace(progress, waiting=waiting))
        await clock.elapse(200)

    told = [(at_s, p.waiting.expected_s) for at_s, p in responder.shown if p.waiting]
    assert len(told) > 10
    assert all(left_s == pytest.approx(max(0, 60 - at_s)) for at_s, left_s in told)


async def test_a_stop_by_the_channels_own_button_is_passed_on(
    responder: FakeVoice, clock: VirtualClock
) -> None:
    """Once, and nothing more is shown."""
    responder.error = StoppedByPersonError()
    asked = Asked()
    async with board(responder, clock, asked) as shown:
        sent(shown)
        await clock.elapse(30)

    assert (asked.stops, asked.shows) == (1, 0)


async def test_a_process_that_ends_waits_for_no_show(
    responder: FakeVoice, clock: VirtualClock
) -> None:
    """A channel that hangs would take all the time that there is to say goodbye."""
    asked = Asked()
    responder.hangs = True
    async with board(responder, clock, asked) as shown:
        sent(shown)
        await clock.elapse(1)
        asked.is_hurried = True

    assert responder.on_its_way == 0


@pytest.mark.parametrize("error", [RuntimeError, asyncio.CancelledError])
async def test_nothing_is_on_its_way_afterwards(
    responder: FakeVoice, clock: VirtualClock, error: type[BaseException]
) -> None:
    """A late update would overwrite the answer, also when the work ended badly."""

    async def work() -> None:
        async with board(responder, clock) as shown:
            sent(shown)
            while not responder.on_its_way:  # noqa: ASYNC110 - a fake has no event to wait for
                await asyncio.sleep(0)
            raise error

    with pytest.raises(error):
        await work()

    assert responder.on_its_way == 0
    assert len(responder.shown) == 1


async def test_progress_that_cannot_be_shown_costs_no_answer(
    responder: FakeVoice, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is a courtesy; a crash in it is logged, and the work goes on."""
    caplog.set_level(logging.ERROR)
    responder.error = RuntimeError()

    async with board(responder, clock) as shown:
        sent(shown)
        await clock.elapse(1)

    assert [record.message for record in caplog.records] == ["progress crashed"]
