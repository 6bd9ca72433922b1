"""On aiohttp, with its client: `python -m bench.frameworks.aiohttp_bot --uvloop`.

Tried, see https://docs.aiohttp.org/en/stable/deployment.html:

- uvloop: 0.89 to 0.94. Kept.
- One worker in gunicorn: 1.06, and 13 MB more; two: 1.25, and 22 MB; five: 1.43, and 49 MB.
  One process has enough of a core for these people.

And https://docs.aiohttp.org/en/stable/logging.html:

- access_log=None: 0.96. No log is written either way.

And https://docs.aiohttp.org/en/stable/client_advanced.html:

- No limit of connections: 0.96. A request lasts milliseconds, and 100 connections suffice.
- A DummyCookieJar: 1.08.
- orjson (https://docs.aiohttp.org/en/stable/client_quickstart.html#json-requests): 0.98.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
import uvloop
from aiohttp import web

from bench.frameworks.answering import answer
from bench.plain_genie import PlainGenie, Send
from bench.plain_session import through

_CHANNEL: Final[web.AppKey[Send]] = web.AppKey("channel")
_GENIE: Final = web.AppKey("genie", PlainGenie)
_TASKS: Final = web.AppKey("tasks", set[asyncio.Task[None]])


async def clients(app: web.Application) -> AsyncIterator[None]:
    """One session to the channel and one to Databricks, for the life of the process."""
    env = os.environ
    headers = {"Authorization": f"Bearer {env['DATABRICKS_TOKEN']}"}
    async with aiohttp.ClientSession() as channel, aiohttp.ClientSession(headers=headers) as genie:
        app[_CHANNEL] = through(channel, loads=json.loads)
        app[_GENIE] = PlainGenie(
            through(genie, loads=json.loads), env["DATABRICKS_HOST"], env["DATABRICKS_SPACE_ID"]
        )
        app[_TASKS] = set()
        yield


async def messages(request: web.Request) -> web.Response:
    """Acknowledge an activity, and answer it in a task."""
    asked = await request.json()
    tasks = request.app[_TASKS]
    task = asyncio.create_task(answer(asked, request.app[_CHANNEL], request.app[_GENIE]))
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return web.Response(status=202)


async def health(_: web.Request) -> web.Response:
    """Say that the bot serves."""
    return web.json_response({"status": "ok"})


async def create_app() -> web.Application:
    """Make the application."""
    app = web.Application()
    app.cleanup_ctx.append(clients)
    app.add_routes([web.post("/api/messages", messages), web.get("/healthz", health)])
    return app


def main() -> None:
    """Serve until SIGTERM."""
    loop = uvloop.new_event_loop() if "--uvloop" in sys.argv else None
    web.run_app(create_app(), host="127.0.0.1", port=int(os.environ["PORT"]), loop=loop)


if __name__ == "__main__":
    main()
