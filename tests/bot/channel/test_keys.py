"""The channel's signing keys: read seldom, and never waited for without need."""

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest
from jwt.algorithms import RSAAlgorithm

from bot.channel import keys as module
from bot.channel.keys import (
    PAUSE_S,
    RENEW_AFTER_S,
    TRUSTED_FOR_S,
    KeysUnavailableError,
    SigningKeys,
    UnknownKeyError,
)
from tests.clocks import FakeClock
from tests.harness.registration import KEY, OTHER_KEY, PublishedKeys

JWK: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes when a test says so."""
    return FakeClock()


@pytest.fixture
def keys(session: aiohttp.ClientSession, published: PublishedKeys, clock: FakeClock) -> SigningKeys:
    """Keys that nobody has read yet."""
    return SigningKeys(session, published.url, clock)


async def settled() -> None:
    """Wait until nothing is read any more."""
    reading = [task for task in asyncio.all_tasks() if task.get_name() == "signing keys"]
    await asyncio.gather(*reading, return_exceptions=True)
    await asyncio.sleep(0)  # what is done after it


def errors(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What somebody must act on."""
    return [record for record in caplog.records if record.levelno == logging.ERROR]


async def test_they_are_read_once_for_all(keys: SigningKeys, published: PublishedKeys) -> None:
    """At its start a bot may get many requests at once."""
    found = await asyncio.gather(*(keys.get("known") for _ in range(20)))

    assert [key.public_key for key in found] == [KEY.public_key()] * 20
    assert found[0].endorsements == ["msteams"]
    assert published.asked == published.reads == 1


