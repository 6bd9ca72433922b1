"""The bot's own token: fetched seldom, in a thread, and before it expires."""

import asyncio
import logging
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from msal import TokenCache

from bot.channel.tokens import CACHED_FOR_S, GOOD_FOR_S, PAUSE_S, RENEW_AFTER_S, BotToken
from tests.clocks import FakeClock


class FakeEntra:
    """Issues numbered tokens, and can block its callers. It counts the requests."""

    def __init__(self) -> None:
        self.asked = 0
        self.threads: set[int] = set()
        self.error: Exception | None = None
        # The SDK's credentials store MSAL's token cache in one of these two.
        self.app: Any = None
        self.global_token_cache: TokenCache | None = None
        self._was_asked = threading.Event()
        self._is_free = threading.Event()
        self._is_free.set()

    def hold(self) -> None:
        """Block from now on."""
        self._is_free.clear()

    def release(self) -> None:
        """Unblock the callers."""
        self._is_free.set()

    async def until_asked(self) -> None:
        """Wait for a request."""
        assert await asyncio.to_thread(self._was_asked.wait, 60)

    def get_access_token(self) -> str:
        """Return a token like the SDK's credentials."""
        self.asked += 1
        number = self.asked
        self.threads.add(threading.get_ident())
        self._was_asked.set()
        assert self._is_free.wait(timeout=60)
        if self.error is not None:
            raise self.error
        return f"token-{number}"


@pytest.fixture
def clock() -> FakeClock:
    """A clock that the test advances."""
    return FakeClock()


@pytest.fixture
def entra() -> FakeEntra:
    """The issuer of tokens."""
    return FakeEntra()


@pytest.fixture
def token(entra: FakeEntra, clock: FakeClock) -> BotToken:
    """A token that has not been fetched yet."""
    return BotToken(entra, clock)


async def settled() -> None:
    """Wait until no fetch is running."""
    fetching = [task for task in asyncio.all_tasks() if task.get_name() == "bot token"]
    await asyncio.gather(*fetching, return_exceptions=True)
    await asyncio.sleep(0)  # callbacks of the fetch


async def test_concurrent_requests_share_one_fetch(token: BotToken, entra: FakeEntra) -> None:
    """At its start a bot may get many questions at once, and Entra limits requests."""
    entra.hold()
    waiting = [asyncio.create_task(token.get()) for _ in range(20)]
    await asyncio.sleep(0)
    entra.release()

    assert await asyncio.gather(*waiting) == ["token-1"] * 20
    assert entra.asked == 1


async def test_the_token_is_cached(token: BotToken, entra: FakeEntra, clock: FakeClock) -> None:
    """Every request needs it."""
    await token.get()
    clock.advance(RENEW_AFTER_S - 1)

    assert await token.get() == "token-1"
    assert entra.asked == 1


@pytest.mark.parametrize("place", ["app", "global"])
async def test_msals_cache_by_the_wall_clock_is_not_used(
    token: BotToken, entra: FakeEntra, clock: FakeClock, place: str
) -> None:
    """If that clock is set back, an expired token would look valid for as long."""
    cache = TokenCache()
    cache.add(
        {
            "client_id": "bot",
            "scope": ["channel"],
            "token_endpoint": "https://login.example/tenant/token",
            "response": {"access_token": "token-0", "expires_in": 3600, "token_type": "Bearer"},
        }
    )

    def kept() -> list[str]:
        found = cache.search(TokenCache.CredentialType.ACCESS_TOKEN)
        return [each["secret"] for each in found]

    if place == "app":
        entra.app = SimpleNamespace(token_cache=cache)
    else:
        entra.global_token_cache = cache
    await token.get()
    early = kept()
    clock.advance(CACHED_FOR_S + 1)
    await token.get()

    assert (early, kept()) == (["token-0"], [])


async def test_a_fetch_does_not_block_the_event_loop(token: BotToken, entra: FakeEntra) -> None:
    """The SDK's credentials block, for seconds if Entra is slow."""
    entra.hold()
    waiting = asyncio.create_task(token.get())

    await entra.until_asked()
    for _ in range(100):
        await asyncio.sleep(0)
    assert not waiting.done()
    entra.release()

    assert await waiting == "token-1"
    assert threading.get_ident() not in entra.threads


