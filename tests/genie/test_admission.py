"""Admission: the caller's decision when the client may post a question."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from genie import Answered, Failed, FixedToken, Genie, GenieWorkspace
from genie.errors import GenieRateLimitError, GenieUncertainError
from tests.clocks import FakeClock
from tests.genie.events import all_of
from tests.genie.fake import (
    CONVERSATIONS,
    MESSAGE,
    START,
    FakeGenie,
    drops,
    fails,
    message,
    ok,
    started,
)

WAITS_S = 3600.0


class SlowAdmission:
    """Admits each POST of a question after an hour. errors: those raised by the admitted POSTs."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.admitted = 0
        self.errors: list[type[Exception]] = []

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        self._clock.advance(WAITS_S)
        self.admitted += 1
        try:
            yield
        except GenieRateLimitError as exc:
            self.errors.append(type(exc))
            raise


async def test_each_post_of_a_question_is_admitted(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """Admission learns of a 429 and waits it out, so that the client adds no pause of its own."""
    admission = SlowAdmission(clock)
    fake.will("POST", START, fails(429, Retry_After="30"), ok(started("COMPLETED")))
    fake.will("GET", MESSAGE, ok(message()))

    await all_of(genie.ask("q", admission=admission))

    assert (admission.admitted, admission.errors) == (2, [GenieRateLimitError])
    assert sum(clock.pauses) == 0


async def test_after_an_outage_the_client_pauses_despite_admission(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """A 503 is not related to the limit, so that admission does not wait for it."""
    admission = SlowAdmission(clock)
    fake.will("POST", START, fails(503, Retry_After="3"), ok(started("COMPLETED")))
    fake.will("GET", MESSAGE, ok(message()))

    await all_of(genie.ask("q", admission=admission))

    assert (admission.admitted, admission.errors) == (2, [])
    assert sum(clock.pauses) >= 3.0


async def test_the_time_for_a_search_begins_with_the_post(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie, clock: FakeClock
) -> None:
    """The person is told that the question may have been asked, before their patience ends."""
    fake.will("POST", START, drops)
    fake.will("GET", CONVERSATIONS, ok({"conversations": []}))
    workspace = GenieWorkspace(
        session,
        base_url=base_url,
        tokens=FixedToken("test-token"),
        clock=clock,
        answer_timeout_s=10.0,
    )

    (event,) = await all_of(workspace.genie("space-1").ask("q", admission=SlowAdmission(clock)))

    assert isinstance(event, Failed)
    assert isinstance(event.error, GenieUncertainError)
    assert clock.pauses == [1.0, 3.0]


async def test_the_time_for_an_answer_begins_with_admission(
    genie: Genie, fake: FakeGenie, clock: FakeClock
) -> None:
    """A question that waits an hour in the queue still has the whole time for its answer."""
    fake.will("POST", START, ok(started()))
    fake.will("GET", MESSAGE, ok(message("ASKING_AI")), ok(message()))

    events = await all_of(genie.ask("q", admission=SlowAdmission(clock)))

    assert isinstance(events[-1], Answered)
