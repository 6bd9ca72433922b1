"""Progress: at a pace, only when it changed, and never after the answer."""

import asyncio
from typing import Any

import pytest

from bot.channel.progress import SLOW_AFTER_S, shown_progress
from bot.channel.reply import Reply
from cards import CardMessage, Progress
from genie import StatusChanged
from tests.clocks import FakeClock


class SlowChannel:
    """A turn context whose channel takes its time; counts what came and what is on its way."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.on_its_way = 0

    async def send_activity(self, activity: Any) -> Any:
        await self._take(activity)
        activity.id = "message-1"
        return activity

    async def update_activity(self, activity: Any) -> None:
        await self._take(activity)

    async def _take(self, activity: Any) -> None:
        self.on_its_way += 1
        await asyncio.sleep(0.01)
        self.on_its_way -= 1
        self.shown.append(activity.summary)


@pytest.fixture
def channel() -> SlowChannel:
    """A channel."""
    return SlowChannel()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still unless it is moved."""
    return FakeClock()


def draw(progress: Progress) -> CardMessage:
    """Draw progress as words."""
    wait = "" if progress.wait_s is None else f" wait {progress.wait_s:g}"
    return CardMessage({}, f"{progress.status or 'sending'}{wait}{' slow' * progress.is_slow}")


async def until(channel: SlowChannel, shown: list[str]) -> None:
    """Wait until this has been shown."""
    async with asyncio.timeout(5):
        while channel.shown != shown:  # noqa: ASYNC110 - a fake has no event to wait for
            await asyncio.sleep(0.001)


async def test_only_changes_are_shown(channel: SlowChannel, clock: FakeClock) -> None:
    """Each update counts against the channel's limits."""
    async with shown_progress(Reply(channel), draw, clock=clock, every_s=0.001) as board:
        await until(channel, ["sending"])
        board.note_wait(12)
        await until(channel, ["sending", "sending wait 12"])
        board.note(StatusChanged("ASKING_AI"))
        board.note(StatusChanged("ASKING_AI"))
        await until(channel, ["sending", "sending wait 12", "ASKING_AI"])
        await asyncio.sleep(0.02)

    assert channel.shown == ["sending", "sending wait 12", "ASKING_AI"]


async def test_quick_changes_are_shown_as_one(channel: SlowChannel, clock: FakeClock) -> None:
    """The latest counts; a pace is kept."""
    async with shown_progress(Reply(channel), draw, clock=clock, every_s=60) as board:
        await until(channel, ["sending"])
        for status in ("SUBMITTED", "FILTERING_CONTEXT", "ASKING_AI"):
            board.note(StatusChanged(status))
        await asyncio.sleep(0.02)

    assert channel.shown == ["sending"]


async def test_a_long_wait_is_explained(channel: SlowChannel, clock: FakeClock) -> None:
    """After 45 s, without anything else having changed."""
    async with shown_progress(Reply(channel), draw, clock=clock, every_s=0.001):
        await until(channel, ["sending"])
        clock.advance(SLOW_AFTER_S)
        await until(channel, ["sending", "sending slow"])


@pytest.mark.parametrize("error", [RuntimeError, asyncio.CancelledError])
async def test_nothing_is_on_its_way_afterwards(
    channel: SlowChannel, clock: FakeClock, error: type[BaseException]
) -> None:
    """A late update would overwrite the answer, also when the work ended badly."""

    async def work() -> None:
        async with shown_progress(Reply(channel), draw, clock=clock, every_s=0.001):
            while not channel.on_its_way:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0)
            raise error

    with pytest.raises(error):
        await work()

    assert channel.on_its_way == 0
    assert len(channel.shown) == 1


async def test_progress_that_cannot_be_drawn_costs_no_answer(
    channel: SlowChannel, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is a courtesy; a crash in it is logged, and the work goes on."""

    def crash(progress: Progress) -> CardMessage:
        raise RuntimeError

    async with shown_progress(Reply(channel), crash, clock=clock, every_s=0.001):
        await asyncio.sleep(0.01)

    assert [record.message for record in caplog.records] == ["progress crashed"]
