"""Composition root: settings in, a running bot out. The only file that imports everything."""

import errno
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp import web
from botbuilder.core.integration import aiohttp_error_middleware
from dotenv import load_dotenv
from pythonjsonlogger.json import JsonFormatter

from bot.answering import Answerer
from bot.background import Background
from bot.channel.adapter import bot_adapter
from bot.channel.progress import EVERY_S
from bot.channel.service_urls import ServiceUrls
from bot.dialogs.main import MainDialog
from bot.handler import GenieBot
from bot.questions import Question
from bot.routes import ENDPOINT, MAX_BODY_BYTES, Endpoint, routes
from bot.state import GenieSessions, PersonalConversationState
from bot.storage.memory import MemoryStorage
from config import ConfigError, GenieSettings, Settings
from genie import ClientCredentials, Clock, FixedToken, GenieWorkspace, SystemClock, TokenSource

log = logging.getLogger("app")

# The one exit status at which gunicorn does not start its worker again, and again.
EXIT_CANNOT_START: Final = 3
# startup.sh gives 25 s after SIGTERM; whoever is left is told in the last of them.
DRAIN_S: Final = 15.0


def build_app(
    settings: Settings, *, clock: Clock | None = None, progress_every_s: float = EVERY_S
) -> web.Application:
    """Make the application; what it needs is opened when it starts and closed when it ends.

    clock and progress_every_s let simulations run faster than real time.
    """
    app = web.Application(
        middlewares=[aiohttp_error_middleware],
        client_max_size=MAX_BODY_BYTES,
        # Compressed bodies are refused in words; aiohttp would log a crash for a broken one.
        handler_args={"auto_decompress": False},
    )
    app.add_routes(routes())
    app.cleanup_ctx.append(_bot(settings, clock or SystemClock(), progress_every_s))
    return app


def _bot(
    settings: Settings, clock: Clock, progress_every_s: float
) -> Callable[[web.Application], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifetime(app: web.Application) -> AsyncIterator[None]:
        """One session to Databricks; work in flight is drained before it closes."""
        background = Background(drain_s=DRAIN_S)
        async with aiohttp.ClientSession() as session:
            app[ENDPOINT] = _endpoint(settings, session, background, clock, progress_every_s)
            log.info("ready", extra={"is_local": settings.bot.is_local})
            yield
            await background.close()

    return lifetime


def _endpoint(
    settings: Settings,
    session: aiohttp.ClientSession,
    background: Background,
    clock: Clock,
    progress_every_s: float,
) -> Endpoint:
    bot = settings.bot
    adapter = bot_adapter(
        app_id=bot.app_id,
        password=bot.password,
        app_type=bot.app_type,
        tenant_id=bot.tenant_id,
    )
    state = PersonalConversationState(MemoryStorage())
    sessions = GenieSessions(state)
    workspace = GenieWorkspace(
        session,
        base_url=settings.genie.host,
        tokens=_tokens(settings.genie, session),
        answer_timeout_s=settings.genie.answer_timeout_s,
        clock=clock,
    )
    answerer = Answerer(
        workspace.genie(settings.genie.space_id),
        adapter=adapter,
        sessions=sessions,
        clock=clock,
        progress_every_s=progress_every_s,
    )

    def accept(question: Question) -> None:
        background.start(answerer.answer(question), name=f"question {question.reference}")

    samples = bot.sample_questions
    dialog = MainDialog(sessions=sessions, accept=accept, sample_questions=samples)
    return Endpoint(
        adapter=adapter,
        bot=GenieBot(state=state, main_dialog=dialog, sample_questions=samples),
        service_urls=ServiceUrls(is_local=bot.is_local, extra_host=bot.emulator_host),
        is_local=bot.is_local,
        tenant_id="" if bot.is_local else bot.tenant_id,
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


def _settings() -> Settings:
    """Read .env and the environment, which wins; if they are bad, end with one message."""
    load_dotenv(Path(__file__).with_name(".env"))
    try:
        return Settings.from_env(os.environ)
    except ConfigError as exc:
        print(exc, file=sys.stderr)  # noqa: T201 - the log may not be set up, and a person reads this
        sys.exit(EXIT_CANNOT_START)


def _log_as_json() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


async def create_app() -> web.Application:
    """Make the application from the environment, for gunicorn: "app:create_app"."""
    settings = _settings()
    _log_as_json()
    return build_app(settings)


def init_func(_: Sequence[str]) -> web.Application:
    """Make the application from the environment, for "python -m aiohttp.web app:init_func"."""
    settings = _settings()
    _log_as_json()
    return build_app(settings)


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    settings = _settings()
    _log_as_json()
    try:
        web.run_app(
            build_app(settings), host=settings.listen_host, port=settings.port, access_log=None
        )
    except OSError as exc:
        if exc.errno != errno.EADDRINUSE:
            raise
        print(  # noqa: T201 - a person started this by hand
            f"Port {settings.port} is taken: end what listens there, or set PORT to another.",
            file=sys.stderr,
        )
        sys.exit(EXIT_CANNOT_START)


if __name__ == "__main__":
    main()
