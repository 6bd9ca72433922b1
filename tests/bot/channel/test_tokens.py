"""The bot's own token: asked for seldom, on a thread, and before it runs out."""

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
    """Gives numbered tokens; while it is held, whoever asks is blocked. Knows who asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.threads: set[int] = set()
        self.error: Exception | None = None
        # Where the SDK's credentials let MSAL keep tokens: one of the two.
        self.app: Any = None
        self.global_token_cache: TokenCache | None = None
        self._was_asked = threading.Event()
        self._is_free = threading.Event()
        self._is_free.set()

    def hold(self) -> None:
        """Be slow from now on."""
        self._is_free.clear()

    def let_go(self) -> None:
        """Answer whoever is waiting."""
        self._is_free.set()

    async def is_asked(self) -> None:
        """Wait until somebody asks."""
        assert await asyncio.to_thread(self._was_asked.wait, 60)

    def get_access_token(self) -> str:
        """Answer as the SDK's credentials do."""
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
    """Time that passes when a test says so."""
    return FakeClock()


@pytest.fixture
def entra() -> FakeEntra:
    """What issues tokens."""
    return FakeEntra()


@pytest.fixture
def token(entra: FakeEntra, clock: FakeClock) -> BotToken:
    """A token that nobody has asked for yet."""
    return BotToken(entra, clock)


async def settled() -> None:
    """Wait until nothing is fetched any more."""
    fetching = [task for task in asyncio.all_tasks() if task.get_name() == "bot token"]
    await asyncio.gather(*fetching, return_exceptions=True)
    await asyncio.sleep(0)  # what is done after it


async def test_one_fetch_serves_all_who_wait(token: BotToken, entra: FakeEntra) -> None:
    """At its start a bot may get many questions at once, and Entra counts logins."""
    entra.hold()
    waiting = [asyncio.create_task(token.get()) for _ in range(20)]
    await asyncio.sleep(0)
    entra.let_go()

    assert await asyncio.gather(*waiting) == ["token-1"] * 20
    assert entra.asked == 1


async def test_it_is_kept(token: BotToken, entra: FakeEntra, clock: FakeClock) -> None:
    """It is shown with every request."""
    await token.get()
    clock.advance(RENEW_AFTER_S - 1)

    assert await token.get() == "token-1"
    assert entra.asked == 1


@pytest.mark.parametrize("place", ["app", "global"])
async def test_what_msal_keeps_by_the_wall_clock_is_not_kept_for_ever(
    token: BotToken, entra: FakeEntra, clock: FakeClock, place: str
) -> None:
    """Where that was set back, a token that has run out would look good for as long."""
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


async def test_everything_else_goes_on_meanwhile(token: BotToken, entra: FakeEntra) -> None:
    """The SDK's credentials block, for seconds if Entra is slow."""
    entra.hold()
    waiting = asyncio.create_task(token.get())

    await entra.is_asked()
    for _ in range(100):
        await asyncio.sleep(0)
    assert not waiting.done()
    entra.let_go()

    assert await waiting == "token-1"
    assert threading.get_ident() not in entra.threads


async def test_who_stops_waiting_takes_it_from_nobody(token: BotToken, entra: FakeEntra) -> None:
    """A person's Stop ends one question and not the others'."""
    entra.hold()
    impatient, patient = (asyncio.create_task(token.get()) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.wait([impatient])
    entra.let_go()

    assert await patient == "token-1"
    assert entra.asked == 1


async def test_it_is_renewed_while_the_old_one_is_used(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """Nobody waits for Entra but the first."""
    await token.get()
    clock.advance(RENEW_AFTER_S + 1)
    entra.hold()

    assert [await token.get() for _ in range(5)] == ["token-1"] * 5
    entra.let_go()
    await settled()

    assert await token.get() == "token-2"
    assert entra.asked == 2


async def test_it_is_waited_for_once_the_old_one_has_run_out(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """Teams would answer 401."""
    await token.get()
    clock.advance(GOOD_FOR_S + 1)

    assert await token.get() == "token-2"


async def test_a_renewal_under_way_is_waited_for_when_the_old_one_runs_out(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """It is not asked for twice."""
    await token.get()
    clock.advance(RENEW_AFTER_S + 1)
    entra.hold()
    await token.get()
    clock.advance(GOOD_FOR_S)
    waiting = asyncio.create_task(token.get())
    await asyncio.sleep(0)
    assert not waiting.done()
    entra.let_go()

    assert await waiting == "token-2"
    assert entra.asked == 2


async def test_its_age_counts_from_before_it_was_fetched(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """How long the answer was on its way is not known."""
    entra.hold()
    waiting = asyncio.create_task(token.get())
    await entra.is_asked()
    clock.advance(GOOD_FOR_S + 1)
    entra.let_go()
    await waiting

    assert await token.get() == "token-2"


async def test_a_failed_renewal_does_no_harm(
    token: BotToken, entra: FakeEntra, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The old one is good for minutes yet; Entra in trouble is asked now and then."""
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


async def test_after_a_failed_renewal_it_is_renewed_again(
    token: BotToken, entra: FakeEntra, clock: FakeClock
) -> None:
    """Nothing of the failure stays."""
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


async def test_without_a_good_one_a_failure_reaches_all_who_wait(
    token: BotToken, entra: FakeEntra, caplog: pytest.LogCaptureFixture
) -> None:
    """They have to tell people; whoever runs the bot is told once."""
    entra.error = PermissionError("AADSTS7000215")
    entra.hold()
    waiting = [asyncio.create_task(token.get()) for _ in range(5)]
    await asyncio.sleep(0)
    entra.let_go()

    told = await asyncio.gather(*waiting, return_exceptions=True)

    assert told == [entra.error] * 5
    assert entra.asked == 1
    assert [record.exc_info and record.exc_info[1] for record in errors(caplog)] == [entra.error]


@pytest.mark.parametrize("is_first", [True, False], ids=["never had one", "ran out"])
async def test_without_a_good_one_the_next_call_tries_again(
    token: BotToken, entra: FakeEntra, clock: FakeClock, *, is_first: bool
) -> None:
    """A wait of ten seconds would help nobody."""
    if not is_first:
        await token.get()
        clock.advance(GOOD_FOR_S + 1)
    entra.error = PermissionError("AADSTS7000215")
    with pytest.raises(PermissionError):
        await token.get()
    entra.error = None

    assert await token.get() == f"token-{entra.asked}"


def errors(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What somebody must act on."""
    return [record for record in caplog.records if record.levelno == logging.ERROR]