async def test_a_cancelled_request_does_not_cancel_the_fetch(
    token: BotToken, entra: FakeEntra
) -> None:
    """A person's Stop must not affect other questions."""
    entra.hold()
    impatient, patient = (asyncio.create_task(token.get()) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.wait([impatient])
    entra.release()

    assert await patient == "token-1"
    assert entra.asked == 1


async def test_the_token_is_renewed_in_the_background(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """Only the first request waits for Entra."""
    await token.get()
    clock.advance(RENEW_AFTER_S + 1)
    entra.hold()

    assert [await token.get() for _ in range(5)] == ["token-1"] * 5
    entra.release()
    await settled()

    assert await token.get() == "token-2"
    assert entra.asked == 2


async def test_an_expired_token_is_not_used(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """Teams would answer 401."""
    await token.get()
    clock.advance(GOOD_FOR_S + 1)

    assert await token.get() == "token-2"


async def test_a_running_renewal_is_awaited_when_the_token_expires(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """There is no second fetch."""
    await token.get()
    clock.advance(RENEW_AFTER_S + 1)
    entra.hold()
    await token.get()
    clock.advance(GOOD_FOR_S)
    waiting = asyncio.create_task(token.get())
    await asyncio.sleep(0)
    assert not waiting.done()
    entra.release()

    assert await waiting == "token-2"
    assert entra.asked == 2


async def test_the_age_of_a_token_counts_from_its_request(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """The duration of the response is unknown."""
    entra.hold()
    waiting = asyncio.create_task(token.get())
    await entra.until_asked()
    clock.advance(GOOD_FOR_S + 1)
    entra.release()
    await waiting

    assert await token.get() == "token-2"


async def test_after_a_failed_renewal_the_old_token_is_used(
    token: BotToken, entra: FakeEntra, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The old token is valid for some minutes; further attempts are rate-limited."""
    await token.get()
    clock.advance(RENEW_AFTER_S + 1)
    entra.error = PermissionError("AADSTS7000215")

    for _ in range(5):
        assert await token.get() == "token-1"
        await settled()
        clock.advance((PAUSE_S - 1) / 5)
    assert entra.asked == 2
    assert len(errors(caplog)) == 1

    clock.advance(PAUSE_S)
    assert await token.get() == "token-1"
    await settled()
    assert entra.asked == 3
    assert len(errors(caplog)) == 2


async def test_a_failed_renewal_is_retried(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """After a success nothing is left of the failure."""
    await token.get()
    clock.advance(RENEW_AFTER_S + 1)
    entra.error = KeyError("access_token")
    await token.get()
    await settled()
    entra.error = None
    clock.advance(PAUSE_S)

    await token.get()
    await settled()

    assert await token.get() == "token-3"


async def test_without_a_valid_token_all_waiting_requests_fail(
    token: BotToken, entra: FakeEntra, caplog: pytest.LogCaptureFixture
) -> None:
    """People have to be told; the failure is logged once."""
    entra.error = PermissionError("AADSTS7000215")
    entra.hold()
    waiting = [asyncio.create_task(token.get()) for _ in range(5)]
    await asyncio.sleep(0)
    entra.release()

    told = await asyncio.gather(*waiting, return_exceptions=True)

    assert told == [entra.error] * 5
    assert entra.asked == 1
    (logged,) = errors(caplog)
    assert logged.exc_info is not None
    assert logged.exc_info[1] is entra.error
    assert vars(logged)["codes"] == ["AADSTS7000215"]


@pytest.mark.parametrize("is_first", [True, False], ids=["never had one", "ran out"])
async def test_without_a_valid_token_the_next_call_retries(
    token: BotToken, entra: FakeEntra, clock: FakeClock, *, is_first: bool
) -> None:
    """Waiting ten seconds would not help."""
    if not is_first:
        await token.get()
        clock.advance(GOOD_FOR_S + 1)
    entra.error = PermissionError("AADSTS7000215")
    with pytest.raises(PermissionError):
        await token.get()
    entra.error = None

    assert await token.get() == f"token-{entra.asked}"


def errors(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return the errors on which an operator has to act."""
    return [record for record in caplog.records if record.levelno == logging.ERROR]
