"""On FastAPI, with aiohttp's client instead of httpx: what of the difference is the client's.

`uvicorn bench.frameworks.fastapi_aiohttp_bot:app`
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bench.frameworks.fastapi_app import bot
from bench.plain_genie import PlainGenie, Send
from bench.plain_session import through


@asynccontextmanager
async def clients() -> AsyncIterator[tuple[Send, PlainGenie]]:
    """Open both clients."""
    env = os.environ
    headers = {"Authorization": f"Bearer {env['DATABRICKS_TOKEN']}"}
    async with aiohttp.ClientSession() as channel, aiohttp.ClientSession(headers=headers) as genie:
        send = through(genie, loads=json.loads)
        yield (
            through(channel, loads=json.loads),
            PlainGenie(send, env["DATABRICKS_HOST"], env["DATABRICKS_SPACE_ID"]),
        )


app = bot(clients)
