"""Opening and closing of resources, jobs after a turn, and shutdown."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.answers.presenter import Paints
from bot.audit.audit import log_line
from bot.concurrency.background import Background
from bot.export.downloads import Downloads
from bot.export.file_offering import FileOffering
from bot.jobs.keeper import Keeper
from bot.pictures.painter import Painter
from bot.questions.dispatcher import Dispatcher
from bot.storage.database import MEMORY
from bot.storage.sqlite import SqliteStore
from bot.storage.store import LeaseLostError, Store
from config import NOTIFY_S, Settings
from genie import Clock
from server.overrides import Overrides
from server.proxies import through
from settings.storage import StorageKind

log = logging.getLogger("app")

# Connections per host, Databricks or the channel: enough for a thousand people.
_CONNECTIONS = 50
# A store that is lost just now is begun anew within this time; see bot/storage/file_connection.py.
_STORE_LOST_S = 5.0


@dataclass(frozen=True, slots=True)
class Resources:
    """Resources to be closed at the end: one session for all requests, and the store."""

    session: aiohttp.ClientSession
    store: Store
    background: Background
    painter: Paints


@dataclass(frozen=True, slots=True)
class Work:
    """The parts that continue after a turn."""

    background: Background
    keeper: Keeper
    dispatcher: Dispatcher
    files: FileOffering
    downloads: Downloads


@asynccontextmanager
async def opened(settings: Settings, overrides: Overrides) -> AsyncIterator[Resources]:
    """Open the bot's resources for the duration of the block.

    Raises:
        StorageUnavailableError: the store cannot be used, and why.
    """
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=_CONNECTIONS)
    jar = aiohttp.DummyCookieJar()  # no cookies may be shared between calls
    painter = Painter(environment=overrides.environment)
    proxied = [through(settings.proxies.proxy_of)] if settings.proxies.are_set else []
    async with (
        aiohttp.ClientSession(connector=connector, cookie_jar=jar, middlewares=proxied) as session,
        _opened_store(settings, session, overrides.clock) as store,
    ):
        background = Background(handed_on=LeaseLostError)
        try:
            yield Resources(session, store, background, overrides.painter or painter)
        finally:
            await painter.close()


class Shutdown:
    """The shutdown of the bot: its order, and the time that is left."""

    def __init__(self, grace_s: float) -> None:
        self._grace_s = grace_s
        self._ends_s: float | None = None
        self._work: Work | None = None

    async def begin(self, _: web.Application) -> None:
        """Accept no more work: requests and background work share the grace from now on."""
        self._ends_s = _now_s() + self._grace_s
        if self._work is not None:
            self._work.keeper.close()
            self._work.dispatcher.close()
            self._work.files.close()
            self._work.downloads.close()

    @asynccontextmanager
    async def after(self, work: Work) -> AsyncIterator[None]:
        """Work inside the block; then finish within the grace, and tell people about the rest."""
        self._work = work
        keeping = asyncio.create_task(work.keeper.run(), name="keeping jobs")
        yield
        await work.background.drain(self._left_s())
        work.dispatcher.end()
        work.files.cancel_uploads()
        await work.background.close(NOTIFY_S)
        keeping.cancel()
        await asyncio.wait([keeping])
        await work.keeper.end(_STORE_LOST_S)

    def _left_s(self) -> float:
        return self._grace_s if self._ends_s is None else max(0.0, self._ends_s - _now_s())


def _now_s() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def _opened_store(
    settings: Settings, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[Store]:
    storage, bot, audit_s = settings.storage, settings.bot, settings.audit.kept_s
    if storage.kind is StorageKind.AZURE:
        from bot.storage.azure import AzureStore  # noqa: PLC0415 - only some deployments need it

        store: Store = AzureStore(
            session,
            clock,
            name=storage.name,
            audit_s=audit_s,
            connection_string=storage.connection_string,
            account_url=storage.account_url,
            # Then the bot's own identity is a managed identity of the machine, possibly the only
            # one.
            identity_client_id=bot.app_id if bot.app_type == "UserAssignedMSI" else "",
        )
    elif storage.kind is StorageKind.SQLITE:
        store = SqliteStore(storage.path, clock, audit_s=audit_s)
    else:
        store = SqliteStore(MEMORY, clock, audit_s=audit_s)
    try:
        await store.open()
        log.info("set up", extra={"is_local": bot.is_local, "storage": storage.kind})
        if not (store.is_lasting or bot.is_local):
            log.warning("a restart loses questions and conversations: STORAGE is memory")
        if settings.audit.is_logged:
            store.trail.listen(log_line)
        yield store
    finally:
        await store.close()
