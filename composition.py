"""Composition root: settings in, a web application out. The only file that imports everything."""

import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from aiohttp import web
from botbuilder.core.integration import aiohttp_error_middleware
from yarl import URL

from bot.answering import Answerer
from bot.answers import AnswerRecords
from bot.background import Background
from bot.budget import Budget
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.authentication import CHANNEL_KEYS_URL
from bot.channel.connector import ChannelConnections
from bot.channel.service_urls import ServiceUrls
from bot.desk import Desk
from bot.dialogs.main import MainDialog
from bot.export.downloads import DOWNLOADS, Downloads, file_routes
from bot.export.giving import FileDesk
from bot.export.links import Links
from bot.export.making import FileMaker
from bot.export.upload import is_upload_host, upload
from bot.handler import GenieBot
from bot.inquiries import Inquiries
from bot.people import People
from bot.pictures.painter import Painter
from bot.presses import Presses
from bot.ratings import Ratings
from bot.redrawing import Redrawer
from bot.routes import ENDPOINT, MAX_BODY_BYTES, Endpoint, routes
from bot.showing import Paints, Presenter
from bot.state import GenieSessions, PersonalConversationState
from bot.storage.memory import MemoryStorage
from config import GOODBYES_S, BotSettings, GenieSettings, Settings
from genie import (
    ClientCredentials,
    Clock,
    FixedToken,
    Genie,
    GenieWorkspace,
    SystemClock,
    TokenSource,
)

log = logging.getLogger("app")

DESK: Final = web.AppKey("desk", Desk)
FILE_DESK: Final = web.AppKey("file_desk", FileDesk)
# Connections to one host, Databricks or the channel: enough for a thousand people, and bounded.
CONNECTIONS: Final = 50


@dataclass(frozen=True, slots=True)
class Outside:
    """What the process stands in, and what a simulation puts in the place of the real thing.

    Args:
        clock: what all waiting goes by.
        keys_url: where the channel's signing keys are published.
        credentials_factory: makes the bot's own credentials, as the SDK knows them; None: Entra.
        allow_service_url: which service URLs are answered; None: Microsoft's, or loopback without
            an app id.
        allow_upload: where people's files are put; None: Microsoft's storage.
        painter: what draws charts as pictures; None: a process of its own.
        environment: the process's own, of which the system's part goes to its child processes.
    """

    clock: Clock = field(default_factory=SystemClock)
    keys_url: str = CHANNEL_KEYS_URL
    credentials_factory: Any = None
    allow_service_url: Callable[[str], bool] | None = None
    allow_upload: Callable[[URL], bool] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    painter: Paints | None = None


def build_app(settings: Settings, *, outside: Outside | None = None) -> web.Application:
    """Make the application; what it needs is opened when it starts and closed when it ends."""
    app = web.Application(
        middlewares=[aiohttp_error_middleware],
        client_max_size=MAX_BODY_BYTES,
        # Compressed bodies are refused in words; aiohttp would log a crash for a broken one.
        handler_args={"auto_decompress": False},
    )
    app.add_routes([*routes(), *file_routes()])
    app.cleanup_ctx.append(_bot(settings, outside or Outside()))
    app.on_shutdown.append(_take_no_more)
    return app


