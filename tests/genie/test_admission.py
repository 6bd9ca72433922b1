"""What decides, from outside of the client, when a question may be posted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from genie import Answered, Genie
from genie.errors import GenieRateLimitError
from tests.clocks import FakeClock
from tests.genie.events import all_of
from tests.genie.fake import MESSAGE, START, FakeGenie, fails, message, ok, started

WAITS_S = 3600.0


class Door:
    """Lets each POST of a question in after an hour. seen is what went wrong inside."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.entered = 0
        self.seen: list[type[Exception]] = []

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        self._clock.advance(WAITS_S)
        self.entered += 1
        try:
            yield
        except GenieRateLimitError as exc:
            self.seen.append(type(exc))
            raise


async def test_each_post_of_a_question_is_admitted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """Admission learns of a 429 and waits it out, so that the client adds no pause of its own."""
    door = Door(clock)
    fake.will("POST", START, fails(429, Retry_After="30"), ok(started("COMPLETED")))
    fake.will("GET", MESSAGE, ok(message()))

    await all_of(genie.ask("q", admission=door))

    assert (door.entered, door.seen) == (2, [GenieRateLimitError])
    assert sum(clock.pauses) == 0


async def test_an_outage_is_paused_for_although_a_question_is_admitted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """It is no matter of the limit."""
    door = Door(clock)
    fake.will("POST", START, fails(503, Retry_After="3"), ok(started("COMPLETED")))
    fake.will("GET", MESSAGE, ok(message()))

    await all_of(genie.ask("q", admission=door))

    assert (door.entered, door.seen) == (2, [])
    assert sum(clock.pauses) >= 3.0


async def test_the_time_for_an_answer_begins_with_admission(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """A question that waits an hour for its turn is answered all the same."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, ok(message("ASKING_AI")), ok(message()))

    events = await all_of(genie.ask("q", admission=Door(clock)))

    assert isinstance(events[-1], Answered)
