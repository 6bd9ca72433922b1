"""Which account of Azure Storage is asked, and as whom."""

import aiohttp
import pytest

from bot.storage.azure import AzureStore
from bot.storage.store import StorageUnavailableError
from genie import SystemClock

URL = "https://genie.blob.core.windows.net"


@pytest.mark.parametrize("client_id", ["", "11111111-2222-3333-4444-555555555555"])
async def test_an_account_by_its_address(client_id: str) -> None:
    """Blobs and queues of one account have two addresses; nobody is asked before it is opened."""
    async with aiohttp.ClientSession() as session:
        store = AzureStore(
            session, SystemClock(), name="our-bot", account_url=URL, identity_client_id=client_id
        )
        await store.close()

    assert store.container.url == f"{URL}/our-bot"
    assert store.queue.url == "https://genie.queue.core.windows.net/our-bot"


async def test_an_account_that_is_not_there(unused_tcp_port: int) -> None:
    """It is said when the bot starts, and not by a traceback of the SDK's."""
    address = f"http://127.0.0.1:{unused_tcp_port}/genie"
    account = (
        f"AccountName=genie;AccountKey=c2VjcmV0;BlobEndpoint={address};QueueEndpoint={address}"
    )
    async with aiohttp.ClientSession() as session:
        store = AzureStore(session, SystemClock(), name="our-bot", connection_string=account)
        with pytest.raises(StorageUnavailableError, match="Cannot connect"):
            await store.open()
        await store.close()
