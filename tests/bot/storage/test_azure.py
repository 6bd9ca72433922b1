"""The account of Azure Storage, and the credentials for it."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp import web
from azure.storage.queue import QueueMessage
from pytest_aiohttp.plugin import AiohttpServer

from bot.storage.azure import AzureStore
from bot.storage.store import Entry, StorageUnavailableError
from genie import SystemClock

# Azure quotes the request that was signed; others may answer anything.
SECRET = "planted string to sign"
REFUSAL = f"<Error><Code>AuthenticationFailed</Code><Message>{SECRET}</Message></Error>"
URL = "https://genie.blob.core.windows.net"


def account_at(port: int) -> str:
    """Return the connection string of an account on this machine."""
    address = f"http://127.0.0.1:{port}/genie"
    return f"AccountName=genie;AccountKey=c2VjcmV0;BlobEndpoint={address};QueueEndpoint={address}"


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
    account = account_at(unused_tcp_port)
    async with aiohttp.ClientSession() as session:
        store = AzureStore(session, SystemClock(), name="our-bot", connection_string=account)
        with pytest.raises(
            StorageUnavailableError, match="ServiceRequestError ClientConnectorError ECONNREFUSED"
        ):
            await store.open()
        await store.close()


def held() -> Entry:
    """Make an entry whose lease can be renewed."""
    entry = Entry("ann/1", "question", {}, 0.0)
    message = QueueMessage("x", id="m", pop_receipt="r")
    entry.hold = SimpleNamespace(lock=asyncio.Lock(), message=message)
    return entry


ACTIONS: dict[str, Callable[[AzureStore], Awaitable[object]]] = {
    "opened": lambda store: store.open(),
    "read": lambda store: store.items.read(["ann"]),
    "renewed": lambda store: store.journal.renew([held()]),
}


@pytest.mark.parametrize("code", ["AuthenticationFailed", f"{SECRET} {SECRET}", ""])
@pytest.mark.parametrize("action", ACTIONS)
async def test_an_error_has_no_text_of_azure(
    aiohttp_server: AiohttpServer, action: str, code: str
) -> None:
    """It has the type, the status and Azure's code, and gets into the log."""

    async def refuse(_: web.Request) -> web.Response:
        headers = {"x-ms-error-code": code} if code else {}
        return web.Response(
            status=403, reason=SECRET, text=REFUSAL, headers=headers, content_type="application/xml"
        )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    server = await aiohttp_server(app)
    async with aiohttp.ClientSession() as session:
        store = AzureStore(
            session, SystemClock(), name="our-bot", connection_string=account_at(server.port or 0)
        )
        with pytest.raises(StorageUnavailableError) as caught:
            await ACTIONS[action](store)
        await store.close()

    said = str(caught.value)
    assert SECRET not in said
    assert " 403" in said
    assert said.endswith("AuthenticationFailed") or code != "AuthenticationFailed"
