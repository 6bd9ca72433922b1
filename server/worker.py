"""The gunicorn worker: `--worker-class server.worker.Worker`."""

import os
from typing import Final

from aiohttp.worker import GunicornUVLoopWebWorker

from server.serving import serving

# startup.sh adds this to SHUTDOWN_GRACE_S.
LEAVING_S: Final = 10


class Worker(GunicornUVLoopWebWorker):
    """aiohttp's worker with its event loop and signals, serving like python app.py."""

    async def _run(self) -> None:
        app = await self.wsgi()
        listeners = [listener.sock for listener in self.sockets]
        grace_s = max(0, self.cfg.graceful_timeout - LEAVING_S)
        async with serving(app, listeners, grace_s=grace_s):
            self.booted = True  # from now on, gunicorn restarts a failed worker
            while self.alive and self.ppid == os.getppid():
                self.notify()
                await self._wait_next_notify()
