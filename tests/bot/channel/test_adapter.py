"""The adapter sends as the bot's app."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from botframework.connector.aio import ConnectorClient

from bot.activities.activity import Json
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.chat import Chat
from bot.channel.connector import ChannelConnections
from bot.channel.credentials import PasswordCredentials
from bot.channel.errors import ChannelError
from bot.channel.message import Message
from genie import SystemClock
from tests.harness.fake_channel import FakeChannel
from tests.harness.world import BOT


@pytest.fixture
def reference(channel: FakeChannel) -> Json:
    """Ann's chat with the bot."""
    return {
        "channelId": "msteams",
        "serviceUrl": channel.url,
        "activityId": "activity-1",
        "conversation": {"id": "a:ann"},
        "user": {"id": "29:ann"},
        "bot": BOT,
    }


@pytest.fixture
async def connections() -> AsyncIterator[ChannelConnections]:
    """Connections with a session of their own, in real time."""
    async with aiohttp.ClientSession() as session:
        yield ChannelConnections(session, SystemClock())


@pytest.fixture
def adapter(connections: ChannelConnections) -> BotAdapter:
    """The adapter of a registered bot."""
    return bot_adapter(
        connections, app_id="app", password="pw", app_type="SingleTenant", tenant_id="tenant"
    )


@pytest.fixture
def local_adapter(connections: ChannelConnections) -> BotAdapter:
    """The adapter of an unregistered bot."""
    return bot_adapter(connections, app_id="", password="", app_type="SingleTenant", tenant_id="")


async def greet(chat: Chat) -> None:
    """Send a message."""
    await chat.send(Message("hello"))


async def test_a_registered_bot_sends_its_token(
    adapter: BotAdapter,
    reference: Json,
    channel: FakeChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Teams answers 401 without it."""
    monkeypatch.setattr(PasswordCredentials, "get_access_token", lambda *_: "bot-token")

    await adapter.resume(reference, greet)

    assert channel.credentials == ["Bearer bot-token"]


async def test_without_an_app_id_there_is_no_token(
    local_adapter: BotAdapter, reference: Json, channel: FakeChannel
) -> None:
    """Emulators expect none."""
    await local_adapter.resume(reference, greet)

    assert channel.credentials == [None]


async def test_a_refused_login_is_a_channel_error(
    adapter: BotAdapter, reference: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK raises PermissionError for a wrong password, KeyError for a managed identity."""

    def refuse(*_: object) -> str:
        raise PermissionError("AADSTS7000215")

    monkeypatch.setattr(PasswordCredentials, "get_access_token", refuse)

    with pytest.raises(ChannelError):
        await adapter.resume(reference, greet)


async def test_one_client_serves_all_turns(
    local_adapter: BotAdapter, reference: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK makes one per turn, which costs 10 ms and a token request."""
    made = []
    original = ConnectorClient.__init__

    def count(self: ConnectorClient, *args: object, **kwargs: object) -> None:
        made.append(self)
        original(self, *args, **kwargs)

    monkeypatch.setattr(ConnectorClient, "__init__", count)

    for _ in range(3):
        await local_adapter.resume(reference, greet)

    assert len(made) == 1
