"""Our bot, which measures what its log costs the event loop: `python -m bench.logged_bot`.

Otherwise it is the same as app.py.
"""

import logging
import os
import threading
import time
from typing import Any, Final

from aiohttp import web

from app import from_environment
from config import Settings
from server import process

COST_PATH: Final = "/bench/log"


class LogProbe:
    """Adds up the CPU time of this thread in calls of loggers. Its own is part of that."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._began_s = time.thread_time()
        self._logging_s = 0.0
        self._lines = 0

    def install(self) -> None:
        """Time every line of this thread; all methods of loggers call Logger._log for it."""
        write = logging.Logger._log  # noqa: SLF001 - as above

        def timed(*args: Any, **kwargs: Any) -> None:
            if threading.get_ident() != self._thread:
                write(*args, **kwargs)
                return
            began_s = time.thread_time()
            # logging skips the frames of its own files only, in the search for the caller.
            kwargs["stacklevel"] = kwargs.get("stacklevel", 1) + 1
            write(*args, **kwargs)
            self._lines += 1
            self._logging_s += time.thread_time() - began_s

        logging.Logger._log = timed  # type: ignore[method-assign]  # noqa: SLF001 - as above

    def read(self) -> dict[str, float]:
        """Return the CPU time of this thread, that of its lines, and their number; reset them."""
        now_s = time.thread_time()
        figures = {
            "thread_s": now_s - self._began_s,
            "logging_s": self._logging_s,
            "lines": self._lines,
        }
        self._began_s, self._logging_s, self._lines = now_s, 0.0, 0
        return figures


def main() -> None:
    """Serve until SIGTERM."""
    probe = LogProbe()
    probe.install()

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(probe.read())

    def build(settings: Settings) -> web.Application:
        app = from_environment(settings)
        app.router.add_get(COST_PATH, answer)
        return app

    process.run(os.environ, build)


if __name__ == "__main__":
    main()
