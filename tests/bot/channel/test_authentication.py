"""With an app id, the bot accepts only callers with a token of the Bot Framework."""

import time

import pytest

from bot.channel.keys import PAUSE_S
from server.overrides import Overrides
from testkit.scaled import ScaledClock
from tests.harness.fixtures import Start
from tests.harness.registration import (
    OTHER_KEY,
    REGISTERED,
    SERVICE_URL,
    NoCredentials,
    PublishedKeys,
    token,
)
from tests.harness.world import World


async def status(world: World, header: str | None, **changes: object) -> int:
    """Deliver an event that needs no reply, and return the status."""
    ours = {"tenant": {"id": "tenant"}}
    activity = world.activity(type="event", serviceUrl=SERVICE_URL, channelData=ours) | changes
    headers = {} if header is None else {"Authorization": header}
    response = await world.client.post("/api/messages", json=activity, headers=headers)
    assert response.status == 201 or (await response.json())["error"]["message"]
    return response.status


async def test_the_channel_is_accepted(registered: World) -> None:
    """Its token is for this bot and this service URL."""
    assert await status(registered, token()) == 201


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer garbage",
        "Bearer a.b.c",
        "Basic dXNlcjpwdw==",
        token(OTHER_KEY),
        token(kid="unknown"),
        token(exp=time.time() - 3600),
        token(iss=None),
        token(iss="https://evil.example"),
        token(aud="another-bot"),
        token(serviceurl="https://smba.trafficmanager.net/emea/"),
    ],
    ids=[
        "no header",
        "empty",
        "no token",
        "garbage",
        "three parts of garbage",
        "basic",
        "wrong signature",
        "unknown key",
        "expired",
        "no issuer",
        "wrong issuer",
        "another bot's",
        "another service URL's",
    ],
)
async def test_other_callers_are_refused(registered: World, header: str | None) -> None:
    """The SDK answers several of these with 500 or 404."""
    assert await status(registered, header) == 401


@pytest.mark.parametrize(
    "channel_data",
    [None, {}, "tenant", {"tenant": "tenant"}, {"tenant": {}}, {"tenant": {"id": "another"}}],
)
async def test_other_tenants_are_refused(registered: World, channel_data: object) -> None:
    """A bot's id is no secret: it can be installed in any tenant."""
    assert await status(registered, token(), channelData=channel_data) == 403


async def test_a_bot_without_a_tenant_serves_all_tenants(
    start: Start, published: PublishedKeys, clock: ScaledClock
) -> None:
    """Multi-tenant bots are for that; with a tenant they serve only that one."""
    overrides = Overrides(clock=clock, keys_url=published.url, credentials_factory=NoCredentials())
    changes = {"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}
    open_to_all = await start(overrides, **REGISTERED | changes)

    assert await status(open_to_all, token(), channelData={"tenant": {"id": "another"}}) == 201


async def test_a_key_is_valid_only_for_its_channels(registered: World) -> None:
    """The key is endorsed for Teams."""
    assert await status(registered, token(), channelId="webchat") == 401


async def test_without_keys_all_callers_are_refused(
    start: Start, published: PublishedKeys, clock: ScaledClock
) -> None:
    """The caller is not at fault, and may retry."""
    published.is_down = True
    overrides = Overrides(clock=clock, keys_url=published.url, credentials_factory=NoCredentials())
    registered = await start(overrides, **REGISTERED)

    assert await status(registered, token()) == 503

    published.is_down = False
    assert await status(registered, token()) == 201


async def test_an_unknown_key_is_fetched(
    registered: World, published: PublishedKeys, clock: ScaledClock
) -> None:
    """A channel changes its keys without notice; the SDK reads them once a day."""
    assert await status(registered, token()) == 201
    published.published["new"] = OTHER_KEY
    await clock.sleep(PAUSE_S)

    assert await status(registered, token(OTHER_KEY, "new")) == 201


async def test_invented_keys_are_not_fetched_each_time(
    registered: World, published: PublishedKeys
) -> None:
    """A client can send any key id."""
    await status(registered, token())
    reads = published.reads

    for number in range(20):
        assert await status(registered, token(kid=f"invented-{number}")) == 401

    assert published.reads <= reads + 1


async def test_a_registered_bot_does_not_answer_to_loopback(registered: World) -> None:
    """An attacker on the machine could listen there for a company's data."""
    header = token(serviceurl=registered.channel.url)

    assert await status(registered, header, serviceUrl=registered.channel.url) == 403
