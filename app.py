"""The process: reads its settings, keeps a log, and serves."""

import asyncio
import errno
import gc
import logging
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aiohttp import web
from dotenv import load_dotenv
from pythonjsonlogger.json import JsonFormatter

from bot.storage.store import StorageUnavailableError
from config import ConfigError, Settings
from server.application import build_app
from server.overrides import Overrides
from server.serving import listen, serve
from server.stop import Stop

# The one exit status at which gunicorn does not start its worker again, and again.
EXIT_CANNOT_START: Final = 3


def spare_the_collector() -> None:
    """Let garbage collection pass over everything that is loaded by now, and lives for ever.

    Looking through it all holds the event loop up for 80 ms, each time.
    """
    gc.collect()
    gc.freeze()


def _settings() -> Settings:
    """Read .env and the environment, which wins; if they are bad, end with one message."""
    load_dotenv(Path(__file__).with_name(".env"))
    try:
        return Settings.from_env(os.environ)
    except ConfigError as exc:
        print(exc, file=sys.stderr)  # noqa: T201 - the log may not be set up, and a person reads this
        sys.exit(EXIT_CANNOT_START)


def log_as_json() -> None:
    """Write the log as lines of JSON, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _begin() -> Settings:
    settings = _settings()
    log_as_json()
    spare_the_collector()
    return settings


def init_func(_: Sequence[str]) -> web.Application:
    """Make the application from the environment, for "python -m aiohttp.web app:init_func"."""
    return build_app(_begin(), overrides=Overrides(environment=os.environ))


async def create_app() -> web.Application:
    """Make the application from the environment, for gunicorn: "app:create_app"."""
    return init_func(())


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as exc:
        if exc.errno != errno.EADDRINUSE:
            raise
        print(  # noqa: T201 - a person started this by hand
            f"Port {port} is taken: end what listens there, or set PORT to another.",
            file=sys.stderr,
        )
        sys.exit(EXIT_CANNOT_START)


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    stop = Stop()
    stop.install()
    settings = _begin()
    listener = _listen(settings.listen_host, settings.port)
    app = build_app(settings, overrides=Overrides(environment=os.environ))
    try:
        asyncio.run(serve(app, listener, stop=stop, grace_s=settings.bot.shutdown_grace_s))
    except StorageUnavailableError as exc:
        advice = "check STORAGE and what belongs to it (docs/configuration.md)"
        print(f"The store cannot be used: {exc}: {advice}.", file=sys.stderr)  # noqa: T201 - as above
        sys.exit(EXIT_CANNOT_START)


if __name__ == "__main__":
    main()
