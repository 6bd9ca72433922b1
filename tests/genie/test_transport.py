"""Which requests are retried, and how long the client waits."""

import asyncio

import aiohttp
import pytest

from genie import FixedToken, Genie, GenieSpace
from genie.errors import (
    GenieAuthError,
    GenieConnectError,
    GenieError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieProtocolError,
    GenieRateLimitError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.statuses import FeedbackRating
from genie.transport import ATTEMPTS, Transport
from tests.clocks import FakeClock
from tests.genie.fake import (
    MESSAGE,
    SPACE,
    START,
    FakeGenie,
    Reply,
    breaks_off,
    drops,
    fails,
    held,
    message,
    ok,
    raw,
    started,
)

TROUBLES = [fails(500), fails(502), fails(503), fails(504), drops, breaks_off]


@pytest.mark.parametrize("trouble", [*TROUBLES, fails(429), fails(429, Retry_After="2")])
async def test_a_get_is_retried(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock, trouble: Reply
) -> None:
    """A GET is idempotent, and most failures pass within a second."""
    # aiohttp itself retries a GET once if a kept-alive connection turns out to be closed.
    fake.will("GET", SPACE, trouble, trouble, ok({"title": "Sales"}))

    assert await space.title() == "Sales"
    assert clock.pauses


async def test_a_get_is_given_up_after_some_attempts(space: GenieSpace, fake: FakeGenie) -> None:
    """A person is waiting; the error says that trying later may help."""
    fake.will("GET", SPACE, fails(500))

    with pytest.raises(GenieUnavailableError):
        await space.title()

    assert fake.count("GET", SPACE) == ATTEMPTS


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (fails(400), GenieError),
        (fails(401), GenieAuthError),
        (fails(403), GeniePermissionError),
        (fails(404), GenieNotFoundError),
        (raw(b"<html>sign in</html>"), GenieProtocolError),
        (fails(302, Location="https://login.example/"), GenieProtocolError),
    ],
)
async def test_a_refusal_is_final(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock, reply: Reply, kind: type[GenieError]
) -> None:
    """The same request would be refused again. A redirect to a login page is not followed."""
    fake.will("GET", SPACE, reply)

    with pytest.raises(kind):
        await space.title()

    assert (fake.count("GET", SPACE), clock.pauses) == (1, [])


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_post_with_unknown_outcome_is_not_retried(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock, trouble: Reply
) -> None:
    """Genie may have the question: it would be asked, and paid for, twice."""
    fake.will("POST", START, trouble)

    with pytest.raises(GenieUncertainError) as caught:
        await space.start_conversation("q")

    assert fake.count("POST", START) == 1
    assert caught.value.sent_at == clock.now()


@pytest.mark.parametrize(
    "refusal", [fails(429), fails(429, Retry_After="3"), fails(503, Retry_After="3")]
)
async def test_a_refused_post_is_retried(
    space: GenieSpace, fake: FakeGenie, refusal: Reply
) -> None:
    """The response says that Genie does not have the question."""
    fake.will("POST", START, refusal, ok(started()))

    assert (await space.start_conversation("q")).message_id == "m-1"


async def test_a_post_without_a_connection_is_retried_without_searching(
    session: aiohttp.ClientSession, clock: FakeClock, unused_tcp_port: int
) -> None:
    """Nothing was sent, so that nothing has to be searched for."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    transport = Transport(session, base_url=url, tokens=FixedToken("t"), clock=clock)

    with pytest.raises(GenieConnectError):
        await transport.post("/x", {})

    assert len(clock.pauses) == ATTEMPTS - 1


async def test_retry_after_is_respected(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock
) -> None:
    """An earlier attempt would be refused; jitter spreads the clients."""
    fake.will("POST", START, fails(429, Retry_After="12"), ok(started()))

    await space.start_conversation("q")

    (pause,) = clock.pauses
    assert 12 <= pause <= 15


async def test_without_retry_after_the_pauses_double(space: GenieSpace, fake: FakeGenie) -> None:
    """Databricks asks for exponential back-off."""
    fake.will("GET", SPACE, fails(500))
    clock = space.transport.clock
    assert isinstance(clock, FakeClock)

    with pytest.raises(GenieUnavailableError):
        await space.title()

    for pause, least in zip(clock.pauses, [0.5, 1, 2, 4], strict=True):
        assert least <= pause <= least * 1.25


@pytest.mark.parametrize("refusal", [fails(429), fails(429, Retry_After="0")])
async def test_a_429_without_retry_after_backs_off_up_to_a_minute(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock, refusal: Reply
) -> None:
    """The limit counts questions per minute, and frequent retries would use it up."""
    fake.will("POST", START, *[refusal] * 30, ok(started()))

    await space.until(clock.monotonic() + 3600).start_conversation("q")

    assert 5 <= clock.pauses[0] <= 6.25
    assert all(pause <= 75 for pause in clock.pauses)
    assert len(clock.pauses) == 30


async def test_a_429_is_retried_until_the_deadline(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock
) -> None:
    """Waiting past the deadline would be useless."""
    fake.will("POST", START, fails(429, Retry_After="20"))
    deadline = clock.monotonic() + 300

    with pytest.raises(GenieRateLimitError):
        await space.until(deadline).start_conversation("q")

    assert fake.count("POST", START) > ATTEMPTS
    assert deadline - 25 <= clock.monotonic() <= deadline


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_wait_beyond_the_deadline_is_not_started(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock, method: str
) -> None:
    """The person is told at once that Genie is busy."""
    fake.will("GET", MESSAGE, fails(429, Retry_After="3600"))
    fake.will("POST", START, fails(429, Retry_After="3600"))
    bounded = space.until(clock.monotonic() + 600)
    send = bounded.get_message("c-1", "m-1") if method == "GET" else bounded.start_conversation("q")

    with pytest.raises(GenieRateLimitError) as caught:
        await send

    assert (clock.pauses, caught.value.retry_after_s) == ([], 3600)


async def test_without_a_deadline_a_call_ends_within_a_minute(
    space: GenieSpace, fake: FakeGenie, clock: FakeClock
) -> None:
    """A press of a thumb must not wait for hours."""
    fake.will("POST", f"{MESSAGE}/feedback", fails(429, Retry_After="25"))
    began = clock.monotonic()

    with pytest.raises(GenieRateLimitError):
        await space.send_feedback("c-1", "m-1", FeedbackRating.POSITIVE)

    assert 25 <= clock.monotonic() - began <= 60


async def test_every_call_carries_the_token(space: GenieSpace, fake: FakeGenie) -> None:
    """It asks for JSON as well."""
    fake.will("GET", MESSAGE, ok(message()))

    await space.get_message("c-1", "m-1")

    headers = fake.requests[0].headers
    assert headers["Authorization"] == "Bearer test-token"
    assert headers["Accept"] == "application/json"


async def test_a_refused_personal_token_is_final(space: GenieSpace, fake: FakeGenie) -> None:
    """There is no other token."""
    fake.will("GET", SPACE, fails(403, {"error_code": 403, "message": "Invalid access token."}))

    with pytest.raises(GenieAuthError):
        await space.title()

    assert fake.count("GET", SPACE) == 1


async def test_a_cancelled_call_stops_at_once(genie: Genie, fake: FakeGenie) -> None:
    """A shutdown must not wait for Genie, and a cancellation must not be retried."""
    never = asyncio.Event()
    fake.will("GET", SPACE, held(never, fails(500)))
    task = asyncio.create_task(genie.space.title())
    await fake.arrived.wait()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert fake.count("GET", SPACE) == 1
    never.set()
