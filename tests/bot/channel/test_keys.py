"""The channel's signing keys: fetched seldom, and without blocking other requests."""

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest
from jwt.algorithms import RSAAlgorithm

from bot.channel import keys as module
from bot.channel.keys import (
    MAX_DOCUMENT_BYTES,
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
    """A clock that the test advances."""
    return FakeClock()


@pytest.fixture
def keys(session: aiohttp.ClientSession, published: PublishedKeys, clock: FakeClock) -> SigningKeys:
    """Keys that have not been fetched yet."""
    return SigningKeys(session, published.url, clock)


async def settled() -> None:
    """Wait until no fetch is running."""
    reading = [task for task in asyncio.all_tasks() if task.get_name() == "signing keys"]
    await asyncio.gather(*reading, return_exceptions=True)
    await asyncio.sleep(0)  # callbacks of the fetch


def errors(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return the errors on which an operator has to act."""
    return [record for record in caplog.records if record.levelno == logging.ERROR]


async def test_concurrent_requests_share_one_fetch(
    keys: SigningKeys, published: PublishedKeys
) -> None:
    """At its start a bot may get many requests at once."""
    found = await asyncio.gather(*(keys.get("known") for _ in range(20)))

    assert [key.public_key for key in found] == [KEY.public_key()] * 20
    assert found[0].endorsements == ["msteams"]
    assert published.asked == published.reads == 1


async def test_keys_are_cached_for_a_day(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """Every request needs one."""
    await keys.get("known")
    clock.advance(RENEW_AFTER_S - 1)

    await keys.get("known")
    await settled()

    assert published.asked == 1


async def test_keys_can_be_fetched_in_advance(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """The first person does not wait for them then."""
    await keys.prepare()
    clock.advance(PAUSE_S + 1)
    await keys.prepare()

    await keys.get("known")

    assert published.asked == 1


async def test_a_bot_starts_without_keys(keys: SigningKeys, published: PublishedKeys) -> None:
    """They are fetched again when they are needed."""
    published.is_down = True

    await keys.prepare()

    published.is_down = False
    assert await keys.get("known")


async def test_after_a_day_keys_are_renewed_in_the_background(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """Requests use the old ones meanwhile."""
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


async def test_revoked_keys_are_not_trusted(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """A stolen key could be used to write to the bot."""
    await keys.get("known")
    published.published = {"new": OTHER_KEY}
    clock.advance(PAUSE_S + 1)

    await keys.get("new")

    with pytest.raises(UnknownKeyError):
        await keys.get("known")


async def test_an_unknown_key_is_fetched_at_once(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """A channel may sign with a new one within the hour."""
    await keys.get("known")
    published.published["new"] = OTHER_KEY
    clock.advance(PAUSE_S + 1)

    assert (await keys.get("new")).public_key == OTHER_KEY.public_key()
    assert published.asked == 2


async def test_fetches_for_unknown_keys_are_rate_limited(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """A client can invent one with each request."""
    await keys.get("known")

    for number in range(100):
        clock.advance(PAUSE_S / 10)
        with pytest.raises(UnknownKeyError):
            await keys.get(f"invented-{number}")

    assert published.asked == pytest.approx(10, abs=1)


async def test_keys_that_cannot_be_renewed_are_valid_for_five_days(
    keys: SigningKeys, published: PublishedKeys, clock: FakeClock
) -> None:
    """An outage of the key server for a day must not stop the bot."""
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


async def test_fetches_during_an_outage_are_rate_limited(
    keys: SigningKeys,
    published: PublishedKeys,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """This applies while there are keys; each failure is logged for the operator."""
    await keys.get("known")
    published.is_down = True
    clock.advance(RENEW_AFTER_S + 1)

    for _ in range(100):
        assert await keys.get("known")
        await settled()
        clock.advance(PAUSE_S / 10)

    assert published.asked - 1 == pytest.approx(10, abs=1)
    assert len(errors(caplog)) == published.asked - 1


async def test_without_keys_each_request_fetches_them(
    keys: SigningKeys, published: PublishedKeys
) -> None:
    """A bot without keys cannot do anything else."""
    published.is_down = True
    for _ in range(2):
        with pytest.raises(KeysUnavailableError):
            await keys.get("known")
    assert published.asked == 2

    published.is_down = False
    assert await keys.get("known")


async def test_a_fetch_has_a_timeout(
    keys: SigningKeys,
    published: PublishedKeys,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The SDK waits indefinitely, and blocks the whole bot meanwhile."""
    monkeypatch.setattr(module, "FETCH_TIMEOUT", aiohttp.ClientTimeout(total=0.02))
    published.may_answer.clear()

    with pytest.raises(KeysUnavailableError):
        await asyncio.wait_for(keys.get("known"), timeout=60)

    assert len(errors(caplog)) == 1


async def test_a_slow_fetch_delays_only_requests_that_need_it(
    keys: SigningKeys,
    published: PublishedKeys,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An invented key must not delay the requests of others."""
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


async def test_a_cancelled_request_does_not_cancel_the_fetch(
    keys: SigningKeys, published: PublishedKeys
) -> None:
    """A channel that disconnects ends only its own request."""
    published.may_answer.clear()
    impatient, patient = (asyncio.create_task(keys.get("known")) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.wait([impatient])
    published.may_answer.set()

    assert await patient
    assert published.asked == 1


async def test_keys_of_other_types_are_ignored(keys: SigningKeys, published: PublishedKeys) -> None:
    """No accepted token is signed with them."""
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
    b'{"keys": [' + b" " * MAX_DOCUMENT_BYTES,
    b'{"keys": null}',
    b'{"keys": []}',
    b'{"keys": [null]}',
    b'{"keys": [{"kty": "EC", "kid": "known"}]}',
    b'{"keys": [{"kty": "RSA", "kid": "known", "n": "!", "e": "!"}]}',
]


@pytest.mark.parametrize(
    "broken",
    [{"openid": body} for body in BROKEN_OPENID] + [{"keys": body} for body in BROKEN_KEYS],
    ids=lambda broken: str(broken)[:60],
)
async def test_invalid_documents_count_as_an_outage(
    keys: SigningKeys,
    published: PublishedKeys,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
    broken: dict[str, bytes],
) -> None:
    """The fault is the key server's, not the caller's; an operator must learn of it."""
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
