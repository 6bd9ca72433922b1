"""What time it is, here and in the workspace."""

from datetime import UTC, datetime, timedelta

import pytest

from genie.clock import SystemClock, WorkspaceTime
from tests.clocks import FakeClock

DATE = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)


def test_the_workspace_tells_what_time_it_is() -> None:
    """From then on our own wall clock does not matter."""
    clock = FakeClock()
    time = WorkspaceTime(clock)
    before = time.now()
    time.note("Sun, 22 Nov 2026 09:30:15 GMT")
    clock.jump(-86_400)
    clock.advance(2.5)

    assert before == FakeClock().now()
    assert time.now() == DATE + timedelta(seconds=2.5)


@pytest.mark.parametrize("date", [None, "", "yesterday", "Sun, 22 Nov 2026 09:30:15 -0000"])
def test_a_date_that_tells_nothing_changes_nothing(date: str | None) -> None:
    """A proxy may leave it out or write its own; without a zone nobody knows what is meant."""
    clock = FakeClock()
    time = WorkspaceTime(clock)
    time.note(date)

    assert time.now() == clock.now()


async def test_the_real_clock_goes_by_real_time() -> None:
    """Without a clock of its own, the client waits on the event loop."""
    clock = SystemClock()
    before, moment = clock.monotonic(), clock.now()

    await clock.sleep(0.01)

    assert clock.monotonic() - before >= 0.009
    assert clock.now() > moment
    assert moment.tzinfo is not None
