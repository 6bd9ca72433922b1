"""The account of Azure Storage, and the credentials for it."""

import aiohttp
import pytest

from bot.storage.azure import AzureStore
from bot.storage.store import StorageUnavailableError
from genie import SystemClock

URL = "https://genie.blob.core.windows.net"


@pytest.mark.parametrize("client_id", ["", "11111111-2222-3333-4444-555555555555"])
async def test_an_account_by_its_address(client_id: str) -> None:
    """Blobs and queues of one account have two addresses; opening it makes the first request."""
    async with aiohttp.ClientSession() as session:
        store = AzureStore(
            session, SystemClock(), name="our-bot", account_url=URL, identity_client_id=client_id
        )
        await store.close()

    assert store.container.url == f"{URL}/our-bot"
    assert store.queue.url == "https://genie.queue.core.windows.net/our-bot"


async def test_a_missing_account_is_reported_at_startup(unused_tcp_port: int) -> None:
    """The message is not a traceback of the SDK."""
    address = f"http://127.0.0.1:{unused_tcp_port}/genie"
    account = (
        f"AccountName=genie;AccountKey=c2VjcmV0;BlobEndpoint={address};QueueEndpoint={address}"
    )
    async with aiohttp.ClientSession() as session:
        store = AzureStore(session, SystemClock(), name="our-bot", connection_string=account)
        with pytest.raises(StorageUnavailableError, match="Cannot connect"):
            await store.open()
        await store.close()
