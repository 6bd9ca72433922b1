"""On FastAPI, with httpx, in uvicorn: `uvicorn bench.frameworks.fastapi_bot:app`.

Tried, see https://www.uvicorn.org/settings/:

- httptools instead of h11: 1.00; with uvloop: 0.99. Kept, since uvicorn chooses both by itself.
- --no-access-log: 0.93. Kept.
- --workers 2 (https://fastapi.tiangolo.com/deployment/server-workers/): 1.08, and 59 MB more.

And https://www.python-httpx.org/advanced/resource-limits/, with 1,000 people within five seconds,
Genie takes 5 to 20 s, and two cores that others used as well:

- As installed, at most 100 connections, of which 20 are kept: 935 people are not answered in 40 s.
- 100 connections, all kept, and no limit to the time of waiting for one: 829.
- No limits: 806; in another run, with more of the machine to itself, 0. Kept.
- No timeouts either (https://www.python-httpx.org/advanced/timeouts/): 871 instead of 921. Kept.

With aiohttp's client (fastapi_aiohttp_bot.py) all of them are answered.

And reading the body without Pydantic: 1.01. trust_env=False: 1.09, see
https://www.python-httpx.org/environment_variables/.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx

from bench.frameworks.fastapi_app import bot
from bench.plain_answer import Json
from bench.plain_genie import PlainGenie, Send

_LIMITS: Final = httpx.Limits(max_connections=None, max_keepalive_connections=None)
_NO_TIMEOUT: Final = httpx.Timeout(None)


@asynccontextmanager
async def clients() -> AsyncIterator[tuple[Send, PlainGenie]]:
    """Open both clients."""
    env = os.environ
    headers = {"Authorization": f"Bearer {env['DATABRICKS_TOKEN']}"}
    async with (
        httpx.AsyncClient(limits=_LIMITS, timeout=_NO_TIMEOUT) as channel,
        httpx.AsyncClient(limits=_LIMITS, timeout=_NO_TIMEOUT, headers=headers) as databricks,
    ):
        genie = through(databricks)
        yield (
            through(channel),
            PlainGenie(genie, env["DATABRICKS_HOST"], env["DATABRICKS_SPACE_ID"]),
        )


def through(client: httpx.AsyncClient) -> Send:
    """Send through a client, which adds the token."""

    async def send(method: str, address: str, body: Json | None) -> Json:
        response = await client.request(method, address, json=body)
        response.raise_for_status()
        read: Json = response.json()
        return read

    return send


app = bot(clients)
