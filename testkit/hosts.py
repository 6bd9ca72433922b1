"""Ports and servers on loopback."""

import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Final

from aiohttp import web

HOST: Final = "127.0.0.1"
# Below the ports that systems give to servers that ask for any.
_PORTS: Final = range(10_000, 30_000)
_next: Final = count(secrets.randbelow(len(_PORTS)))  # processes begin at different ones


def free_port() -> int:
    """Return a port that is unused, and that no server gets by asking for any.

    A program that is told to use it may need many seconds before it does.
    """
    while True:
        port = _PORTS[next(_next) % len(_PORTS)]
        with suppress(OSError), socket.socket() as free:
            free.bind((HOST, port))
            return port


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[int]:
    """Serve an application on a free port inside the block, and yield the port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0, backlog=1024).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
