"""Accepting connections while there is room for them.

asyncio's servers accept the whole backlog at once, even without descriptors for it, and log a
traceback for each connection that fails.
"""

import asyncio
import logging
import socket
from typing import Final

from server.connections import ROOM_AT_ONCE, Connections

log = logging.getLogger(__name__)

# Connections that wait in the kernel, where they use no descriptors.
BACKLOG: Final = 2048


async def accept(listener: socket.socket, connections: Connections, *, retry_s: float) -> None:
    """Accept connections from a listening socket in a loop.

    retry_s: the pause after the system could not accept a connection.
    """
    loop = asyncio.get_running_loop()
    while True:
        free = await connections.room()
        try:
            client, _ = await loop.sock_accept(listener)
        except ConnectionError:
            continue  # the client has disconnected already
        except OSError as exc:  # no descriptors or no memory
            log.error("connections cannot be accepted", exc_info=exc)
            await asyncio.sleep(retry_s)
            continue
        clients = [client, *_waiting(listener, min(free, ROOM_AT_ONCE) - 1)]
        made = (loop.connect_accepted_socket(connections.make, client) for client in clients)
        # Shielded: a cancellation must not leave sockets unclosed.
        await asyncio.shield(asyncio.gather(*made, return_exceptions=True))


def _waiting(listener: socket.socket, most: int) -> list[socket.socket]:
    """Accept the whole backlog, since one connection per iteration of a busy loop would be slow."""
    clients: list[socket.socket] = []
    try:
        while len(clients) < most:
            clients.append(listener.accept()[0])
    except OSError:
        pass  # the backlog is empty; other errors are raised again by the next accept
    return clients
