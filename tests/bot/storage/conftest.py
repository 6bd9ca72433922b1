"""Every kind of store, with the same clock."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import pytest

from bot.storage.azure import AzureStore
from bot.storage.database import MEMORY
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Store
from genie import SystemClock


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Use real time, since Azure Storage's leases do."""
    return {"real": asyncio.new_event_loop}


KINDS = ["memory", "sqlite", "azure"]
LASTING = ["sqlite", "azure"]
LEASE_S = 60.0
DAY_S = 86_400.0
AUDIT_S = 10 * DAY_S
SHORT_S = 1.0  # the minimum of a queue


class Open(Protocol):
    """Opens a store like another process."""

    def __call__(self, lease_s: float = LEASE_S, audit_s: float = AUDIT_S) -> Awaitable[Store]:
        """Open it, with leases of this length, and keep the audit trail for so long."""


@pytest.fixture
async def opening(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Callable[[str], Open]]:
    """Returns a function that opens a kind of store like another process."""
    stores: list[Any] = []
    name = f"test-{secrets.token_hex(6)}"
    async with aiohttp.ClientSession() as session:

        def make(kind: str, **options: Any) -> Any:
            if kind == "azure":
                account = request.getfixturevalue("azurite").connection_string
                return AzureStore(
                    session, SystemClock(), name=name, connection_string=account, **options
                )
            path = tmp_path / "store.sqlite3" if kind == "sqlite" else MEMORY
            return SqliteStore(path, SystemClock(), **options)

        def of(kind: str) -> Open:
            async def opened(lease_s: float = LEASE_S, audit_s: float = AUDIT_S) -> Any:
                store = make(kind, lease_s=lease_s, audit_s=audit_s)
                await store.open()
                stores.append(store)
                return store

            return opened

        yield of
        for store in stores:
            await store.close()


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, opening: Callable[[str], Open]) -> Store:
    """A store of every kind."""
    return await opening(request.param)()


@pytest.fixture(params=KINDS)
async def hasty(request: pytest.FixtureRequest, opening: Callable[[str], Open]) -> Store:
    """A store of every kind, with the shortest leases."""
    return await opening(request.param)(SHORT_S)


@pytest.fixture(params=LASTING)
def reopen(request: pytest.FixtureRequest, opening: Callable[[str], Open]) -> Open:
    """Opens a store repeatedly, if several processes can share it."""
    return opening(request.param)


@pytest.fixture
def reopen_azure(opening: Callable[[str], Open]) -> Open:
    """Opens a store in Azure Storage repeatedly."""
    return opening("azure")


async def a_moment(seconds: float) -> None:
    """Let real time pass, which leases use."""
    await asyncio.sleep(seconds)