async def test_they_are_kept_for_a_day(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """Every request needs one."""
    await keys.get("known")
    clock.advance(RENEW_AFTER_S - 1)

    await keys.get("known")
    await settled()

    assert published.asked == 1


async def test_they_can_be_read_before_anybody_needs_them(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """So that the first person does not wait for it."""
    await keys.prepare()
    clock.advance(PAUSE_S + 1)
    await keys.prepare()

    await keys.get("known")

    assert published.asked == 1


async def test_a_bot_starts_without_them(keys: SigningKeys, published: PublishedKeys) -> None:
    """They are looked for again when they are needed."""
    published.is_down = True

    await keys.prepare()

    published.is_down = False
    assert await keys.get("known")


async def test_after_a_day_they_are_renewed_while_the_old_ones_serve(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """Nobody waits for that."""
    await keys.get("known")
    clock.advance(RENEW_AFTER_S + 1)
    published.published = {"known": OTHER_KEY}
    published.may_answer.clear()

    for _ in range(5):
        assert (await keys.get("known")).public_key == KEY.public_key()
    published.may_answer.set()
    await settled()

    assert (await keys.get("known")).public_key == OTHER_KEY.public_key()
    assert published.asked == 2


async def test_keys_that_are_taken_back_are_trusted_no_more(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """Whoever has stolen one could write to the bot."""
    await keys.get("known")
    published.published = {"new": OTHER_KEY}
    clock.advance(PAUSE_S + 1)

    await keys.get("new")

    with pytest.raises(UnknownKeyError):
        await keys.get("known")


async def test_an_unknown_key_is_looked_up_at_once(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """A channel may sign with a new one within the hour."""
    await keys.get("known")
    published.published["new"] = OTHER_KEY
    clock.advance(PAUSE_S + 1)

    assert (await keys.get("new")).public_key == OTHER_KEY.public_key()
    assert published.asked == 2


async def test_unknown_keys_are_looked_up_now_and_then(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """Anybody can invent one with each request."""
    await keys.get("known")

    for number in range(100):
        clock.advance(PAUSE_S / 10)
        with pytest.raises(UnknownKeyError):
            await keys.get(f"invented-{number}")

    assert published.asked == pytest.approx(10, abs=1)


async def test_keys_that_cannot_be_renewed_are_trusted_for_five_days(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """A day without the key server is no day without the bot."""
    await keys.get("known")
    published.is_down = True

    clock.advance(TRUSTED_FOR_S - 1)
    assert await keys.get("known")
    await settled()
    clock.advance(PAUSE_S + 1)
    with pytest.raises(KeysUnavailableError):
        await keys.get("known")

    published.is_down = False
    clock.advance(PAUSE_S + 1)
    assert await keys.get("known")


async def test_a_key_server_in_trouble_is_asked_now_and_then(
    keys: SigningKeys,
    published: PublishedKeys,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As long as there are keys; and whoever runs the bot is told each time."""
    await keys.get("known")
    published.is_down = True
    clock.advance(RENEW_AFTER_S + 1)

    for _ in range(100):
        assert await keys.get("known")
        await settled()
        clock.advance(PAUSE_S / 10)

    assert published.asked - 1 == pytest.approx(10, abs=1)
    assert len(errors(caplog)) == published.asked - 1


async def test_without_any_keys_each_request_looks_for_them(
    keys: SigningKeys, published: PublishedKeys
) -> None:
    """A bot that lets nobody in has nothing better to do."""
    published.is_down = True
    for _ in range(2):
        with pytest.raises(KeysUnavailableError):
            await keys.get("known")
    assert published.asked == 2

    published.is_down = False
    assert await keys.get("known")


async def test_a_slow_key_server_is_given_up(
    keys: SigningKeys,
    published: PublishedKeys,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The SDK waits for it without end, and with it all that the bot does."""
    monkeypatch.setattr(module, "FETCH_TIMEOUT", aiohttp.ClientTimeout(total=0.02))
    published.may_answer.clear()

    with pytest.raises(KeysUnavailableError):
        await asyncio.wait_for(keys.get("known"), timeout=60)

    assert len(errors(caplog)) == 1


async def test_a_slow_key_server_holds_up_only_who_needs_it(
    keys: SigningKeys,
    published: PublishedKeys,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An invented key must not stop the others' requests."""
    monkeypatch.setattr(module, "FETCH_TIMEOUT", aiohttp.ClientTimeout(total=0.02))
    await keys.get("known")
    clock.advance(PAUSE_S + 1)
    published.may_answer.clear()
    waiting = asyncio.create_task(keys.get("invented"))
    await asyncio.sleep(0)

    assert await keys.get("known")
    assert not waiting.done()

    with pytest.raises(UnknownKeyError):
        await asyncio.wait_for(waiting, timeout=60)


async def test_who_stops_waiting_takes_them_from_nobody(
    keys: SigningKeys, published: PublishedKeys
) -> None:
    """A channel that hangs up ends its own request only."""
    published.may_answer.clear()
    impatient, patient = (asyncio.create_task(keys.get("known")) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.wait([impatient])
    published.may_answer.set()

    assert await patient
    assert published.asked == 1


async def test_keys_of_other_kinds_are_passed_over(
    keys: SigningKeys, published: PublishedKeys
) -> None:
    """Nothing that we accept is signed with them."""
    others = [
        {"kty": "EC", "kid": "ec", "crv": "P-256", "x": "x", "y": "y"},
        {"kty": "oct", "kid": "secret", "k": "c2VjcmV0"},
        {"kty": "RSA", "kid": "no numbers"},
        {"kid": "no kind"},
        {},
    ]
    published.keys = json.dumps({"keys": [*others, JWK | {"kid": "known"}]}).encode()

    found = await keys.get("known")

    assert found.public_key == KEY.public_key()
    assert found.endorsements == []
    for other in others:
        with pytest.raises(UnknownKeyError):
            await keys.get(other.get("kid", ""))


BROKEN = [b"", b"<h1>", b"null", b"[]", b"{}", b'"text"', b"\xff"]
BROKEN_OPENID = [*BROKEN, b'{"jwks_uri": 5}', b'{"jwks_uri": "nowhere"}', b'{"jwks_uri": "file:x"}']
BROKEN_KEYS = [
    *BROKEN,
    b'{"keys": 5}',
    b'{"keys": null}',
    b'{"keys": []}',
    b'{"keys": [null]}',
    b'{"keys": [{"kty": "EC", "kid": "known"}]}',
    b'{"keys": [{"kty": "RSA", "kid": "known", "n": "!", "e": "!"}]}',
]


@pytest.mark.parametrize(
    "broken",
    [{"openid": body} for body in BROKEN_OPENID] + [{"keys": body} for body in BROKEN_KEYS],
    ids=str,
)
async def test_broken_documents_are_an_outage(
    keys: SigningKeys,
    published: PublishedKeys,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
    broken: dict[str, bytes],
) -> None:
    """Of the key server, which somebody has to look at; not a crash, and no caller's fault."""
    vars(published).update(broken)

    with pytest.raises(KeysUnavailableError):
        await keys.get("known")
    assert len(errors(caplog)) == 1

    published.openid = published.keys = None
    assert await keys.get("known")

    clock.advance(RENEW_AFTER_S + 1)
    vars(published).update(broken)
    await keys.get("known")
    await settled()
    assert await keys.get("known"), "the old ones serve"
