"""Taking new connections, as many as there is room for.

asyncio's own servers take all that wait at once, however many descriptors there are left, and log
each one for which there is none.
"""

import asyncio
import logging
import socket
from typing import Final

from limited_log import LimitedLog
from server.connections import ROOM_AT_ONCE, Connections

log = logging.getLogger(__name__)

# So many may wait for their turn in the system; it is as long as it costs nothing here.
BACKLOG: Final = 2048
_AFTER_FAILURE_S: Final = 1.0


async def accept(listener: socket.socket, connections: Connections) -> None:
    """Take connections from a listening socket, for ever."""
    loop, limited_log = asyncio.get_running_loop(), LimitedLog(log)
    while True:
        free = await connections.room()
        try:
            client, _ = await loop.sock_accept(listener)
        except ConnectionError:
            continue  # it has gone again
        except OSError as exc:  # no descriptors, no memory
            limited_log.write(logging.ERROR, "connections cannot be accepted", exc_info=exc)
            await asyncio.sleep(_AFTER_FAILURE_S)
            continue
        clients = [client, *_waiting(listener, min(free, ROOM_AT_ONCE) - 1)]
        made = (loop.connect_accepted_socket(connections.make, client) for client in clients)
        # Shielded, so that each socket gets its owner even if this ends.
        await asyncio.shield(asyncio.gather(*made, return_exceptions=True))


def _waiting(listener: socket.socket, most: int) -> list[socket.socket]:
    """Take those that wait already: one by one, each would cost a round of a busy event loop."""
    clients: list[socket.socket] = []
    try:
        while len(clients) < most:
            clients.append(listener.accept()[0])
    except OSError:
        pass  # there are no more, or the next round tells what is the matter
    return clients
