"""The process: its settings, its log, and its end if it cannot start."""

import atexit
import errno
import gc
import logging
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from aiohttp import web

from bot.audit.audit import AUDIT_LOG
from bot.storage.store import StorageUnavailableError
from config import ConfigError, Settings
from server import loops
from server.logs import hooks
from server.logs.streams import standard_error, standard_output
from server.logs.writing import writer_of
from server.serving import listen, serve
from server.stop import Stop

log = logging.getLogger(__name__)

# The only exit status after which gunicorn does not restart its worker.
EXIT_CANNOT_START: Final = 3


def begin(environment: Mapping[str, str]) -> Settings:
    """Read the settings, start the log, and exclude what is loaded from garbage collection.

    Invalid settings end the process with one message.
    """
    settings = _settings(environment)
    _start_log(settings.log_sample)
    if settings.audit.is_logged:
        _start_audit_log()
    # Traversing all loaded objects, which are never freed, blocks the event loop for 80 ms.
    gc.collect()
    gc.freeze()
    return settings


def run(environment: Mapping[str, str], build: Callable[[Settings], web.Application]) -> None:
    """Serve the application until SIGINT or SIGTERM."""
    stop = Stop()
    stop.install()
    settings = begin(environment)
    listener = _listen(settings.listen_host, settings.port)
    app = build(settings)
    try:
        loops.run(serve(app, listener, stop=stop, grace_s=settings.bot.shutdown_grace_s))
    except StorageUnavailableError as exc:
        advice = "check STORAGE and related settings (docs/configuration.md)"
        _end(f"The store cannot be used: {exc}: {advice}.")


def _settings(environment: Mapping[str, str]) -> Settings:
    try:
        return Settings.from_env(environment)
    except ConfigError as exc:
        _end(str(exc))


def _start_log(fraction: float) -> None:
    """Log to standard error. Lines that wait are written when the interpreter ends."""
    enqueuer, writer = writer_of(standard_error(), fraction=fraction)
    logging.basicConfig(level=logging.INFO, handlers=[enqueuer])
    # Azure's packages log each request in many lines.
    logging.getLogger("azure").setLevel(logging.WARNING)
    writer.start()
    atexit.register(writer.stop)
    hooks.install()


def _start_audit_log() -> None:
    """Write the lines of the audit trail to standard output, and nowhere else; all of them."""
    enqueuer, writer = writer_of(standard_output(), fraction=1)
    audit = logging.getLogger(AUDIT_LOG)
    audit.addHandler(enqueuer)
    audit.propagate = False
    writer.start()
    atexit.register(writer.stop)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as exc:
        if exc.errno != errno.EADDRINUSE:
            raise
        _end(f"Port {port} is taken: end what listens there, or set PORT to another.")


def _end(message: str) -> NoReturn:
    print(message, file=sys.stderr)  # noqa: T201 - for a person, possibly before the log is set up
    sys.exit(EXIT_CANNOT_START)
