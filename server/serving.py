"""Runs an application as a server, for python app.py and for gunicorn's worker."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from server.accepting import BACKLOG, accept
from server.connections import Connections, Limits
from server.stop import Stop

log = logging.getLogger(__name__)

# Longer than most proxies keep idle connections, so that the proxy closes them first.
KEEP_ALIVE_S: Final = 75.0


def listen(host: str, port: int) -> socket.socket:
    """Listen on a port.

    Raises:
        OSError: it is in use, or not permitted.
    """
    listener = socket.create_server((host, port), backlog=BACKLOG)
    listener.settimeout(0)
    return listener


async def serve(
    app: web.Application, listener: socket.socket, *, stop: Stop, grace_s: float
) -> None:
    """Serve an application until a signal stops it."""
    async with serving(app, [listener], grace_s=grace_s):
        await stop.told()


@asynccontextmanager
async def serving(
    app: web.Application,
    listeners: Sequence[socket.socket],
    *,
    grace_s: float,
    limits: Limits | None = None,
) -> AsyncIterator[None]:
    """Serve inside the block, on listening sockets, which are closed at its end.

    grace_s: how long requests in progress may take after that.
    """
    limits = limits or Limits()
    # aiohttp waits for this time twice: for the handler, and for the rest of the request.
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=KEEP_ALIVE_S, shutdown_timeout=grace_s / 2
    )
    try:
        await runner.setup()
        assert runner.server is not None  # noqa: S101 - it has been set up
        connections = Connections(runner.server, limits)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(connections.watch(), name="watching connections")]
            for listener in listeners:
                name = f"accepting on {listener.getsockname()}"
                accepting = accept(listener, connections, retry_s=limits.retry_s)
                running.append(tasks.create_task(accepting, name=name))
            log.info("ready", extra={"most_connections": limits.most})
            yield
            for task in running:
                task.cancel()
    finally:
        for listener in listeners:
            listener.close()
        await runner.cleanup()
