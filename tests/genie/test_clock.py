"""The time of the workspace, which may differ from this machine's."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from genie.clock import SystemClock, WorkspaceTime
from tests.clocks import FakeClock

DATE = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)


def test_the_workspace_time_follows_its_date_headers() -> None:
    """After the first response our own wall clock no longer matters."""
    clock = FakeClock()
    time = WorkspaceTime(clock)
    before = time.now()
    time.note("Sun, 22 Nov 2026 09:30:15 GMT")
    clock.jump(-86_400)
    clock.advance(2.5)

    assert before == FakeClock().now()
    assert time.now() == DATE + timedelta(seconds=2.5)


@pytest.mark.parametrize("date", [None, "", "yesterday", "Sun, 22 Nov 2026 09:30:15 -0000"])
def test_an_unusable_date_header_is_ignored(date: str | None) -> None:
    """A proxy may leave it out or write its own, and a date without a zone is ambiguous."""
    clock = FakeClock()
    time = WorkspaceTime(clock)
    time.note(date)

    assert time.now() == clock.now()


async def test_the_system_clock_runs_in_real_time() -> None:
    """It is the default, and waits on the event loop."""
    clock = SystemClock()
    before, moment = clock.monotonic(), clock.now()

    await clock.sleep(0.01)

    assert clock.monotonic() - before >= 0.009
    assert clock.now() > moment
    assert moment.tzinfo is not None
    with pytest.raises(TimeoutError):
        async with clock.timeout(0.01):
            await asyncio.Event().wait()


def test_within_a_second_the_first_response_counts() -> None:
    """It is the closest to the second's beginning."""
    clock = FakeClock()
    time = WorkspaceTime(clock)
    for _ in range(3):
        time.note("Sun, 22 Nov 2026 09:30:15 GMT")
        clock.advance(0.25)

    assert time.now() == DATE + timedelta(seconds=0.75)
