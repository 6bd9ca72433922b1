"""The bot as a web application, made of the parts of every Bot Framework bot.

server/assembly.py makes the parts, and server/lifetime.py opens and closes them.
"""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from dotenv import load_dotenv

from bot.channel.sdk import aiohttp_error_middleware
from bot.export.downloads import DOWNLOADS, file_routes
from bot.turns.routes import ENDPOINT, HANDLER_ARGUMENTS, KEEPER, MAX_BODY_BYTES, routes
from config import Settings
from server import process
from server.assembly import Assembly
from server.headers import protect
from server.lifetime import Shutdown, opened
from server.overrides import Overrides


def build_app(settings: Settings, *, overrides: Overrides) -> web.Application:
    """Make the application; its resources are opened at startup and closed at the end."""
    app = web.Application(
        middlewares=[aiohttp_error_middleware],
        client_max_size=MAX_BODY_BYTES,
        handler_args=HANDLER_ARGUMENTS,
    )
    app.add_routes([*routes(), *file_routes()])
    app.on_response_prepare.append(protect)
    shutdown = Shutdown(settings.bot.shutdown_grace_s)
    app.on_shutdown.append(shutdown.begin)

    @asynccontextmanager
    async def bot(app: web.Application) -> AsyncIterator[None]:
        async with opened(settings, overrides) as resources:
            parts = await Assembly.make(settings, overrides, resources)
            adapter = parts.adapter  # a CloudAdapter
            conversation_state = parts.conversation_state  # per person and conversation
            dialog = parts.main_dialog()  # a ComponentDialog
            bot = parts.bot(adapter, conversation_state, dialog)  # an ActivityHandler
            app[ENDPOINT] = parts.endpoint(adapter, bot)  # POST /api/messages
            app[DOWNLOADS], app[KEEPER] = parts.downloads, parts.keeper
            if not settings.bot.is_local:
                resources.background.start(adapter.warm_up(), name="warm-up")
            async with shutdown.after(parts.work()):
                yield

    app.cleanup_ctx.append(bot)
    return app


def init_func(_: Sequence[str]) -> web.Application:
    """Make the application from the environment, for "python -m aiohttp.web app:init_func"."""
    load_environment()
    return from_environment(process.begin(os.environ))


async def create_app() -> web.Application:
    """Make the application from the environment, for gunicorn: "app:create_app"."""
    return init_func(())


def load_environment() -> None:
    """Read .env; variables in the environment take precedence."""
    load_dotenv(Path(__file__).with_name(".env"))


def from_environment(settings: Settings) -> web.Application:
    """Make the application of a real process."""
    return build_app(settings, overrides=Overrides(environment=os.environ))


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    load_environment()
    process.run(os.environ, from_environment)


if __name__ == "__main__":
    main()