def _bot(
    settings: Settings, outside: Outside
) -> Callable[[web.Application], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifetime(app: web.Application) -> AsyncIterator[None]:
        """One session for all that is sent; work in flight is drained before it closes."""
        background = Background()
        connector = aiohttp.TCPConnector(limit=0, limit_per_host=CONNECTIONS)
        jar = aiohttp.DummyCookieJar()  # nobody is logged in anywhere by a cookie
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session:
            painter = Painter(environment=outside.environment)
            parts = _Assembly(settings, outside, session, background)
            app[DOWNLOADS], files = parts.files()
            app[FILE_DESK] = files
            presenter = parts.presenter(outside.painter or painter, files)
            app[DESK] = desk = parts.desk(presenter)
            bot = parts.bot(desk, parts.presses(presenter, files))
            adapter = parts.adapter
            app[ENDPOINT] = _endpoint(settings.bot, outside, adapter, bot)
            if not settings.bot.is_local:
                background.start(adapter.warm_up(), name="warm-up")
            log.info("ready", extra={"is_local": settings.bot.is_local})
            yield
            await background.drain(settings.bot.shutdown_grace_s)
            desk.give_up()
            files.give_up()
            await background.close(GOODBYES_S)
            await painter.close()

    return lifetime


class _Assembly:
    """Makes the parts of a bot that know each other, over what they share."""

    def __init__(
        self,
        settings: Settings,
        outside: Outside,
        session: aiohttp.ClientSession,
        background: Background,
    ) -> None:
        self._settings = settings
        self._outside = outside
        self._session = session
        self._background = background
        self._records = AnswerRecords()
        self._genie = _genie(settings.genie, session, outside.clock)
        storage = MemoryStorage()
        self._state, self._people = PersonalConversationState(storage), People(storage)
        self._sessions = GenieSessions(self._state)
        self.adapter = _adapter(settings.bot, session, outside)

    def files(self) -> tuple[Downloads, FileDesk]:
        """Make what serves files, and what offers them."""
        bot, clock = self._settings.bot, self._outside.clock
        maker = FileMaker(self._records, genie=self._genie, clock=clock)
        links = Links(secrets.token_bytes(32), bot.public_url, clock)
        desk = FileDesk(
            maker,
            links,
            adapter=self.adapter,
            background=self._background,
            upload=partial(_upload, self._session, self._outside),
            has_consent=not bot.is_local,
        )
        return Downloads(links, maker.make, is_local=bot.is_local), desk

    def presenter(self, painter: Paints, files: FileDesk) -> Presenter:
        """Make what shows answers."""
        return Presenter(
            self._records,
            painter,
            link=_link(self._settings.genie),
            has_files=files.can_give,
            has_thumbs=not self._settings.bot.is_local,
        )

    def desk(self, presenter: Presenter) -> Desk:
        """Make what takes questions and works on them."""
        clock = self._outside.clock
        answerer = Answerer(
            _inquiries(self._settings.genie, self._genie, self._background, clock),
            presenter=presenter,
            adapter=self.adapter,
            sessions=self._sessions,
            clock=clock,
        )
        return Desk(answerer, background=self._background, clock=clock)

    def presses(self, presenter: Presenter, files: FileDesk) -> Presses:
        """Make what the buttons of answers do."""
        redrawer = Redrawer(
            genie=self._genie,
            presenter=presenter,
            adapter=self.adapter,
            background=self._background,
        )
        ratings = Ratings(self._genie.space, redrawer=redrawer, background=self._background)
        return Presses(self._records, redrawer=redrawer, ratings=ratings, files=files)

    def bot(self, desk: Desk, presses: Presses) -> GenieBot:
        """Make what is done with each kind of activity."""
        samples = self._settings.bot.sample_questions
        dialog = MainDialog(
            sessions=self._sessions,
            desk=desk,
            presses=presses,
            people=self._people,
            sample_questions=samples,
        )
        return GenieBot(
            state=self._state,
            main_dialog=dialog,
            desk=desk,
            presses=presses,
            people=self._people,
            sample_questions=samples,
        )


async def _upload(
    session: aiohttp.ClientSession, outside: Outside, upload_url: str, content: bytes
) -> None:
    await upload(
        session,
        upload_url,
        content,
        clock=outside.clock,
        is_allowed=outside.allow_upload or is_upload_host,
    )


async def _take_no_more(app: web.Application) -> None:
    app[DESK].close()
    app[FILE_DESK].close()
    app[DOWNLOADS].close()


def _adapter(bot: BotSettings, session: aiohttp.ClientSession, outside: Outside) -> BotAdapter:
    return bot_adapter(
        ChannelConnections(session, outside.clock),
        app_id=bot.app_id,
        password=bot.password,
        app_type=bot.app_type,
        tenant_id=bot.tenant_id,
        credentials_factory=outside.credentials_factory,
        keys_url=outside.keys_url,
    )


def _genie(settings: GenieSettings, session: aiohttp.ClientSession, clock: Clock) -> Genie:
    workspace = GenieWorkspace(
        session,
        base_url=settings.host,
        tokens=_tokens(settings, session),
        answer_timeout_s=settings.answer_timeout_s,
        clock=clock,
    )
    return workspace.genie(settings.spaces[0].space_id)


def _link(settings: GenieSettings) -> Callable[[str], str]:
    """Return where a conversation is found in Databricks, by its id."""
    space = f"{settings.host}/genie/rooms/{quote(settings.spaces[0].space_id, safe='')}"
    return lambda conversation_id: f"{space}/chats/{quote(conversation_id, safe='')}"


def _inquiries(
    settings: GenieSettings, genie: Genie, background: Background, clock: Clock
) -> Inquiries:
    return Inquiries(
        genie,
        budget=Budget(per_minute=settings.questions_per_minute, clock=clock),
        background=background,
    )


def _endpoint(
    settings: BotSettings, outside: Outside, adapter: BotAdapter, bot: GenieBot
) -> Endpoint:
    service_urls = ServiceUrls(is_local=settings.is_local, extra_host=settings.emulator_host)
    return Endpoint(
        adapter=adapter,
        bot=bot,
        allow_service_url=outside.allow_service_url or service_urls.allow,
        is_local=settings.is_local,
        tenant_id="" if settings.is_local else settings.tenant_id,
    )


def _tokens(settings: GenieSettings, session: aiohttp.ClientSession) -> TokenSource:
    if settings.token:
        return FixedToken(settings.token)
    return ClientCredentials(
        session,
        base_url=settings.host,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
    )
