"""Composition root: settings in, a web application out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

import aiohttp
from aiohttp import web
from botbuilder.core.integration import aiohttp_error_middleware

from bot.channel.service_urls import ServiceUrls
from bot.concurrency.background import Background
from bot.export.downloads import DOWNLOADS, file_routes
from bot.export.giving import FileDesk
from bot.pictures.painter import Painter
from bot.questions.dispatcher import Dispatcher
from bot.storage.database import MEMORY
from bot.storage.sqlite import SqliteStore
from bot.storage.store import LeaseLostError, Store
from bot.turns.handler import GenieBot
from bot.turns.routes import ENDPOINT, KEEPER, MAX_BODY_BYTES, Endpoint, routes
from config import GOODBYES_S, BotSettings, Settings
from genie import Clock
from server.assembly import Assembly
from server.overrides import Overrides
from settings.storage import StorageKind

log = logging.getLogger("app")

DISPATCHER: Final = web.AppKey("desk", Dispatcher)
FILE_DESK: Final = web.AppKey("file_desk", FileDesk)
# The rest of a refused body is discarded for this long, so that the client can read the refusal.
LINGER_S: Final = 2.0
# Connections to one host, Databricks or the channel: enough for a thousand people, and bounded.
CONNECTIONS: Final = 50


def build_app(settings: Settings, *, overrides: Overrides) -> web.Application:
    """Make the application; what it needs is opened when it starts and closed when it ends."""
    app = web.Application(
        middlewares=[aiohttp_error_middleware],
        client_max_size=MAX_BODY_BYTES,
        handler_args={
            # Compressed bodies are refused in words; aiohttp would log a crash for a broken one.
            "auto_decompress": False,
            "lingering_time": LINGER_S,
        },
    )
    app.add_routes([*routes(), *file_routes()])
    grace = _Grace(settings.bot.shutdown_grace_s)
    app.cleanup_ctx.append(_bot(settings, overrides, grace))
    app.on_shutdown.append(grace.begin)
    app.on_shutdown.append(_take_no_more)
    return app


class _Grace:
    """How long requests and background work, together, may go on after shutdown has begun."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends_s: float | None = None

    async def begin(self, _: web.Application) -> None:
        self._ends_s = self._now_s() + self._seconds

    def left_s(self) -> float:
        return self._seconds if self._ends_s is None else max(0.0, self._ends_s - self._now_s())

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()


def _bot(
    settings: Settings, overrides: Overrides, grace: _Grace
) -> Callable[[web.Application], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifetime(app: web.Application) -> AsyncIterator[None]:
        """One session for all that is sent; work in flight is drained before it closes."""
        background = Background(handed_on=LeaseLostError)
        connector = aiohttp.TCPConnector(limit=0, limit_per_host=CONNECTIONS)
        jar = aiohttp.DummyCookieJar()  # no cookie may carry over between calls
        async with (
            aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session,
            _opened(settings, session, overrides.clock) as store,
        ):
            painter = Painter(environment=overrides.environment)
            parts = Assembly(settings, overrides, session, background, store)
            app[DOWNLOADS], files = await parts.files()
            app[FILE_DESK] = files
            presenter = parts.presenter(overrides.painter or painter, files)
            app[DISPATCHER] = dispatcher = parts.dispatcher(presenter)
            app[KEEPER] = keeper = parts.keeper
            bot = parts.bot(dispatcher, parts.actions(presenter, files))
            app[ENDPOINT] = _endpoint(settings.bot, overrides, parts, bot)
            if not settings.bot.is_local:
                background.start(parts.adapter.warm_up(), name="warm-up")
            keeping = asyncio.create_task(keeper.run(), name="keeping jobs")
            log.info(
                "set up",
                extra={"is_local": settings.bot.is_local, "storage": settings.storage.kind},
            )
            if not (store.is_lasting or settings.bot.is_local):
                log.warning("a restart loses questions and conversations: STORAGE is memory")
            yield
            await background.drain(grace.left_s())
            dispatcher.end()
            files.give_up()
            await background.close(GOODBYES_S)
            keeping.cancel()
            await asyncio.wait([keeping])
            await painter.close()

    return lifetime


@asynccontextmanager
async def _opened(
    settings: Settings, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[Store]:
    """Open the store that the settings name, for as long as the block runs.

    Raises:
        StorageUnavailableError: it cannot be used, and why.
    """
    storage, bot = settings.storage, settings.bot
    if storage.kind is StorageKind.AZURE:
        from bot.storage.azure import AzureStore  # noqa: PLC0415 - only some deployments need it

        store: Store = AzureStore(
            session,
            clock,
            name=storage.name,
            connection_string=storage.connection_string,
            account_url=storage.account_url,
            # The bot's own identity is one of the machine's, then, and may be the only one.
            identity_client_id=bot.app_id if bot.app_type == "UserAssignedMSI" else "",
        )
    elif storage.kind is StorageKind.SQLITE:
        store = SqliteStore(storage.path, clock)
    else:
        store = SqliteStore(MEMORY, clock)
    try:
        await store.open()
        yield store
    finally:
        await store.close()


async def _take_no_more(app: web.Application) -> None:
    app[KEEPER].close()
    app[DISPATCHER].close()
    app[FILE_DESK].close()
    app[DOWNLOADS].close()


def _endpoint(
    settings: BotSettings, overrides: Overrides, parts: Assembly, bot: GenieBot
) -> Endpoint:
    service_urls = ServiceUrls(is_local=settings.is_local, extra_host=settings.emulator_host)
    return Endpoint(
        adapter=parts.adapter,
        bot=bot,
        capabilities=parts.capabilities,
        allow_service_url=overrides.allow_service_url or service_urls.allow,
        is_local=settings.is_local,
        tenant_id="" if settings.is_local else settings.tenant_id,
    )
