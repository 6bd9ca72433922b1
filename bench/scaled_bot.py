"""The bot on the clock of its environment, with a page that says how often it used the store.

`python -m bench.scaled_bot`; only what it does for the shared limit of questions is counted.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from app import build_app
from bot.admission.shared_record import SharedRecord
from server import process
from server.overrides import Overrides
from server.serving import listen, serve
from server.stop import Stop
from testkit.hosts import HOST
from testkit.scaled import clock_of

PAGE: Final = "/bench/operations"


class Count:
    """Counts the operations of the shared record."""

    def __init__(self) -> None:
        self.operations = 0
        for name in ("look", "write"):
            setattr(SharedRecord, name, self._counted(getattr(SharedRecord, name)))

    def _counted(self, method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def counted(*args: Any) -> None:
            self.operations += 1
            await method(*args)

        return counted

    async def page(self, _: web.Request) -> web.Response:
        """Return the number."""
        return web.Response(text=str(self.operations))


async def main() -> None:
    """Serve until a signal."""
    stop = Stop()
    stop.install()
    settings = process.begin(os.environ)
    overrides = Overrides(clock=clock_of(os.environ), environment=os.environ)
    app = build_app(settings, overrides=overrides)
    app.router.add_get(PAGE, Count().page)
    listener = listen(HOST, settings.port)
    await serve(app, listener, stop=stop, grace_s=settings.bot.shutdown_grace_s)


if __name__ == "__main__":
    asyncio.run(main())
