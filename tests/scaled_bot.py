"""The bot on the clock of its environment, which runs faster: `python -m tests.scaled_bot`."""

import asyncio
import os

from app import build_app
from server import process
from server.overrides import Overrides
from server.serving import listen, serve
from server.stop import Stop
from testkit.hosts import HOST
from testkit.scaled import clock_of


async def main() -> None:
    """Serve until a signal."""
    stop = Stop()
    stop.install()
    settings = process.begin(os.environ)
    overrides = Overrides(clock=clock_of(os.environ), environment=os.environ)
    listener = listen(HOST, settings.port)
    await serve(
        build_app(settings, overrides=overrides),
        listener,
        stop=stop,
        grace_s=settings.bot.shutdown_grace_s,
    )


if __name__ == "__main__":
    asyncio.run(main())
